"""Figures that are no score: kept with the result, shown beside the metrics of a leaderboard."""

from __future__ import annotations

import math
from numbers import Real
from typing import Final

from autograder.checker.context import current
from autograder.results import Figure

_LONGEST: Final = 80


def record(name: str, value: float) -> None:
    """Keep a figure with the running check's result; it changes no points and students do not see it.

    A leaderboard shows two of them beside the metric that the same check cell measures: ``parameters`` (the size
    of a model, in numbers) and ``seconds`` (of training that the check itself has started and timed).

    Args:
        name: up to 80 characters; the last value of a name counts.
        value: one finite number, such as ``network(model).size``.

    Raises:
        TypeError: ``value`` is no number; a student's object, say.
        ValueError: it is not finite, or ``name`` is empty or too long.
    """
    if type(value) is bool or not issubclass(type(value), Real):
        raise TypeError(f"record({name!r}, ...) takes one number, not a {type(value).__name__}")
    if not math.isfinite(value):
        raise ValueError(f"record({name!r}, ...) takes a finite number, not {value}")
    if not name.strip() or len(name) > _LONGEST:
        raise ValueError(f"the name of a figure has 1 to {_LONGEST} characters")
    if context := current():
        context.figures.append(Figure(name, float(value)))
