"""The figures of a class: what a report says, before anything is drawn.

Figures that a small class does not support are ``None``: a mean needs one result, a standard
deviation two. How good the checks are is told by ``autograder.items``.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.results import CellResult, CheckResult, Metric, Outcome, SubmissionResult

_BLAME: Mapping[Outcome, str] = {
    Outcome.PASSED: "nobody",
    Outcome.FAILED: "student",
    Outcome.STUDENT_ERROR: "student",
    Outcome.TIMEOUT: "student",
    Outcome.OUT_OF_MEMORY: "student",
    Outcome.CRASHED: "student",
    Outcome.CHECKER_ERROR: "checker",
    Outcome.PLATFORM_ERROR: "platform",
}


def blame(outcome: Outcome) -> str:
    """Whose fault an outcome is: student, checker, platform, or nobody's."""
    return _BLAME[outcome]


@dataclass(frozen=True, slots=True)
class Spread:
    """The five figures and the mean of a list of numbers."""

    n: int
    mean: float | None
    median: float | None
    deviation: float | None
    low: float | None
    high: float | None


def spread(values: Iterable[float]) -> Spread:
    """The spread of the finite numbers among ``values``."""
    found = [value for value in values if math.isfinite(value)]
    if not found:
        return Spread(0, None, None, None, None, None)
    deviation = statistics.stdev(found) if len(found) > 1 else None
    return Spread(
        len(found), statistics.fmean(found), statistics.median(found), deviation, min(found), max(found)
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """The class at a glance; scores are in points."""

    submissions: int
    graded: int
    waiting: int
    zeros: int
    fulls: int
    scores: Spread
    max_score: float


def summarise(results: Sequence[SubmissionResult]) -> Summary:
    """Counts and scores; ungraded submissions are counted, and left out of every score."""
    graded = [(result.score, result.max_score) for result in results if result.score is not None]
    return Summary(
        submissions=len(results),
        graded=len(graded),
        waiting=sum(result.needs_manual for result in results),
        zeros=sum(score <= 0 for score, _ in graded),
        fulls=sum(score >= most > 0 for score, most in graded),
        scores=spread(score for score, _ in graded),
        max_score=max((result.max_score for result in results), default=0.0),
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a histogram: from ``low`` up to ``high`` (the last bar includes its end)."""

    low: float
    high: float
    count: int


def bins(values: Sequence[float], low: float, high: float, count: int) -> list[Bin]:
    """``count`` bars of equal width from ``low`` to ``high``; values outside fall into the end bars."""
    width = (high - low) / count if high > low else 1.0
    tally = Counter(min(count - 1, max(0, int((value - low) / width + 1e-9))) for value in values)
    return [Bin(low + width * i, low + width * (i + 1), tally[i]) for i in range(count)]


@dataclass(slots=True)
class CheckFigures:
    """How one check went over the class."""

    notebook: str
    grade_id: str
    name: str
    hidden: bool
    fractions: list[float] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def n(self) -> int:
        """Submissions in which the check came to a verdict."""
        return len(self.fractions)

    @property
    def passed(self) -> int:
        """Submissions that passed it."""
        return self.outcomes[Outcome.PASSED]

    @property
    def mean_fraction(self) -> float | None:
        """The mean share of its points that was earned."""
        return statistics.fmean(self.fractions) if self.fractions else None

    @property
    def median_seconds(self) -> float | None:
        """The median run time in seconds."""
        return statistics.median(self.seconds) if self.seconds else None

    @property
    def commonest_failure(self) -> tuple[Outcome, int] | None:
        """The commonest outcome other than passed, with its count."""
        failures = [item for item in self.outcomes.most_common() if item[0] is not Outcome.PASSED]
        return failures[0] if failures else None


def check_figures(results: Iterable[SubmissionResult]) -> list[CheckFigures]:
    """The figures of every check, in the order in which they first appear."""
    found: dict[tuple[str, str, str], CheckFigures] = {}
    for result in results:
        for cell in result.cells:
            for check in cell.checks:
                key = (cell.notebook, cell.grade_id, check.name)
                figures = found.setdefault(key, CheckFigures(*key, check.hidden))
                _count(figures, check)
    return list(found.values())


def _count(figures: CheckFigures, check: CheckResult) -> None:
    figures.outcomes[check.outcome] += 1
    figures.seconds.append(check.seconds)
    figures.note = figures.note or check.note
    if check.outcome.is_graded:
        figures.fractions.append(check.fraction)


def metric_values(results: Iterable[SubmissionResult]) -> dict[tuple[str, str], list[Metric]]:
    """Every finite value of each metric, by question and name of the metric."""
    found: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for _, cell, check in _checks(results):
        for metric in check.metrics:
            if math.isfinite(metric.value):
                found[cell.grade_id, metric.name].append(metric)
    return dict(found)


def _checks(
    results: Iterable[SubmissionResult],
) -> Iterable[tuple[SubmissionResult, CellResult, CheckResult]]:
    return ((result, cell, check) for result in results for cell in result.cells for check in cell.checks)


def outcome_counts(results: Sequence[SubmissionResult]) -> list[tuple[Outcome, int, int]]:
    """For each outcome that occurred: in how many submissions, and in how many checks."""
    submissions = Counter(result.outcome for result in results)
    checks = Counter(check.outcome for _, _, check in _checks(results))
    return [(item, submissions[item], checks[item]) for item in Outcome if submissions[item] or checks[item]]


def stage_timings(results: Iterable[SubmissionResult]) -> dict[str, Spread]:
    """Seconds by stage of grading, over the submissions that recorded the stage."""
    found: dict[str, list[float]] = defaultdict(list)
    for result in results:
        for stage, seconds in result.timings.items():
            found[stage].append(seconds)
    return {stage: spread(values) for stage, values in found.items()}
