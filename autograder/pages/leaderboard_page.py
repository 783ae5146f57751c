"""The leaderboard as a page: a row a student, each with a dot and its interval over one common axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from autograder.pages.axis import Axis, ticks
from autograder.pages.layout import render_page

_ROW, _MIDDLE = 30, 15
_MOST_TICKS: Final = 5
"""On an axis that a telephone shows, too."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A student with the metric; ``dot`` is the drawing, the words beside it say the same."""

    rank: str
    name: str
    is_near: bool
    is_leader: bool
    dot: Markup
    value: str
    between: str
    n: str
    size: str
    seconds: str


@dataclass(frozen=True, slots=True)
class LeaderboardView:
    """All that the page shows, already harmless text; the template escapes it too."""

    assignment: str
    made_at: str
    metric: str
    direction: str
    is_anonymous: bool
    tiles: Sequence[tuple[str, str]]
    histogram: Markup
    scale: Markup
    rows: Sequence[PlacedRow]
    has_sizes: bool
    has_seconds: bool
    unplaced: Sequence[tuple[str, str]]
    left_out: int
    others: Sequence[str]


def render_leaderboard_page(view: LeaderboardView) -> str:
    """The page as HTML; it loads nothing and runs nothing."""
    return render_page("leaderboard.html", {"view": view})


def dot(
    axis: Axis, value: float, span: tuple[float, float], leaders: tuple[float, float], *, is_near: bool
) -> Markup:
    """A value with its interval, over that of the leader; in shares of the width, so that it fits any screen."""
    low, high = (axis.share(end) for end in span)
    kind = "near" if is_near else "behind"
    return Markup(
        f'<svg class="dots" height="{_ROW}" aria-hidden="true">{_band(axis, leaders)}'
        f'<line class="span {kind}" x1="{low:.2%}" x2="{high:.2%}" y1="{_MIDDLE}" y2="{_MIDDLE}"/>'
        f"{_mark(axis, value, kind)}</svg>"
    )


def _band(axis: Axis, leaders: tuple[float, float]) -> str:
    left, right = (axis.share(end) for end in leaders)
    return f'<rect class="lead" x="{left:.2%}" width="{right - left:.2%}" height="{_ROW}"/>'


def _mark(axis: Axis, value: float, kind: str) -> str:
    if axis.holds(value):
        return f'<circle class="{kind}" cx="{axis.share(value):.2%}" cy="{_MIDDLE}" r="4.5"/>'
    back = "-9" if value > axis.high else "9"
    return (
        f'<svg class="far" x="{axis.share(value):.0%}" overflow="visible">'
        f'<path class="{kind}" d="M0 {_MIDDLE}l{back} -5v10z"/></svg>'
    )


def scale(axis: Axis) -> Markup:
    """The axis with its numbers, as wide as the dots below it."""
    parts = []
    for value in ticks(axis.low, axis.high, _MOST_TICKS):
        x = f"{axis.share(value):.2%}"
        parts.append(f'<line class="axis" x1="{x}" x2="{x}" y1="17" y2="22"/>')
        parts.append(f'<text x="{x}" y="13" text-anchor="middle">{value:.6g}</text>')
    return Markup(f'<svg class="dots" height="22" aria-hidden="true">{"".join(parts)}</svg>')
