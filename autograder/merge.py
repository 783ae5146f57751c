"""A student's notebook laid over the assignment's: which cell runs, whose source it has, what was odd.

The student's order is kept, as nbgrader keeps it. Sources of solution cells and of added cells come from the
submission, everything else from the assignment; the submission's own metadata decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.assignment import Cell, Notebook, Role
from autograder.submission import SubmittedCell


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of the merged notebook; ``cell`` is ``None`` for one that the student added."""

    role: Role
    cell_type: str
    source: str
    cell: Cell | None = None

    @property
    def is_from_student(self) -> bool:
        """Whether the source comes from the submission."""
        return self.cell is None or self.role in (Role.STUDENT, Role.MANUAL)


@dataclass(slots=True)
class Merged:
    """The cells to run, in order, and notes about what the student changed that should not change."""

    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merge(notebook: Notebook, submitted: Sequence[SubmittedCell]) -> Merged:
    """Lay ``submitted`` over ``notebook``."""
    merged, match = Merged(), _Matcher(notebook)
    cells = [match.find(theirs) for theirs in submitted]
    # Of several copies nbgrader takes the last one.
    last = {id(cell): number for number, cell in enumerate(cells)}
    for number, (cell, theirs) in enumerate(zip(cells, submitted, strict=True)):
        if cell is None:
            merged.steps.append(Step(_added_role(theirs), theirs.cell_type, theirs.source))
            if theirs.grade_id:
                merged.notes.append(
                    f"a cell says it is {theirs.grade_id!r}, which the assignment does not have"
                )
        elif number != last[id(cell)]:
            merged.steps += _other_copy(cell, theirs)
            merged.notes.append(f"the cell {_name(cell)} is there more than once")
        else:
            merged.steps += _copy(cell, theirs, merged.notes)
    _add_missing(merged, notebook.cells)
    return merged


class _Matcher:
    """Finds the assignment's cell that a submitted one is a copy of."""

    def __init__(self, notebook: Notebook) -> None:
        unmarked = [cell for cell in notebook.cells if not cell.grade_id]
        self._by_grade_id = notebook.by_grade_id
        self._by_id = {cell.cell_id: cell for cell in unmarked if cell.cell_id}
        self._by_text = {(cell.cell_type, cell.released.strip()): cell for cell in reversed(unmarked)}

    def find(self, theirs: SubmittedCell) -> Cell | None:
        """The cell, by nbgrader's id, by the notebook format's id, or by its very text."""
        if theirs.grade_id:
            return self._by_grade_id.get(theirs.grade_id)
        by_id = self._by_id.get(theirs.cell_id)
        return by_id or self._by_text.get((theirs.cell_type, theirs.source.strip()))


def _copy(cell: Cell, theirs: SubmittedCell, notes: list[str]) -> Iterable[Step]:
    if theirs.cell_type != cell.cell_type:
        notes.append(
            f"the cell {_name(cell)} was turned into {theirs.cell_type} and is taken as {cell.cell_type}"
        )
    if cell.role in (Role.STUDENT, Role.MANUAL):
        return [Step(cell.role, cell.cell_type, theirs.source, cell)]
    changed = theirs.source.strip() != cell.released.strip()
    if cell.grade_id:
        if changed:
            notes.append(f"the cell {_name(cell)} was changed; it is taken as the assignment has it")
        return [_own(cell)]
    # An unmarked cell is open to students, who may have put a helper there: theirs runs after the original.
    added = (
        [Step(_added_role(theirs), theirs.cell_type, theirs.source)]
        if changed and theirs.source.strip()
        else []
    )
    if cell.role is Role.TEXT:
        return added or [_own(cell)]
    return [_own(cell), *added]


def _other_copy(cell: Cell, theirs: SubmittedCell) -> Iterable[Step]:
    if (
        cell.role in (Role.CHECK, Role.TASK, Role.INSTRUCTOR)
        and theirs.source.strip() == cell.released.strip()
    ):
        return []
    if cell.role in (Role.CHECK, Role.TASK):
        return []
    return [Step(_added_role(theirs, cell), cell.cell_type, theirs.source)]


def _add_missing(merged: Merged, cells: Sequence[Cell]) -> None:
    """Put back what the student deleted, right after the cell it follows in the assignment."""
    before: Cell | None = None
    for cell in cells:
        if not any(step.cell is cell for step in merged.steps):
            if cell.grade_id:
                merged.notes.append(f"the cell {_name(cell)} was deleted")
            if cell.role is not Role.STUDENT:
                merged.steps.insert(_place_after(merged.steps, before), _own(cell))
        before = cell if any(step.cell is cell for step in merged.steps) else before


def _place_after(steps: Sequence[Step], before: Cell | None) -> int:
    for number, step in enumerate(steps):
        if before is not None and step.cell is before:
            return number + 1
    return 0


def _own(cell: Cell) -> Step:
    return Step(cell.role, cell.cell_type, cell.released, cell)


def _added_role(theirs: SubmittedCell, cell: Cell | None = None) -> Role:
    kind = cell.cell_type if cell else theirs.cell_type
    return Role.STUDENT if kind == "code" else Role.TEXT


def _name(cell: Cell) -> str:
    return repr(cell.grade_id) if cell.grade_id else f"that begins {cell.released.strip()[:30]!r}"
