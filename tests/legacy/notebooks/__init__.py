"""Four small notebooks as teachers of other courses write them, with a wrong submission each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from courses import checks, locked, solution
from nbformat import NotebookNode


class Legacy(NamedTuple):
    """A notebook: its cells in order, and what a student who got things wrong wrote, by ``grade_id``."""

    cells: tuple[NotebookNode, ...]
    wrong: Mapping[str, str]


def asked(grade_id: str, author: str, check: str, points: float = 2) -> tuple[NotebookNode, NotebookNode]:
    """A solution cell with the author's answer, and the check cell that follows it."""
    return solution(author.strip("\n"), grade_id), checks(check.strip("\n"), f"{grade_id}_checks", points)


def given(source: str) -> NotebookNode:
    """A locked cell that sets things up."""
    return locked(source.strip("\n"))
