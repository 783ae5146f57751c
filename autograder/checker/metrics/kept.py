"""Metrics are kept with the running check's result."""

from __future__ import annotations

from typing import Final

from autograder.checker.context import current
from autograder.checker.metrics.intervals import Interval
from autograder.results import Better, Metric

BATCH: Final = 256
"""Rows in one call, if a check does not say otherwise."""


def kept(name: str, value: float, interval: Interval, n: int, better: Better = Better.HIGHER) -> Metric:
    """The metric, which the running check's result has now, too."""
    # Rounding must not put the value outside its own interval.
    low, high = min(interval[0], value), max(interval[1], value)
    metric = Metric(name, float(value), float(low), float(high), n, better)
    if context := current():
        context.metrics.append(metric)
    return metric
