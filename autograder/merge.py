"""A student's notebook laid over the assignment's: which cell runs, whose source it has, what was odd.

The student's order is kept, as nbgrader keeps it. Sources of solution cells and of added cells come from the
submission, everything else from the assignment; the submission's own metadata decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from autograder.assignment import ANSWERS, Cell, Notebook, Role
from autograder.matching import Matches, is_untouched, match_cells
from autograder.submission import SubmittedCell

_MOST_STRANGERS: Final = 10
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of the merged notebook; ``cell`` is ``None`` for one that the student added."""

    role: Role
    cell_type: str
    source: str
    cell: Cell | None = None
    attachments: Mapping[str, Any] | None = None

    @property
    def is_from_student(self) -> bool:
        """Whether the source comes from the submission."""
        return self.cell is None or self.role in ANSWERS


@dataclass(slots=True)
class Merged:
    """The cells to run, in order, and notes about what the student changed that should not change."""

    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merge(notebook: Notebook, submitted: Sequence[SubmittedCell]) -> Merged:
    """Lay ``submitted`` over ``notebook``."""
    merged, matches = Merged(), match_cells(notebook, submitted)
    strange: list[str] = []
    graded = _graded_copies(notebook, submitted, matches)
    for number, theirs in enumerate(submitted):
        found = matches.found[number]
        if number in matches.absorbed:
            continue
        if found is None:
            merged.steps.append(_added(theirs))
            if theirs.grade_id:
                strange.append(theirs.grade_id)
        elif number != graded[found]:
            merged.steps += _other_copy(notebook.cells[found], theirs)
            merged.notes.append(f"the cell {_name(notebook.cells[found])} is there more than once")
        else:
            merged.steps += _copy(notebook.cells[found], theirs, merged.notes)
    merged.notes += _notes_on_strangers(strange)
    _add_missing(merged, notebook.cells, matches.answers)
    merged.steps = _in_order(merged.steps, notebook.cells)
    merged.notes += _notes_on_places(notebook, submitted, matches, graded)
    return merged


def _notes_on_strangers(grade_ids: Sequence[str]) -> Iterable[str]:
    """What is said of cells with ids that the assignment does not have; a student may make thousands."""
    for grade_id in grade_ids[:_MOST_STRANGERS]:
        yield f"a cell says it is {grade_id[:_LONGEST_NAME]!r}, which the assignment does not have"
    if len(grade_ids) > _MOST_STRANGERS:
        yield f"so do {len(grade_ids) - _MOST_STRANGERS} more cells"


def _graded_copies(
    notebook: Notebook, submitted: Sequence[SubmittedCell], matches: Matches
) -> dict[int, int]:
    """For each cell of the assignment, which submitted copy counts: the last one that has an answer in it.

    Of the author's own cells the first one does: what they bind must be there when a check runs.

    nbgrader takes the last one whatever it holds, be it the stub that was copied to be safe.
    """
    graded: dict[int, int] = {}
    for number, found in enumerate(matches.found):
        if found is None:
            continue
        cell = notebook.cells[found]
        if found not in graded or (cell.role in ANSWERS and not is_untouched(cell, submitted[number])):
            graded[found] = number
    return graded


def _copy(cell: Cell, theirs: SubmittedCell, notes: list[str]) -> Iterable[Step]:
    if theirs.cell_type != cell.cell_type:
        notes.append(
            f"the cell {_name(cell)} was turned into {theirs.cell_type} and is taken as {cell.cell_type}"
        )
    if cell.role in ANSWERS:
        return [Step(cell.role, cell.cell_type, theirs.source, cell, theirs.attachments)]
    changed = not is_untouched(cell, theirs)
    if cell.grade_id:
        if changed and not cell.is_expanded:
            notes.append(f"the cell {_name(cell)} was changed; it is taken as the assignment has it")
        return [own_step(cell)]
    # An unmarked cell is open to students, who may have put a helper there: theirs runs after the original.
    added = [_added(theirs)] if changed and theirs.source.strip() else []
    if cell.role is Role.TEXT:
        return added or [own_step(cell)]
    return [own_step(cell), *added]


def _other_copy(cell: Cell, theirs: SubmittedCell) -> Iterable[Step]:
    """A copy that does not count still runs, or is shown, where the student wrote something into it."""
    if cell.role in (Role.CHECK, Role.TASK) or (cell.role is not Role.TEXT and is_untouched(cell, theirs)):
        return []
    return [_added(theirs, cell)]


def _add_missing(merged: Merged, cells: Sequence[Cell], answers: Mapping[int, str]) -> None:
    """Put back what the student deleted, right after the cell it follows in the assignment.

    ``answers`` are texts of the student's for some of them, by number, that were found elsewhere.
    """
    before: Cell | None = None
    for number, cell in enumerate(cells):
        if not any(step.cell is cell for step in merged.steps):
            if cell.grade_id and number not in answers:
                merged.notes.append(f"the cell {_name(cell)} was deleted")
            if cell.role is not Role.STUDENT or number in answers:
                step = own_step(cell)
                if number in answers:
                    step = Step(cell.role, cell.cell_type, answers[number], cell)
                merged.steps.insert(_place_after(merged.steps, before), step)
        before = cell if any(step.cell is cell for step in merged.steps) else before


def _in_order(steps: Sequence[Step], cells: Sequence[Cell]) -> list[Step]:
    """``steps`` with the author's own code in the author's order: a cell waits for those that it was to follow.

    Else whoever moved a helper behind the check that rests on it could put another in its place.
    """
    places = {id(cell): number for number, cell in enumerate(cells)}

    def place(step: Step) -> int | None:
        is_own = step.role in (Role.INSTRUCTOR, Role.CHECK) and step.cell is not None
        return places[id(step.cell)] if is_own else None

    due = sorted(found for step in steps if (found := place(step)) is not None)
    waiting: dict[int, Step] = {}
    ordered: list[Step] = []
    for step in steps:
        found = place(step)
        if found is None:
            ordered.append(step)
            continue
        waiting[found] = step
        while due and due[0] in waiting:
            ordered.append(waiting.pop(due.pop(0)))
    return ordered


def _place_after(steps: Sequence[Step], before: Cell | None) -> int:
    for number, step in enumerate(steps):
        if before is not None and step.cell is before:
            return number + 1
    return 0


def _notes_on_places(
    notebook: Notebook, submitted: Sequence[SubmittedCell], matches: Matches, graded: Mapping[int, int]
) -> Iterable[str]:
    """What a student should know about cells that were moved, merged, or had lost their marks."""
    marked = [n for n, cell in enumerate(notebook.cells) if cell.grade_id and n in graded]
    lost = [n for n in marked if submitted[graded[n]].grade_id != notebook.cells[n].grade_id]
    if lost:
        yield (
            f"nbgrader's marks were missing from {len(lost)} of the assignment's cells, as other editors leave them; "
            "the cells were known by their text and place"
        )
    for number in sorted(matches.answers):
        yield (
            f"the answer to {_name(notebook.cells[number])} was put together from other cells of the notebook"
        )
    moved = [(a, b) for a, b in pairwise(marked) if graded[a] > graded[b]]
    for a, b in moved[:1]:
        yield (
            f"cells were moved: {_name(notebook.cells[b])} stands before {_name(notebook.cells[a])}, and the "
            "notebook runs in this order"
        )


def own_step(cell: Cell) -> Step:
    """The cell as the assignment has it."""
    return Step(cell.role, cell.cell_type, cell.released, cell, cell.attachments)


def _added(theirs: SubmittedCell, cell: Cell | None = None) -> Step:
    kind = cell.cell_type if cell else theirs.cell_type
    role = Role.STUDENT if kind == "code" else Role.TEXT
    return Step(role, kind, theirs.source, attachments=theirs.attachments)


def _name(cell: Cell) -> str:
    return repr(cell.grade_id) if cell.grade_id else f"that begins {cell.released.strip()[:30]!r}"
