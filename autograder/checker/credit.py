"""Points by a cell's last expression: what its value is worth."""

from __future__ import annotations

import math
import numbers
from decimal import Decimal
from typing import Any

import numpy as np

from autograder.checker.compare import without_gradient
from autograder.checker.proxy import Proxy
from autograder.checker.raised import Refusal


class PointsError(Exception):
    """A check cell's last expression gives more points than the cell has."""


def credit(value: Any, points: float, *, is_students: bool = False) -> float:
    """The share (0 to 1) of a cell's ``points`` that the value of its last expression gives.

    A real number is the points; ``True`` and ``False`` are a claim of the check's, like an assert; anything
    that is neither (``None``, text, a plot) gives all. ``is_students`` says that the student's code gave the
    value as it is: then it must be a number.

    Raises:
        AssertionError: ``False``, nan, an infinity, a number below zero.
        PointsError: a number above ``points``.
        Refusal: an object or a claim of the student's, which must not decide.
    """
    if isinstance(value, Proxy):
        raise Refusal(
            "the cell's last expression is an object of the notebook, which gives no points; make it a number"
        )
    number = _number(value)
    if isinstance(number, bool):
        if is_students and number:
            raise Refusal("the student's code gave True where a number of points was due")
        assert number, "the cell's last expression is False"
        return 1.0
    if number is None:
        return 1.0
    if not math.isfinite(number) or number < 0:
        raise AssertionError(f"the cell's last expression is {number}, which is no number of points")
    if points == 0:
        return 1.0
    if number > points:
        raise PointsError(f"the cell's last expression gives {number} of {points} points")
    return number / points


def _number(value: Any) -> float | bool | None:
    """``value`` as a truth value or a number; ``None`` where it is neither."""
    if (
        type(value).__module__.split(".")[0] in ("torch", "tensorflow")
        and getattr(value, "shape", None) == ()
    ):
        value = np.asarray(without_gradient(value))
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (numbers.Real, Decimal)):
        try:
            return float(value)
        except (OverflowError, ValueError):
            return math.inf
    return None
