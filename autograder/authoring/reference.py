"""What the author's own solution earns, and whether it still does with another seed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from autograder.authoring.findings import Finding, Status, Topic, place, settled
from autograder.results import CellKind, CellResult, CheckResult, Outcome, SubmissionResult


def reference_findings(result: SubmissionResult) -> list[Finding]:
    """What keeps the reference from full marks: each check that does not pass, each cell that raises."""
    cells = _check_cells(result)
    earned, due = sum(cell.earned or 0 for cell in cells), sum(cell.points for cell in cells)
    manual = f"; {result.max_score - due:g} more are a person's" if result.max_score > due else ""
    return settled(
        Topic.REFERENCE,
        chain(_raising(result), _not_passed(cells), _early_end(result)),
        f"the reference solution earns {earned:g} of {due:g} points{manual}",
    )


def seed_findings(first: SubmissionResult, second: SubmissionResult) -> list[Finding]:
    """Checks that the reference passes with the course's seed and not with another one."""
    passing = {(c.notebook, c.grade_id, check.name) for c, check in _passing(first)}
    still = {(c.notebook, c.grade_id, check.name) for c, check in _passing(second)}
    return settled(
        Topic.SEED,
        (
            Finding(
                Topic.SEED,
                Status.WARNING,
                f"the reference passes {name} with one seed and not with another",
                place(notebook, grade_id),
                "a right solution may draw its random numbers in another order, and would fail by chance",
                "widen the tolerance, average over several draws, or pass the random numbers in",
            )
            for notebook, grade_id, name in sorted(passing - still)
        ),
        "the reference passes the same checks with another seed",
    )


def _check_cells(result: SubmissionResult) -> list[CellResult]:
    return [cell for cell in result.cells if cell.kind is CellKind.CHECK]


def _passing(result: SubmissionResult) -> Iterator[tuple[CellResult, CheckResult]]:
    for cell in _check_cells(result):
        for check in cell.checks:
            if check.outcome is Outcome.PASSED:
                yield cell, check


def _raising(result: SubmissionResult) -> Iterator[Finding]:
    for run in result.notebooks:
        for number, cell in enumerate(run.content["cells"], 1):
            error = next((o for o in cell.get("outputs", ()) if o["output_type"] == "error"), None)
            if error is not None:
                grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
                yield Finding(
                    Topic.REFERENCE,
                    Status.WRONG,
                    f"the cell raises {error['ename']}: {error['evalue'][:300]}",
                    place(run.name, grade_id or f"cell {number}"),
                    "everything after it may depend on it, and students meet the same error",
                    "run the author's notebook from the top in a fresh kernel and mend the cell",
                )


def _not_passed(cells: list[CellResult]) -> Iterator[Finding]:
    for cell in cells:
        for check in cell.checks:
            if check.outcome is not Outcome.PASSED:
                yield Finding(
                    Topic.REFERENCE,
                    Status.WRONG,
                    f"the reference does not pass {check.name}: {check.outcome.value}",
                    place(cell.notebook, cell.grade_id),
                    "a student with the author's own solution would lose points here",
                    "mend the check or the solution",
                    check.detail or check.message,
                )


def _early_end(result: SubmissionResult) -> Iterator[Finding]:
    """What ended grading before its time is told by no check."""
    said = result.provenance.get("log")
    if said and not result.outcome.is_graded:
        why = "no submission can be graded while this is so"
        yield Finding(Topic.REFERENCE, Status.WRONG, result.reason, "", why, "mend what it names", str(said))
