"""The switches, by layer."""
