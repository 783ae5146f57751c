"""What check cells of existing courses do, one idiom at a time."""

from __future__ import annotations

from typing import NamedTuple


class Idiom(NamedTuple):
    """A solution, a check that it passes, and a mistake that the check must catch."""

    solution: str
    check: str
    mistake: str
