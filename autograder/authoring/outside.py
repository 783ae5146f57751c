"""Whether every check cell runs outside the student's process, where nobody can read or forge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from autograder.assignment import Assignment, Role
from autograder.authoring.findings import Finding, Status, Topic, counted, place, settled
from autograder.authoring.flow import Origins
from autograder.authoring.sides import in_place_findings
from autograder.results import SubmissionResult
from autograder.settings import Settings


def outside_findings(
    assignment: Assignment, origins: Mapping[str, Origins], settings: Settings, reference: SubmissionResult
) -> list[Finding]:
    """Check cells that ran beside the student's code, and what checks outside cannot see."""
    checks = [
        cell
        for book in assignment.notebooks
        for cell in book.cells
        if cell.role is Role.CHECK and cell.is_code
    ]
    return settled(
        Topic.OUTSIDE,
        chain(_beside(reference), _noted(reference), in_place_findings(assignment, origins, settings)),
        f"{'all ' if len(checks) > 1 else ''}{counted(len(checks), 'check cell')} run outside the student's process",
    )


def _beside(reference: SubmissionResult) -> Iterator[Finding]:
    """Check cells that ran in the student's process, each with the reason."""
    for cell in reference.cells:
        for note in dict.fromkeys(check.note for check in cell.checks if check.note):
            yield Finding(
                Topic.OUTSIDE,
                Status.WARNING,
                note,
                place(cell.notebook, cell.grade_id),
                "what runs in the student's process can be read and forged there",
                "write the cell so that it needs no more than the student's functions and values",
            )


def _noted(reference: SubmissionResult) -> Iterator[Finding]:
    """What else grading noted: the author's own notebook should give no cause to."""
    told = {check.note for cell in reference.cells for check in cell.checks}
    for note in reference.notes:
        if note not in told:
            why = "students' notebooks will give the same cause, through no doing of theirs"
            yield Finding(Topic.OUTSIDE, Status.WARNING, note, "", why, "mend what it names")
