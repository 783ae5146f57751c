"""Cells of a made-up student who changes what the notebook's given cells bound, and gives empty answers.

The code runs in the guest, so it imports nothing of ours; ``_CHANGES`` is its text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from autograder.assignment import ANSWERS, Cell, Notebook, Role
from autograder.authoring.trials import Around
from autograder.regions import bound_names


class How(StrEnum):
    """How a value is changed: into another one, into noughts of its form, or emptied."""

    OTHER = "other"
    NOUGHT = "nought"
    EMPTY = "empty"


# `_kept` lets the cell after the check put back what the cell before it changed: only the check is to see it.
_CHANGES: Final = """
def _changed(value, how):
    import functools, types
    if value is None or isinstance(value, (types.ModuleType, type)):
        return value
    if isinstance(value, types.FunctionType):
        return functools.wraps(value)(lambda *args, **kwargs: _changed(value(*args, **kwargs), how))
    if isinstance(value, bool):
        return not value if how == "other" else False
    if isinstance(value, (int, float, complex)):
        return type(value)(value + 1 if how == "other" else 0)
    if isinstance(value, str):
        return value + "x" if how == "other" else ""
    if type(value) in (list, tuple):
        items = [] if how == "empty" else [_changed(item, how) for item in value]
        return type(value)(items[::-1] if how == "other" else items)
    if type(value) in (set, frozenset):
        return type(value)(_changed(item, how) for item in value) if how == "other" else type(value)()
    if type(value) is dict:
        return {} if how == "empty" else {key: _changed(item, how) for key, item in value.items()}
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        try:
            if how == "empty":
                return value[:0]
            return value + 1 if how == "other" else value * 0
        except Exception:
            return value
    return None if how == "other" else value
"""

_BEFORE: Final = """{changes}
_kept = {{name: globals()[name] for name in {names!r} if name in globals()}}
for _name, _value in _kept.items():
    globals()[_name] = _changed(_value, {how!r})
"""
_AFTER: Final = "globals().update(_kept)"
_ANSWERED: Final = """{changes}
for _name in {names!r}:
    if _name in globals():
        globals()[_name] = _changed(globals()[_name], "nought")
"""

Names = Mapping[tuple[str, str], Collection[str]]
"""For a check cell, known by notebook and grade_id, the names to change before it."""


def tampering(names: Names, how: How) -> Around:
    """Change ``names`` before each check cell and put them back after it."""

    def around(notebook: Notebook, cell: Cell) -> tuple[str, str]:
        own = sorted(names.get((notebook.name, cell.grade_id), ())) if cell.role is Role.CHECK else []
        if not own:
            return "", ""
        return _BEFORE.format(changes=_CHANGES, names=own, how=how.value), _AFTER

    return around


def empty_answers(_: Notebook, cell: Cell) -> tuple[str, str]:
    """After each solution cell, make all of its answers nought: numbers 0, arrays of noughts, empty texts."""
    names = sorted(bound_names(cell.source)) if cell.role in ANSWERS and cell.is_code else []
    return "", _ANSWERED.format(changes=_CHANGES, names=names) if names else ""


def both(first: Around, second: Around) -> Around:
    """The cells of ``first`` and ``second``; no cell has both."""

    def around(notebook: Notebook, cell: Cell) -> tuple[str, str]:
        return tuple(a or b for a, b in zip(first(notebook, cell), second(notebook, cell), strict=True))  # type: ignore[return-value]

    return around
