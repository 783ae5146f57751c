"""The figures of a leaderboard as they are read."""

from __future__ import annotations

import math
from typing import Final

from autograder.leaderboard.ranking import interval
from autograder.results import Metric

NONE: Final = "-"
"""Stands where a figure was not recorded."""

_COUNTED: Final = 1e15


def value_text(metric: Metric) -> str:
    """The value with four significant digits."""
    return f"{metric.value:.4g}"


def interval_text(metric: Metric) -> str:
    """Its interval: "0.88 to 0.93"."""
    low, high = interval(metric)
    if math.isinf(low) or math.isinf(high):
        return "interval unknown"
    return f"{low:.4g} to {high:.4g}"


def size_text(parameters: float | None) -> str:
    """A number of parameters, by thousands."""
    if parameters is None:
        return NONE
    return f"{parameters:,.0f}" if abs(parameters) < _COUNTED else f"{parameters:.3g}"


def seconds_text(seconds: float | None) -> str:
    """Seconds, with a tenth where there are few."""
    if seconds is None:
        return NONE
    return f"{seconds:.1f}" if seconds < 100 else f"{seconds:,.0f}"
