"""Estimates with their 95 % intervals, by closed formulas: the same class always gets the same figures."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from autograder.checker.metrics import wilson_interval

_Z: Final = statistics.NormalDist().inv_cdf(0.975)
_LARGEST: Final = 1 - 1e-12
"""What a correlation of 1 counts as: its z would be infinite."""

_TINY: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def share(values: Sequence[float]) -> Estimate:
    """The mean of shares from 0 to 1 (one at least), with Wilson's score interval (JASA 22, 1927).

    Of partly earned points the interval is a little wide: no share with that mean varies more than yes and no.
    """
    return _share(statistics.fmean(values), len(values))


def _share(mean: float, n: float) -> Estimate:
    return Estimate(mean, *wilson_interval(mean * n, n))


def difference(first: float, second: float, n: float) -> Estimate:
    """``first`` less ``second``, shares of ``n`` each, with Newcombe's interval (Stat. Med. 17, 1998, method 10)."""
    one, two, value = _share(first, n), _share(second, n), first - second
    below = math.hypot(first - one.low, two.high - second)
    above = math.hypot(one.high - first, second - two.low)
    return Estimate(value, max(-1.0, value - below), min(1.0, value + above))


def correlation(first: Sequence[float], second: Sequence[float]) -> Estimate | None:
    """Pearson's correlation, with Fisher's interval (Metron 1, 1921); ``None`` below four pairs or without spread.

    For a yes-or-no variable the interval is right near 0, where it decides, and a rough one far from it.
    """
    if len(first) < 4 or _is_constant(first) or _is_constant(second):
        return None
    value = max(-1.0, min(1.0, statistics.correlation(first, second)))
    z, half = math.atanh(max(-_LARGEST, min(_LARGEST, value))), _Z / math.sqrt(len(first) - 3)
    return Estimate(value, min(value, math.tanh(z - half)), max(value, math.tanh(z + half)))


def _is_constant(values: Sequence[float]) -> bool:
    return max(values) - min(values) < 1e-9


def alpha(parts: Sequence[Sequence[float]]) -> Estimate | None:
    """Cronbach's alpha (Psychometrika 16, 1951) of parts by students; KR-20 where every part is 0 or 1.

    ``None`` below two parts or two students, or where all totals are equal.
    """
    k = len(parts)
    n = len(parts[0]) if parts else 0
    if k < 2 or n < 2:
        return None
    total = statistics.variance(map(sum, zip(*parts, strict=True)))
    if total < 1e-18:
        return None
    value = k / (k - 1) * (1 - sum(map(statistics.variance, parts)) / total)
    return Estimate(value, *alpha_interval(value, n, k))


def alpha_interval(value: float, n: int, k: int) -> tuple[float, float]:
    """Feldt's interval for an alpha of ``k`` parts and ``n`` students (Psychometrika 30, 1965)."""
    first, second = n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - value) * f_quantile(p, first, second) for p in (0.975, 0.025))
    return low, high


def f_quantile(p: float, first: float, second: float) -> float:
    """The value below which Fisher's F with these degrees of freedom lies with probability ``p``."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if beta_share(middle, first / 2, second / 2) < p:
            low = middle
        else:
            high = middle
    return second * low / (first * (1 - low))


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22, after Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # where the fraction converges slowly, that of the complement does not
        return 1 - beta_share(1 - x, b, a)
    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    upper, lower = 1.0, 1 / _safe(1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            upper, lower = _safe(1 + term / upper), 1 / _safe(1 + term * lower)
            value *= upper * lower
        if abs(upper * lower - 1) < 1e-14:
            break
    return math.exp(front) * value / a


def _safe(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
