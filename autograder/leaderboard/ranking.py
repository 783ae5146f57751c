"""A class in the order of one metric: equal values share a rank, and what may be chance is marked."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.leaderboard.measures import Found, chosen, find, measures_of
from autograder.results import Better, Metric, SubmissionResult


@dataclass(frozen=True, slots=True)
class Row:
    """One student: ``rank`` is ``None`` without the metric, and ``reason`` says why there is none.

    ``near_best`` is true where the interval meets that of the leader, the leader's own included. ``parameters`` counts
    the numbers in the model, ``seconds`` are those of its training; both may be unknown.
    """

    name: str
    rank: int | None
    metric: Metric | None
    near_best: bool
    parameters: float | None
    seconds: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of one metric, the best first; ``label`` names the metric, ``others`` are the further ones.

    ``left_out`` counts rows below the last rank that was asked for.
    """

    assignment: str
    label: str
    higher_is_better: bool
    rows: tuple[Row, ...]
    others: tuple[str, ...]
    left_out: int = 0

    @property
    def placed(self) -> tuple[Row, ...]:
        """The rows that have a rank."""
        return tuple(row for row in self.rows if row.rank is not None)

    @property
    def unplaced(self) -> tuple[Row, ...]:
        """The rows without the metric."""
        return tuple(row for row in self.rows if row.rank is None)


def ranked(
    assignment: str,
    results: Sequence[SubmissionResult],
    name: str | None = None,
    *,
    top: int | None = None,
    called: Callable[[str], str] = str,
) -> Board:
    """The class by the metric called ``name``, or by the first that is recorded.

    Args:
        assignment: its name, for the page and for complaints.
        results: one for each student, the latest.
        name: any name of the metric: ``accuracy``, or ``question/test_name/accuracy`` where several have it.
        top: only the first ranks; rows without the metric are left out then.
        called: what a student is called on the board. Rows that tie stand in the order of these names.

    Raises:
        UsageError: there is no such metric, or there are several.
    """
    measures = measures_of(results)
    measure = chosen(measures, name, assignment)
    found = [(called(result.student), find(result, measure)) for result in results]
    found.sort(key=lambda each: each[0])
    higher = _is_higher_better([one.metric for _, one in found if one.metric])
    rows = _placed(found, higher) + _unplaced(found)
    shown = tuple(row for row in rows if top is None or (row.rank is not None and row.rank <= top))
    others = tuple(other.label for other in measures if other != measure)
    return Board(assignment, measure.label, higher, shown, others, len(rows) - len(shown))


def _is_higher_better(metrics: Sequence[Metric]) -> bool:
    """What the metrics say of themselves; results of another time may say otherwise, and the most count."""
    lower = sum(metric.better is Better.LOWER for metric in metrics)
    return 2 * lower <= len(metrics)


def _placed(found: Sequence[tuple[str, Found]], higher: bool) -> list[Row]:
    have = [(name, one, one.metric) for name, one in found if one.metric is not None]
    have.sort(key=lambda each: -each[2].value if higher else each[2].value)
    rows: list[Row] = []
    for place, (name, one, metric) in enumerate(have, 1):
        before = rows[-1] if rows else None
        is_tie = before is not None and before.metric is not None and before.metric.value == metric.value
        rank = before.rank if before is not None and is_tie else place
        rows.append(Row(name, rank, metric, _overlap(metric, have[0][2]), one.parameters, one.seconds, ""))
    return rows


def _overlap(one: Metric, other: Metric) -> bool:
    """Whether two intervals meet; one whose ends are unknown reaches anywhere."""
    low, high = interval(one)
    least, most = interval(other)
    return low <= most and least <= high


def interval(metric: Metric) -> tuple[float, float]:
    """The ends of its interval; infinite where they are unknown."""
    low = -math.inf if math.isnan(metric.low) else metric.low
    high = math.inf if math.isnan(metric.high) else metric.high
    return min(low, metric.value), max(high, metric.value)


def _unplaced(found: Sequence[tuple[str, Found]]) -> list[Row]:
    return [Row(name, None, None, False, None, None, one.reason) for name, one in found if one.metric is None]
