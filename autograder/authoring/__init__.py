"""Proves an assignment before it is released: what ``autograder check`` finds, and why it matters."""
