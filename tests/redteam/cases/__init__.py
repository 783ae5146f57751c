"""The attacks, by family."""
