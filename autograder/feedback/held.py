"""Hidden checks whose end a student is not told yet, and the points that hang on them.

They run, are recorded and count as any other; only a student's view leaves them open. What is shown in their
place, and every sum around it, is the same whether they passed or not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import replace

from autograder.assignment import Assignment, Role
from autograder.checker.cell import hidden_tests
from autograder.errors import AssignmentError
from autograder.feedback.policy import FeedbackPolicy
from autograder.results import CellKind, CellResult, CheckResult, Outcome, SubmissionResult

Test = tuple[str, str, str]
"""Notebook, grade_id and name of a test function, which all its cases share."""


def finals_of(assignment: Assignment, share: float) -> frozenset[Test]:
    """The ``share`` of the assignment's hidden test functions that is held back: always the same ones.

    A hash of assignment and test orders them, so nobody chooses, and other tests' coming and going moves few.
    """
    tests = sorted(_hidden_tests(assignment), key=lambda test: _hash(assignment.name, *test))
    return frozenset(tests[: int(share * len(tests) + 0.5)])


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _hidden_tests(assignment: Assignment) -> Iterator[Test]:
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role is not Role.CHECK or not cell.is_code:
                continue
            try:
                names = hidden_tests(cell.source, cell.label(notebook.name), assignment.delimiters)
            except AssignmentError:
                continue  # it runs in the student's process, where nothing of it is hidden
            yield from ((notebook.name, cell.grade_id, name) for name in names)


def hold_back(
    result: SubmissionResult, policy: FeedbackPolicy, finals: Collection[Test] = ()
) -> SubmissionResult:
    """``result`` with final checks left open; where the attempts are used up, all that hidden inputs may steer."""
    if policy.reveals:
        return result
    cells = tuple(_open_cell(cell, policy, finals) for cell in result.cells)
    if cells == result.cells:
        return result
    graded = result.outcome.is_graded
    checked = (cell.outcome for cell in cells if cell.kind is CellKind.CHECK)
    return replace(
        result,
        cells=cells,
        # The reason names cells that lost points, and the outcome is the gravest of all checks.
        reason="",
        outcome=Outcome.worst(checked) if graded else result.outcome,
        score=round(sum(cell.earned or 0.0 for cell in cells), 6) if graded else None,
    )


def _open_cell(cell: CellResult, policy: FeedbackPolicy, finals: Collection[Test]) -> CellResult:
    def is_final(check: CheckResult) -> bool:
        name = check.test
        return check.hidden and (check.final or (cell.notebook, cell.grade_id, name) in finals)

    checks = tuple(
        _silent(check, final=is_final(check))
        if is_final(check) or (policy.is_used_up and (check.hidden or check.after_hidden))
        else check
        for check in cell.checks
    )
    return cell if checks == cell.checks else _counted(replace(cell, checks=checks))


def _silent(check: CheckResult, *, final: bool) -> CheckResult:
    """What is the same of a check however it ended."""
    return CheckResult(check.name, check.hidden, Outcome.PASSED, weight=check.weight, final=final, held=True)


def _counted(cell: CellResult) -> CellResult:
    """``cell`` with the points that its open checks leave to be earned, and what was earned of them."""
    told = [check for check in cell.checks if not check.held]
    whole, weight = (sum(check.weight for check in checks) for checks in (cell.checks, told))
    per_weight = cell.points / whole if whole else 0.0
    outcome = Outcome.worst(check.outcome for check in told)
    earned = round(per_weight * sum(check.weight * check.fraction for check in told), 6)
    return replace(
        cell,
        # A check without weight may stand there only because it failed, as statements around tests do.
        checks=tuple(check for check in cell.checks if check.weight or not check.held),
        outcome=outcome,
        earned=earned if outcome.is_graded else None,
        held=round(cell.points - per_weight * weight, 6),
    )
