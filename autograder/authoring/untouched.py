"""What a student earns who hands in the assignment as it was released."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from autograder.assignment import Assignment, Cell, Role
from autograder.authoring.findings import Finding, Status, Topic, place, settled
from autograder.regions import bound_names, used_names
from autograder.results import CellKind, CellResult, Outcome, SubmissionResult

FREE_TAG: Final = "free-points"
_FREE_COMMENT: Final = re.compile(r"^\s*#\s*autograder:\s*free points\s*$", re.MULTILINE)
_ORDINARY: Final = (Outcome.PASSED, Outcome.FAILED, Outcome.STUDENT_ERROR)
_LOOKS_AT_FILES: Final = frozenset({"open", "os", "Path", "plt", "pyplot"})
"""What a check may look at without asking for any of the notebook's names."""


def is_free(cell: Cell) -> bool:
    """Whether the author says that an empty submission may earn this cell's points."""
    tags = (cell.metadata or {}).get("tags", ())
    return FREE_TAG in tags or _FREE_COMMENT.search(cell.source) is not None


def untouched_findings(
    assignment: Assignment, result: SubmissionResult, reference: SubmissionResult
) -> list[Finding]:
    """Points that come for nothing, and anything but an ordinary failure; what ``reference`` shows is left out."""
    graded = [cell for cell in result.cells if cell.kind is CellKind.CHECK]
    earned, due = sum(cell.earned or 0 for cell in graded), sum(cell.points for cell in graded)
    return settled(
        Topic.UNTOUCHED,
        chain(_free_points(assignment, graded), _extraordinary(result, graded, _faulty(reference))),
        f"the assignment as it is released earns {earned:g} of {due:g} points",
    )


def _free_points(assignment: Assignment, graded: list[CellResult]) -> Iterator[Finding]:
    by_place = {(result.notebook, result.grade_id): result for result in graded}
    for notebook in assignment.notebooks:
        bound_before: frozenset[str] = frozenset()
        for cell in notebook.cells:
            result = by_place.get((notebook.name, cell.grade_id))
            if cell.role is not Role.CHECK or result is None:
                continue
            if result.earned and not is_free(cell):
                looks_through = used_names(cell.source) & (bound_before | _LOOKS_AT_FILES)
                ran_there = any(check.note for check in result.checks)
                looks = bool(result.reads or looks_through or ran_there)
                yield _given_away(result, place(notebook.name, cell), looks=looks)
            bound_before |= bound_names(cell.source)


def _given_away(result: CellResult, where: str, *, looks: bool) -> Finding:
    gives = f"gives {result.earned:g} of {result.points:g} points to a student who did nothing"
    if looks:
        passed = ", ".join(check.name for check in result.checks if check.fraction)
        text = f"{gives} ({passed})"
        remedy = (
            "give those checks no weight (`# points: 0`), test what is asked for, or tag the cell "
            f"`{FREE_TAG}` if you mean it"
        )
    else:
        text = f"{gives}: it never looks at the student's notebook, so it can never fail"
        remedy = "call the student's function or read the student's value in this cell"
    return Finding(Topic.UNTOUCHED, Status.WARNING, text, where, "points should come from work", remedy)


def _faulty(reference: SubmissionResult) -> set[tuple[str, str, str]]:
    """Checks that cannot work whatever is handed in."""
    return {
        (cell.notebook, cell.grade_id, check.name)
        for cell in reference.cells
        for check in cell.checks
        if check.outcome is Outcome.CHECKER_ERROR
    }


def _extraordinary(
    result: SubmissionResult, graded: list[CellResult], known: set[tuple[str, str, str]]
) -> Iterator[Finding]:
    why = "students run the notebook before it is finished, and many hand it in so"
    for cell in graded:
        for check in cell.checks:
            is_known = (cell.notebook, cell.grade_id, check.name) in known
            if check.outcome not in _ORDINARY and not is_known:
                yield Finding(
                    Topic.UNTOUCHED,
                    Status.WRONG,
                    f"{check.name} ends by {check.outcome.value} for a student who did nothing",
                    place(cell.notebook, cell.grade_id),
                    why,
                    "let the check fail by an assert, whatever the placeholder returns",
                    check.detail,
                )
    if result.outcome not in (*_ORDINARY, *(cell.outcome for cell in graded)):
        text = f"the notebook as it is released ends by {result.outcome.value}: {result.reason}"
        yield Finding(
            Topic.UNTOUCHED, Status.WRONG, text, "", why, "give the placeholders something that ends"
        )
