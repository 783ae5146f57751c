"""A matrix as inline SVG: rows and columns with names, and a sign wherever the two have to do with each other.

It is drawn in three panes (names of columns, names of rows, signs), so that the names can stay in sight while
the signs scroll beneath them. Shapes differ as well as colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from markupsafe import Markup

STEP = 18
"""Width and height of a place, in pixels: room for a number of three digits, and for a line of text."""

_LETTER, _UPRIGHT_LETTER = 7.0, 6.5
"""Pixels that a letter of the widest common font takes: in bold, and in the names of columns, which are not."""
_LONGEST_ROW, _LONGEST_COLUMN, _LONGEST_GROUP = 36, 30, 24


class Sign(StrEnum):
    """What is drawn at a place; the value is its class in the style sheet."""

    OWN = "own"
    BESIDE = "beside"
    MISSED = "missed"
    COUNT = "count"


SHAPES = {
    Sign.OWN: '<rect class="own" x="2" y="2" width="14" height="14" rx="2"/>',
    Sign.BESIDE: '<circle class="beside" cx="9" cy="9" r="4"/>',
    Sign.MISSED: '<rect class="missed" x="2.5" y="2.5" width="13" height="13"/>'
    '<path class="cross" d="M5.5 5.5l7 7m0-7l-7 7"/>',
}


@dataclass(frozen=True, slots=True)
class Place:
    """A sign at a row and a column, counted from 0. ``title`` is read by whoever points at it.

    ``words`` and ``share`` (0 to 1, how dark) belong to a count.
    """

    row: int
    column: int
    sign: Sign
    title: str
    words: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Side:
    """The name of a row or a column; ``title`` is its long form, ``is_marked`` draws it heavier."""

    name: str
    title: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """``groups`` are columns under common names, from left to right; ``label`` says all in a sentence."""

    label: str
    groups: Sequence[tuple[str, Sequence[Side]]]
    rows: Sequence[Side]
    places: Sequence[Place]

    @property
    def columns(self) -> list[Side]:
        """All columns, from left to right."""
        return [column for _, columns in self.groups for column in columns]


def drawn(matrix: Matrix) -> Markup:
    """The three panes, in a frame that scrolls."""
    width, height = STEP * len(matrix.columns), STEP * len(matrix.rows)
    left = _length((row.name for row in matrix.rows), _LONGEST_ROW) + 10
    upper = _length((name for name, columns in matrix.groups if _is_upright(name, columns)), _LONGEST_GROUP)
    top = max(16.0, upper) + _columns_height(matrix) + 14
    whole = left + width
    style = (
        f"--names: {left:.0f}px; --signs: {width}px; --whole: {whole:.0f}px; --height: {height}px; "
        f"--names-share: {left / whole:.4f}fr; --signs-share: {width / whole:.4f}fr"
    )
    return Markup(
        f'<div class="matrix" role="img" aria-label="{escape(matrix.label)}" tabindex="0" style="{style}">'
        f'<div class="corner"></div>'
        f"{_pane('top', width, top, ''.join(_top(matrix, top)))}"
        f"{_pane('left', left, height, ''.join(_left(matrix, left)))}"
        f"{_pane('signs', width, height, ''.join(_signs(matrix, width, height)))}</div>"
    )


def key(sign: Sign) -> Markup:
    """A sign alone, to stand before the words that explain it."""
    return Markup(
        f'<svg class="key" viewBox="0 0 {STEP} {STEP}" width="{STEP}" height="{STEP}" aria-hidden="true">'
        f"{SHAPES[sign]}</svg>"
    )


def _pane(name: str, width: float, height: float, inner: str) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        # Where a narrow screen leaves less room, the beginnings of the names stay.
        f'height="{height:.0f}" preserveAspectRatio="xMinYMin slice" aria-hidden="true">{inner}</svg>'
    )


def _top(matrix: Matrix, height: float) -> Iterator[str]:
    """Names of columns upright at the bottom, names of groups above them."""
    x = 0
    lower = height - 6 - _columns_height(matrix)
    for i, (name, columns) in enumerate(matrix.groups):
        wide = STEP * len(columns)
        yield f'<rect class="group{i % 2}" x="{x}" width="{wide}" height="{height:.0f}"/>'
        yield _group_name(name, columns, x, lower)
        for j, column in enumerate(columns):
            yield _text(column, x + STEP * j + 13, height - 4, _LONGEST_COLUMN, is_upright=True)
        x += wide


def _group_name(name: str, columns: Sequence[Side], x: float, lower: float) -> str:
    """A name that is wider than its columns stands upright."""
    side, middle = Side(name, name, is_marked=True), x + STEP * len(columns) / 2
    if _is_upright(name, columns):
        return _text(side, middle + 4, lower - 4, _LONGEST_GROUP, is_upright=True)
    return _text(side, x + 3, lower - 4, _LONGEST_GROUP)


def _is_upright(name: str, columns: Sequence[Side]) -> bool:
    return _length([name], _LONGEST_GROUP) > STEP * len(columns)


def _left(matrix: Matrix, width: float) -> Iterator[str]:
    for i, row in enumerate(matrix.rows):
        yield f'<path class="rule" d="M0 {STEP * (i + 1)}h{width:.0f}"/>'
        yield _text(row, 2, STEP * i + 13, _LONGEST_ROW)


def _signs(matrix: Matrix, width: float, height: float) -> Iterator[str]:
    x = 0
    for i, (_, columns) in enumerate(matrix.groups):
        wide = STEP * len(columns)
        yield f'<rect class="group{i % 2}" x="{x}" width="{wide}" height="{height}"/>'
        x += wide
    for i, row in enumerate(matrix.rows):
        rule = f'<path class="rule" d="M0 {STEP * (i + 1)}h{width}"/>'
        # A row as wide as the picture tells its name wherever one points.
        yield f'<g><title>{escape(row.title or row.name)}</title><rect class="touch" y="{STEP * i}" '
        yield f'width="{width}" height="{STEP}"/></g>{rule}'
    yield from (_place(place) for place in matrix.places)


def _place(place: Place) -> str:
    shape = SHAPES.get(place.sign) or (
        f'<rect class="count" width="{STEP}" height="{STEP}" fill-opacity="{0.1 + 0.4 * place.share:.2f}"/>'
        f'<text x="9" y="13" text-anchor="middle">{escape(place.words)}</text>'
    )
    at = f"translate({STEP * place.column} {STEP * place.row})"
    return f'<g transform="{at}"><title>{escape(place.title)}</title>{shape}</g>'


def _text(side: Side, x: float, y: float, longest: int, *, is_upright: bool = False) -> str:
    turned = f' transform="rotate(-90 {x:.0f} {y:.0f})"' if is_upright else ""
    heavy = ' class="marked"' if side.is_marked else ""
    title = f"<title>{escape(side.title or side.name)}</title>"
    return f'<text x="{x:.0f}" y="{y:.0f}"{turned}{heavy}>{title}{escape(_short(side.name, longest))}</text>'


def _short(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _columns_height(matrix: Matrix) -> float:
    names = (column.name for column in matrix.columns)
    return _length(names, _LONGEST_COLUMN) / _LETTER * _UPRIGHT_LETTER


def _length(names: Iterator[str] | Sequence[str], longest: int) -> float:
    """Pixels that the longest of ``names`` needs."""
    return _LETTER * max((min(len(name), longest) for name in names), default=0)
