"""A class whose every due is known."""
