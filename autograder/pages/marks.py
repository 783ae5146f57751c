"""Outcomes and points in words that students understand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.results import Better, CellKind, CellResult, CheckResult, Metric, Outcome, SubmissionResult

HIDDEN_CATEGORIES: Mapping[Outcome, str] = {
    Outcome.PASSED: "",
    Outcome.FAILED: "Your code gives a wrong result on a hidden case.",
    Outcome.STUDENT_ERROR: "Your code raises an error on a hidden case.",
    Outcome.TIMEOUT: "Your code takes too long on a hidden case.",
    Outcome.OUT_OF_MEMORY: "Your code needs too much memory on a hidden case.",
    Outcome.CRASHED: "Your code ended the program on a hidden case.",
    Outcome.CHECKER_ERROR: "This check could not be run; it is not your fault, and staff can see it.",
    Outcome.PLATFORM_ERROR: "This check could not be run; it is not your fault, and staff can see it.",
}
"""All that is said about a hidden check for which no message was written."""

NOT_GRADED_REASONS: Mapping[Outcome, str] = {
    Outcome.CHECKER_ERROR: (
        "A check of this assignment is at fault, not your work. Course staff will mend it and grade again."
    ),
    Outcome.PLATFORM_ERROR: (
        "The grading machine failed, not your work. Course staff will grade again; you need not do anything."
    ),
}

Tone = Literal["good", "bad", "wait"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign, words and a tone: the words alone carry the meaning, for whoever sees no colour."""

    sign: str
    words: str
    tone: Tone


WAITING = Mark("…", "waits for a person", "wait")
BY_PERSON = Mark("✓", "graded by a person", "good")
UNANSWERED = Mark("✗", "left as it was handed out", "bad")
PARTLY = Mark("◐", "partly passed", "bad")
DECIDED_LATER = Mark("…", "decided later", "wait")
NOT_SHOWN = Mark("…", "not shown yet", "wait")
PASSED_SO_FAR = Mark("…", "passed so far", "wait")
MARKS: Mapping[Outcome, Mark] = {
    Outcome.PASSED: Mark("✓", "passed", "good"),
    Outcome.FAILED: Mark("✗", "not passed", "bad"),
    Outcome.STUDENT_ERROR: Mark("✗", "your code raised an error", "bad"),
    Outcome.TIMEOUT: Mark("✗", "took too long", "bad"),
    Outcome.OUT_OF_MEMORY: Mark("✗", "needed too much memory", "bad"),
    Outcome.CRASHED: Mark("✗", "your code ended the program", "bad"),
    Outcome.CHECKER_ERROR: Mark("…", "not graded: a check is at fault", "wait"),
    Outcome.PLATFORM_ERROR: Mark("…", "not graded: the machine failed", "wait"),
}
_STATUS_WORDS: Mapping[Outcome, str] = {
    Outcome.PASSED: "every check passed",
    Outcome.FAILED: "graded; some checks did not pass",
    Outcome.STUDENT_ERROR: "graded; your notebook raised an error",
    Outcome.TIMEOUT: "graded; your notebook took too long",
    Outcome.OUT_OF_MEMORY: "graded; your notebook needed too much memory",
    Outcome.CRASHED: "graded; your notebook ended the program",
}


def points(value: float) -> str:
    """Points with at most two decimals: 4, 2.5, 0.33."""
    return f"{round(value, 2) + 0.0:g}"


def headline(
    cells: Sequence[CellResult],
    score: float | None = None,
    most: float | None = None,
    *,
    by: str = "final checks",
) -> str:
    """The score in one line, with what it does not count yet: "4 of 10 points; 3 wait for a person".

    Without ``score`` and ``most`` both are summed over ``cells``. Points that are left open are not among what
    could be had so far; ``by`` says what decides about them.
    """
    held = sum(cell.held for cell in cells)
    waiting = sum(cell.points for cell in cells if cell.needs_manual)
    ungraded = sum(cell.points for cell in cells if cell.earned is None and not cell.needs_manual)
    if most is None:
        most = sum(cell.points for cell in cells)
        score = sum(cell.earned or 0.0 for cell in cells)
    so_far = " so far" if held else ""
    known = f"{points(score or 0.0)} of {points(most - held)} points{so_far}"
    if held and not score and math.isclose(most, held):
        known = "No points are decided so far"
    parts = ["Not graded yet" if score is None else known]
    if held and score is not None:
        parts.append(f"{points(held)} more {'point is' if held == 1 else 'points are'} decided by {by}")
    if waiting:
        parts.append(f"{points(waiting)} {'waits' if waiting == 1 else 'wait'} for a person")
    if ungraded and score is not None:
        parts.append(f"{points(ungraded)} could not be graded")
    return "; ".join(parts)


def status_mark(result: SubmissionResult) -> Mark:
    """The mark of the whole submission."""
    mark = MARKS[result.outcome]
    words = _STATUS_WORDS.get(result.outcome, mark.words)
    if result.outcome is Outcome.PASSED and any(check.held for cell in result.cells for check in cell.checks):
        return Mark("…", "every check that is decided so far passed", "wait")
    if result.outcome is Outcome.PASSED and result.needs_manual:
        return Mark("…", "every automatic check passed; a person grades the rest", "wait")
    return Mark(mark.sign, words, mark.tone)


def cell_mark(cell: CellResult) -> Mark:
    """The mark of one question."""
    if cell.needs_manual:
        return WAITING
    if cell.kind is not CellKind.CHECK and cell.earned is not None:
        return UNANSWERED if cell.outcome is Outcome.FAILED else BY_PERSON
    if cell.outcome is Outcome.PASSED and (cell.held or any(check.held for check in cell.checks)):
        return PASSED_SO_FAR if any(not check.held for check in cell.checks) else _open_mark(cell.checks)
    if cell.outcome is Outcome.FAILED and cell.earned:
        return PARTLY
    return MARKS[cell.outcome]


def check_mark(check: CheckResult) -> Mark:
    """The mark of one check."""
    if check.held:
        return _open_mark([check])
    return PARTLY if check.outcome is Outcome.FAILED and check.fraction > 0 else MARKS[check.outcome]


def _open_mark(checks: Sequence[CheckResult]) -> Mark:
    """The mark of checks that say nothing yet of how they ended."""
    return DECIDED_LATER if all(check.final for check in checks) else NOT_SHOWN


def metric_text(metric: Metric) -> str:
    """A metric with its interval: "accuracy 0.91 (95 % interval 0.88 to 0.93, n = 500)"."""
    value, low, high = (rounded(figure, 4) for figure in (metric.value, metric.low, metric.high))
    lower = "; lower is better" if metric.better is Better.LOWER else ""
    return f"{metric.name} {value} (95 % interval {low} to {high}, n = {metric.n}{lower})"


def rounded(figure: float, digits: int = 3) -> str:
    """``figure`` with so many significant digits, and no power of ten where a person would write none."""
    text = f"{figure:.{digits}g}"
    return f"{float(text):.0f}" if "e+" in text and abs(figure) < 1e9 else text
