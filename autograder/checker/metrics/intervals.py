"""95 % confidence intervals of figures; the same data always gets the same interval.

wilson_interval   of a share
mean_of_shares    of the mean of several shares, each of rows of its own
f1_interval       of the F1 of one class
delong            of the area under the ROC curve
bootstrap         of any figure that is worked out from sums over rows
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Floats = NDArray[np.float64]

_Z95: Final = 1.959963984540054
_NORMAL: Final = NormalDist()
_DRAWS: Final = 1000
_MOST_UNITS: Final = 2000
"""Units that are drawn: of more rows, random groups, which tell the same and cost less."""
_SEED: Final = 95


def wilson_interval(right: float, n: float, z: float = _Z95) -> Interval:
    """The score interval for a share of ``right`` in ``n``, 95 % if ``z`` is not given (Wilson, JASA 22, 1927)."""
    share, spread = right / n, z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def mean_of_shares(right: Sequence[float], n: Sequence[float]) -> Interval:
    """Of the mean of the shares ``right[k] / n[k]``: their Wilson intervals, squared and added.

    The method of variance estimates recovery (Zou and Donner, Stat. Med. 27, 2008; for a difference of two shares it is
    Newcombe's of 1998). It holds near 0 and 1, too, where a bootstrap of a few rows sees no error at all.
    """
    shares = [count / size for count, size in zip(right, n, strict=True)]
    ends = [wilson_interval(count, size) for count, size in zip(right, n, strict=True)]
    mean = math.fsum(shares) / len(shares)
    below = math.hypot(*(share - low for share, (low, _) in zip(shares, ends, strict=True)))
    above = math.hypot(*(high - share for share, (_, high) in zip(shares, ends, strict=True)))
    return max(0.0, mean - below / len(shares)), min(1.0, mean + above / len(shares))


def f1_interval(hits: float, slips: float) -> Interval:
    """Of the F1 of one class with ``hits`` true positives and ``slips`` false positives and negatives together.

    F1 = 2s / (1 + s) rises with s, the share of hits in hits and slips, whose interval is Wilson's (the indirect one
    in Lam, Gopal and Qian, Confidence Intervals for the F1 Score, 2023). From 0 to 1 where there is neither.
    """
    if hits + slips == 0:
        return 0.0, 1.0
    low, high = wilson_interval(hits, hits + slips)
    return 2 * low / (1 + low), 2 * high / (1 + high)


def delong(scores: Floats, truth: NDArray[np.int64], classes: Sequence[int]) -> Interval:
    """Of the mean area under the ROC curves of ``classes``, each against the rest.

    The variance is DeLong's (Biometrics 44, 1988): that of the placements of the rows of each class, which are added
    up over the curves here, since a row of one class stands among the rest in others. The interval is worked out for
    log(area / (1 - area)), which keeps it within 0 and 1 and covers better (Qin and Hotilovac, Stat. Methods Med.
    Res. 17, 2008). Where no two rows are in the wrong order it is Wilson's for as many rows as the rarest class has.

    Args:
        scores: (n, len(classes)): a column for each curve.
        truth: (n,) class numbers; every one of ``classes`` is among them, and another as well.
        classes: whose curves.
    """
    found, index, counts = np.unique(truth, return_inverse=True, return_counts=True)
    areas, parts = _placements(scores, truth, classes, counts[index])
    area, rarest = float(np.mean(areas)), int(counts.min())
    if rarest < 2:
        return 0.0, 1.0
    variance = sum(parts[truth == k].var(ddof=1) / n for k, n in zip(found, counts, strict=True))
    if variance == 0 or not 0 < area < 1:
        return wilson_interval(area * rarest, rarest)
    middle, half = math.log(area / (1 - area)), _Z95 * math.sqrt(variance) / (area * (1 - area))
    return _logistic(middle - half), _logistic(middle + half)


def _placements(
    scores: Floats, truth: NDArray[np.int64], classes: Sequence[int], peers: NDArray[np.int64]
) -> tuple[list[float], Floats]:
    """The area of each curve, and for each row (n,) what the mean of its class's rows adds to the mean area.

    ``peers`` (n,) says how many rows are of a row's class.
    """
    areas, parts = [], np.zeros(len(truth))
    for column, k in enumerate(classes):
        inside, score = truth == k, scores[:, column]
        own, rest = score[inside], score[~inside]
        above, below = _share_below(own, rest), 1 - _share_below(rest, own)
        areas.append(float(above.mean()))
        parts[inside] += above
        # The rest may be made of several classes, each with its part of the mean.
        parts[~inside] += below * peers[~inside] / len(rest)
    return areas, parts / len(classes)


def _share_below(values: Floats, others: Floats) -> Floats:
    """For each of ``values`` the share of ``others`` that lie below it; those equal to it count half."""
    ordered = np.sort(others)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / (
        2 * len(others)
    )


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def bootstrap(rows: Floats, figure: Callable[[Floats], Any], bounds: Interval) -> Interval:
    """Of ``figure(rows.sum(axis=0))``: bias-corrected and accelerated, with a fixed seed.

    BCa (Efron, JASA 82, 1987; Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 14). Of more than
    2,000 rows, as many random groups are drawn instead of rows.

    Args:
        rows: (n, k): what each row adds to each of k sums.
        figure: maps sums (..., k) to figures (...,).
        bounds: between which the figure always lies; the interval where fewer than two rows tell nothing.
    """
    value, units = float(figure(rows.sum(axis=0))), _units(np.asarray(rows, dtype=np.float64))
    if len(units) < 2 or not math.isfinite(value):
        return bounds
    with np.errstate(all="ignore"):
        drawn = np.sort(_finite(figure(_counts(len(units)) @ units)))
        left_out = _finite(figure(units.sum(axis=0) - units))
    if len(drawn) < _DRAWS / 2:
        return bounds
    if drawn[0] == drawn[-1]:
        return value, value
    low, high = (float(np.quantile(drawn, p)) for p in _bca_shares(drawn, value, left_out))
    return max(bounds[0], min(low, value)), min(bounds[1], max(high, value))


def _units(rows: Floats) -> Floats:
    if len(rows) <= _MOST_UNITS:
        return rows
    order = np.random.default_rng(_SEED).permutation(len(rows))
    starts = np.arange(_MOST_UNITS) * len(rows) // _MOST_UNITS
    grouped: Floats = np.add.reduceat(rows[order], starts, axis=0)
    return grouped


def _counts(m: int) -> Floats:
    """How often each of ``m`` units is in each draw, (draws, m)."""
    picks = np.random.default_rng(_SEED).integers(0, m, (_DRAWS, m)) + m * np.arange(_DRAWS)[:, None]
    return np.bincount(picks.ravel(), minlength=_DRAWS * m).reshape(_DRAWS, m).astype(np.float64)


def _finite(values: Any) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    return found[np.isfinite(found)]


def _bca_shares(drawn: Floats, value: float, left_out: Floats) -> Interval:
    """The shares of the draws at which the interval ends."""
    below = ((drawn < value).mean() + (drawn <= value).mean()) / 2
    shift = _NORMAL.inv_cdf(float(np.clip(below, 0.5 / len(drawn), 1 - 0.5 / len(drawn))))
    away = left_out.mean() - left_out if len(left_out) else np.zeros(1)
    spread = float((away**2).sum()) ** 1.5
    skew = float((away**3).sum()) / (6 * spread) if spread else 0.0

    def share(z: float) -> float:
        return _NORMAL.cdf(shift + (shift + z) / (1 - skew * (shift + z)))

    return share(-_Z95), share(_Z95)
