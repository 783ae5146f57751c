"""The part of an assignment that says whether one solution cell is right: quick to run, again and again.

A scope ends with the check cells that belong to the cell: those behind it, before the next solution cell that checks
follow. Other check cells, text and later cells are left out, and so are given cells that bind no name that is needed.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from autograder.assignment import Assignment, Cell, Notebook, Role
from autograder.regions import bound_names, free_names

WHOLE: Final = ""
"""The scope that is the whole assignment."""

_RUNS: Final = (Role.STUDENT, Role.INSTRUCTOR, Role.MANUAL)


def scopes(assignment: Assignment) -> dict[str, tuple[str, str]]:
    """Notebook and grade_id of each solution cell of code that has check cells of its own, by the scope's name."""
    return {
        scope_name(notebook, cell): (notebook.name, cell.grade_id)
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.role is Role.STUDENT and cell.is_code and cell.grade_id and own_checks(notebook, cell)
    }


def scope_name(notebook: Notebook, cell: Cell) -> str:
    """What the scope of a solution cell is called."""
    return f"{notebook.name}/{cell.grade_id}"


def own_checks(notebook: Notebook, cell: Cell) -> list[Cell]:
    """The check cells of code that belong to a solution cell: the first group of them behind it."""
    found: list[Cell] = []
    for later in notebook.cells[notebook.cells.index(cell) + 1 :]:
        if later.role is Role.CHECK and later.is_code:
            found.append(later)
        elif later.role is Role.STUDENT and found:
            break
    return found


def trimmed(assignment: Assignment, scope: str, check_source: str = "") -> Assignment:
    """``assignment`` without what ``scope`` does not need; ``check_source`` takes the place of its check cells."""
    if scope == WHOLE:
        return assignment
    name, grade_id = scopes(assignment)[scope]
    notebook = next(notebook for notebook in assignment.notebooks if notebook.name == name)
    checks = own_checks(notebook, notebook.by_grade_id[grade_id])
    kept = _kept(notebook, checks)
    if check_source:
        last = max(kept)
        kept = {place: cell for place, cell in kept.items() if cell not in checks}
        kept[last] = replace(checks[-1], source=check_source)
    return replace(assignment, notebooks=(_with_cells(notebook, kept),))


def _kept(notebook: Notebook, checks: Sequence[Cell]) -> dict[int, Cell]:
    """The cells up to the last of ``checks`` that take part, by place; read from the end for what is needed."""
    needed: set[str] = set()
    kept: dict[int, Cell] = {}
    for place in range(notebook.cells.index(checks[-1]), -1, -1):
        cell = notebook.cells[place]
        if cell in checks or (
            cell.is_code
            and cell.role in _RUNS
            and (cell.role is not Role.INSTRUCTOR or _is_needed(cell, needed))
        ):
            kept[place] = cell
            needed |= free_names(cell.source)
    return dict(sorted(kept.items()))


def _is_needed(cell: Cell, needed: Collection[str]) -> bool:
    """Whether a given cell binds a name that is used, or does something without binding any."""
    bound = bound_names(cell.source)
    return not bound or not bound.isdisjoint(needed)


def _with_cells(notebook: Notebook, cells: Mapping[int, Cell]) -> Notebook:
    node = copy.copy(notebook.node)
    node.cells = [notebook.node.cells[place] for place in cells]
    return replace(notebook, cells=tuple(cells.values()), node=node)


def content_digest(assignment: Assignment) -> str:
    """Hash of the cells that take part, with what they are for and what they give."""
    cells = [
        [notebook.name, cell.grade_id, cell.role.value, cell.cell_type, cell.points, cell.source]
        for notebook in assignment.notebooks
        for cell in notebook.cells
    ]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()
