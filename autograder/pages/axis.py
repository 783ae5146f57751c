"""Where an axis begins and ends, and the round numbers on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MARGIN: Final = 0.03
_FAR: Final = 3.0
"""An axis ends before values that would make it so many times as long as three quarters of them need."""


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high``; what lies beyond is drawn at its end."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """How far along the axis a value lies, from 0 to 1."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis itself."""
        return self.low <= value <= self.high


def axis_for(values: Sequence[float], ends: Sequence[float], *, higher_is_better: bool) -> Axis:
    """An axis for ``values`` (one at least, all finite), with the ``ends`` of their intervals.

    A model that diverged may be a million times as bad as all others, who would then share one pixel: values far
    behind the best three quarters stay off the axis.
    """
    sign = 1.0 if higher_is_better else -1.0
    best = max(sign * value for value in values)
    losses = [best - sign * value for value in values]
    reach = _FAR * sorted(losses)[math.ceil(0.75 * len(losses)) - 1]
    kept = [value for value, loss in zip(values, losses, strict=True) if not reach or loss <= reach]
    low, high = min(kept), max(kept)
    room = 2 * (high - low) or math.inf
    near = [end for end in ends if math.isfinite(end) and low - room <= end <= high + room]
    low, high = min([low, *near]), max([high, *near])
    margin = _MARGIN * (high - low) or 0.01 * abs(high) or 0.01
    return Axis(low - margin, high + margin)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from ``low`` to ``high``, about ``most`` of them."""
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(i * step, 12) for i in range(first, last + 1)]
