"""Charts as inline SVG of our own; each stands beside a table with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from autograder.pages.statistics import Bin

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 180, 36, 28, 18


def histogram(bars: Sequence[Bin], label: str, marker: float | None = None) -> Markup:
    """Bars with their counts above and their bounds below; ``marker`` (the median, say) is a dashed line."""
    highest = max((bar.count for bar in bars), default=0) or 1
    step = (_WIDTH - _LEFT - 8) / max(1, len(bars))
    floor = _HEIGHT - _BOTTOM
    parts = [f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH}" y1="{floor}" y2="{floor}"/>']
    for i, bar in enumerate(bars):
        x, tall = _LEFT + step * i, (floor - _TOP) * bar.count / highest
        parts.append(_bar(x + 2, floor - tall, step - 4, tall))
        if bar.count:
            parts.append(_text(x + step / 2, floor - tall - 4, str(bar.count)))
    ends = [bar.low for bar in bars] + [bar.high for bar in bars[-1:]]
    parts += [_text(_LEFT + step * i, _HEIGHT - 10, f"{end:.3g}") for i, end in enumerate(ends)]
    if marker is not None and bars and bars[-1].high > bars[0].low:
        x = _LEFT + step * len(bars) * (marker - bars[0].low) / (bars[-1].high - bars[0].low)
        parts.append(f'<line class="marker" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{floor}"/>')
    return Markup(
        f'<svg class="chart" viewBox="0 0 {_WIDTH + 12} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def share_bar(share: float) -> Markup:
    """A small horizontal bar for a share from 0 to 1; its number stands beside it in the table."""
    filled = 100 * min(1.0, max(0.0, share))
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/>'
        f'<rect class="fill" width="{filled:.1f}" height="10"/></svg>'
    )


def interval_line(value: float, low: float, high: float) -> Markup:
    """A share from 0 to 1 as a point on a line, with its interval; the numbers stand beside it in the table."""
    left, width = 100 * low, max(0.0, 100 * (high - low))
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/>'
        f'<rect class="band" x="{left:.1f}" width="{width:.1f}" height="10"/>'
        f'<rect class="point" x="{min(98.0, max(0.0, 100 * value - 1)):.1f}" width="2" height="10"/></svg>'
    )


def _bar(x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="fill" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(words)}</text>'
