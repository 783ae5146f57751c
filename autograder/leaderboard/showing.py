"""A board for people (a page) and for programs (one object a row)."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from typing import Any, Final

from markupsafe import Markup

from autograder.leaderboard.ranking import Board, Row, interval
from autograder.leaderboard.words import NONE, interval_text, seconds_text, size_text, value_text
from autograder.pages.axis import Axis, axis_for
from autograder.pages.charts import histogram
from autograder.pages.leaderboard_page import (
    LeaderboardView,
    PlacedRow,
    dot,
    render_leaderboard_page,
    scale,
)
from autograder.pages.sanitise import plain
from autograder.pages.statistics import bins
from autograder.results import Metric

_MANY: Final = 40
"""Rows that no longer fit on a screen: a histogram above them shows the class at a glance."""
_BARS: Final = 12


def as_json(board: Board, called: Callable[[str], str] | None = None) -> Iterator[dict[str, Any]]:
    """One object a row, the best first; documented in ``docs/leaderboard.md``.

    ``called`` gives the pseudonyms; without it, the board's names are such already.
    """
    for row in board.rows:
        metric = row.metric
        yield {
            "rank": row.rank,
            "student": row.name if called else None,
            "pseudonym": called(row.name) if called else row.name,
            "metric": board.label,
            "better": "higher" if board.higher_is_better else "lower",
            "value": metric.value if metric else None,
            "low": _end(metric, 0),
            "high": _end(metric, 1),
            "n": metric.n if metric else None,
            "near_best": row.near_best,
            "parameters": row.parameters,
            "seconds": None if row.seconds is None else round(row.seconds, 3),
            "reason": row.reason,
        }


def _end(metric: Metric | None, which: int) -> float | None:
    end = interval(metric)[which] if metric else None
    return end if end is not None and abs(end) < float("inf") else None


def render_leaderboard(board: Board, *, is_anonymous: bool, made_at: str = "") -> str:
    """The board as a self-contained page; ``made_at`` is the time to print, if any."""
    placed = [(row, row.metric) for row in board.placed if row.metric is not None]
    metrics = [metric for _, metric in placed]
    axis = _axis(metrics, higher_is_better=board.higher_is_better) if metrics else None
    view = LeaderboardView(
        assignment=plain(board.assignment),
        made_at=plain(made_at),
        metric=plain(board.label),
        direction=f"{'Higher' if board.higher_is_better else 'Lower'} is better; equal figures share a rank.",
        is_anonymous=is_anonymous,
        tiles=_tiles(board, metrics),
        histogram=_overview(board, axis, metrics) if axis else Markup(""),
        scale=scale(axis) if axis else Markup(""),
        rows=[_placed(row, metric, metrics[0], axis) for row, metric in placed] if axis else [],
        has_sizes=any(row.parameters is not None for row, _ in placed),
        has_seconds=any(row.seconds is not None for row, _ in placed),
        unplaced=[(plain(row.name), row.reason) for row in board.unplaced],
        left_out=board.left_out,
        others=[plain(label) for label in board.others],
    )
    return render_leaderboard_page(view)


def _axis(metrics: list[Metric], *, higher_is_better: bool) -> Axis:
    ends = [end for metric in metrics for end in interval(metric)]
    return axis_for([metric.value for metric in metrics], ends, higher_is_better=higher_is_better)


def _tiles(board: Board, metrics: list[Metric]) -> list[tuple[str, str]]:
    near = sum(row.near_best for row in board.rows)
    sizes = sorted({metric.n for metric in metrics})
    return [
        ("With a rank", str(len(metrics))),
        ("Without", str(len(board.unplaced))),
        ("Best", value_text(metrics[0]) if metrics else NONE),
        ("Median", f"{statistics.median(m.value for m in metrics):.4g}" if metrics else NONE),
        ("Cannot be told from the best", str(near - 1) if near else NONE),
        ("Inputs", " or ".join(map(str, sizes[:2])) + (" ..." if len(sizes) > 2 else "") or NONE),
    ]


def _overview(board: Board, axis: Axis, metrics: list[Metric]) -> Markup:
    """A histogram where there are many rows; what lies off the axis is in its end bar."""
    if len(metrics) < _MANY:
        return Markup("")
    values = [metric.value for metric in metrics]
    on_axis = [value for value in values if axis.holds(value)]
    bars = bins(values, min(on_axis), max(on_axis), _BARS)
    label = f"{plain(board.label)} of {len(values)} submissions"
    return histogram(bars, label, statistics.median(values))


def _placed(row: Row, metric: Metric, leader: Metric, axis: Axis) -> PlacedRow:
    return PlacedRow(
        rank=str(row.rank),
        name=plain(row.name),
        is_near=row.near_best,
        is_leader=row.rank == 1,
        dot=dot(axis, metric.value, interval(metric), interval(leader), is_near=row.near_best),
        value=value_text(metric),
        between=interval_text(metric),
        n=str(metric.n),
        size=size_text(row.parameters),
        seconds=seconds_text(row.seconds),
    )
