"""What an operator makes of a piece of code, for tests."""

from __future__ import annotations

from autograder.audit.mutation.changes import changes_of


def made_by(operator: str, source: str) -> list[str]:
    """The whole cell after each change by one operator."""
    return [change.source for change in changes_of(source) if change.operator == operator]


def all_made(source: str) -> set[str]:
    """The whole cell after each change by any operator."""
    return {change.source for change in changes_of(source)}
