"""Which metrics a class has, what they are called, and what became of each student's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autograder.errors import UsageError
from autograder.results import CellResult, CheckResult, Metric, Outcome, SubmissionResult

SIZE: Final = "parameters"
"""The figure that tells how large a model is."""

SECONDS: Final = "seconds"
"""The figure that tells how long a training took which the check itself has started."""

_UNGRADED: Final = "the submission was not graded, through no fault of the student's"
_UNREAD: Final = "no notebook could be graded"
_NO_SUCH_CHECK: Final = "the check is not in this result; grade again"
_NOT_FINITE: Final = "the figure is no finite number"
_TOO_LARGE: Final = 1e300
"""Differences of figures below it are finite, too."""

_ENDED: Final[Mapping[Outcome, str]] = {
    Outcome.PASSED: "the check passed without measuring it",
    Outcome.FAILED: "the check failed before it was measured",
    Outcome.STUDENT_ERROR: "the student's code raised an error before it was measured",
    Outcome.TIMEOUT: "the student's code took too long to be measured",
    Outcome.OUT_OF_MEMORY: "the student's code needed too much memory to be measured",
    Outcome.CRASHED: "the student's code ended the program before it was measured",
    Outcome.CHECKER_ERROR: "the check is at fault; the student is not",
    Outcome.PLATFORM_ERROR: "the machine failed; the student is not at fault",
}
"""Fixed words: what a check says of a submission may quote it, or hidden lines, and a leaderboard is shown around."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of one check; its ``label`` is as short as tells it from the others."""

    notebook: str
    grade_id: str
    check: str
    name: str
    label: str = ""

    def labels(self) -> list[str]:
        """Its names, from the shortest to the whole one."""
        parts = (self.name, self.check, self.grade_id, self.notebook)
        return ["/".join(reversed(parts[: i + 1])) for i in range(len(parts))]


@dataclass(frozen=True, slots=True)
class Found:
    """What one submission has of a measure: a finite ``metric``, or why there is none.

    ``parameters`` and ``seconds`` are ``None`` where nobody recorded them.
    """

    metric: Metric | None
    reason: str
    parameters: float | None = None
    seconds: float | None = None


def measures_of(results: Iterable[SubmissionResult]) -> list[Measure]:
    """All measures of a class, each once, in the order in which they are recorded."""
    places: dict[Measure, tuple[int, int, int]] = {}
    for result in results:
        for place, measure, _ in _recorded(result):
            places[measure] = min(places.get(measure, place), place)
    found = sorted(places, key=lambda measure: (places[measure], measure.labels()[-1]))
    return [_labelled(measure, found) for measure in found]


def _recorded(result: SubmissionResult) -> Iterator[tuple[tuple[int, int, int], Measure, Metric]]:
    for i, cell in enumerate(result.cells):
        for j, check in enumerate(cell.checks):
            for k, metric in enumerate(check.metrics):
                yield (i, j, k), Measure(cell.notebook, cell.grade_id, check.name, metric.name), metric


def _labelled(measure: Measure, others: Sequence[Measure]) -> Measure:
    """``measure`` with the first of its names that no other has."""
    for i, label in enumerate(measure.labels()):
        if all(other == measure or other.labels()[i] != label for other in others):
            break
    return Measure(measure.notebook, measure.grade_id, measure.check, measure.name, label)


def chosen(measures: Sequence[Measure], name: str | None, assignment: str) -> Measure:
    """The measure called ``name``, by any of its names; the first without one.

    Raises:
        UsageError: there is none, or none of that name, or several.
    """
    known = ", ".join(measure.label for measure in measures)
    if not measures:
        raise UsageError(
            f"no check of {assignment!r} has recorded a metric; a check does that when it calls accuracy(...) or "
            "another metric (see docs/checks.md)"
        )
    found = [m for m in measures if name is None or name in m.labels()]
    if not found:
        raise UsageError(f"{assignment!r} has no metric {name!r}; give one of: {known}")
    if name is not None and len(found) > 1:
        raise UsageError(f"{assignment!r} has more than one metric {name!r}; give one of: {known}")
    return found[0]


def find(result: SubmissionResult, measure: Measure) -> Found:
    """What ``result`` has of ``measure``."""
    if result.score is None:
        return Found(None, _UNGRADED)
    cells = [c for c in result.cells if (c.notebook, c.grade_id) == (measure.notebook, measure.grade_id)]
    if not cells:
        return Found(None, _NO_SUCH_CHECK)
    cell = cells[0]
    checks = [check for check in cell.checks if check.name == measure.check]
    metrics = [metric for check in checks for metric in check.metrics if metric.name == measure.name]
    if not metrics:
        return Found(None, _why_not(cell, checks))
    if not abs(metrics[-1].value) < _TOO_LARGE:
        return Found(None, _NOT_FINITE)
    seconds = _figure(cell, SECONDS)
    return Found(
        metrics[-1],
        "",
        _figure(cell, SIZE, result.cells),
        cell.before_seconds if seconds is None else seconds,
    )


def _why_not(cell: CellResult, checks: Sequence[CheckResult]) -> str:
    if not cell.checks:
        return _UNREAD
    return _ENDED[Outcome.worst(check.outcome for check in checks)] if checks else _NO_SUCH_CHECK


def _figure(cell: CellResult, name: str, others: Sequence[CellResult] = ()) -> float | None:
    """The last figure of that name in ``cell``, else in the nearest cell before it, else after it."""
    after = list(others).index(cell) if others else 0
    for each in (cell, *reversed(others[:after]), *others[after:]):
        values = [f.value for check in each.checks for f in check.figures if f.name == name]
        if values and each.notebook == cell.notebook:
            return values[-1]
    return None
