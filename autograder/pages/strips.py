"""Several histograms over one axis, with lines across: what right solutions reach, and what wrong ones do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from autograder.pages.axis import ticks
from autograder.pages.statistics import Bin, bins

_WIDTH, _SIDE, _STRIP, _LINE, _AXIS = 760, 14, 62, 16, 24
_BARS = 48


@dataclass(frozen=True, slots=True)
class Strip:
    """The values of one kind of run; ``is_right`` chooses the colour."""

    name: str
    values: Sequence[float]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A place on the axis; ``kind`` is its class in the style sheet."""

    name: str
    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def x(self, value: float) -> float:
        """Pixels from the left."""
        return _SIDE + (_WIDTH - 2 * _SIDE) * (value - self.low) / (self.high - self.low)


def strips(found: Sequence[Strip], lines: Sequence[Line], label: str) -> Markup:
    """One histogram below another, all over the same axis. Empty where there is no value to draw."""
    shown = [strip for strip in found if strip.values]
    if not shown:
        return Markup("")
    scale = _scale([value for strip in shown for value in strip.values] + [line.value for line in lines])
    top = _LINE * len(lines) + 4
    floor = top + _STRIP * len(shown)
    parts = [part for i, strip in enumerate(shown) for part in _strip(strip, scale, top + _STRIP * i)]
    parts += [part for i, line in enumerate(lines) for part in _line(line, scale, _LINE * i, floor)]
    parts += _axis(scale, floor)
    return Markup(
        f'<svg class="chart strips" viewBox="0 0 {_WIDTH} {floor + _AXIS}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _scale(values: Sequence[float]) -> _Scale:
    low, high = min(values), max(values)
    margin = 0.04 * (high - low) or 0.01
    return _Scale(low - margin, high + margin)


def _strip(strip: Strip, scale: _Scale, top: float) -> Iterator[str]:
    """Bars that fill most of the strip, and above them its name."""
    bars = bins(strip.values, scale.low, scale.high, _BARS)
    highest = max(bar.count for bar in bars)
    floor = top + _STRIP
    yield f'<line class="axis" x1="0" x2="{_WIDTH}" y1="{floor}" y2="{floor}"/>'
    yield from (_bar(bar, strip, scale, floor, highest) for bar in bars if bar.count)
    yield f'<text class="halo" x="2" y="{top + 14}">{escape(strip.name)} ({len(strip.values)})</text>'


def _bar(bar: Bin, strip: Strip, scale: _Scale, floor: float, highest: int) -> str:
    x, tall = scale.x(bar.low), (_STRIP - 22) * bar.count / highest
    wide = scale.x(bar.high) - x - 1
    kind = "fill" if strip.is_right else "fill2"
    title = f"<title>{bar.count} from {bar.low:.4g} to {bar.high:.4g}</title>"
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{floor - tall:.1f}" width="{wide:.1f}" '
        f'height="{tall:.1f}">{title}</rect>'
    )


def _line(line: Line, scale: _Scale, top: float, floor: float) -> Iterator[str]:
    """A line down to the axis; each has a row for its name, so that names never meet."""
    x = scale.x(line.value)
    before = x > _WIDTH / 2
    anchor, at = ("end", x - 5) if before else ("start", x + 5)
    yield f'<line class="{line.kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{top + 3}" y2="{floor}"/>'
    yield (
        f'<text class="halo" x="{at:.1f}" y="{top + 13}" text-anchor="{anchor}">'
        f"{escape(line.name)} {line.value:.4g}</text>"
    )


def _axis(scale: _Scale, floor: float) -> Iterator[str]:
    for value in ticks(scale.low, scale.high):
        x = scale.x(value)
        yield f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{floor}" y2="{floor + 5}"/>'
        yield f'<text x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{value:.6g}</text>'
