"""Speed, measured against the real peer."""
