"""Inputs on which a mutant and the reference differ, written as a test to paste into a check cell."""
