from pathlib import Path

import numpy as np
from case import Case

from autograder import assert_close


def _comparison_by_value(_: Path) -> str:
    taken = [np.allclose(True, 1), np.array([True, False]) == [1, 0], float("4") == 4]
    try:
        assert_close(True, 1)
    except AssertionError:
        return "plain comparison takes True for 1, and a conversion takes text for a number" if taken else ""
    return ""


CASE = Case(
    "B22",
    tries="gives booleans and text where numbers are due",
    defence="strict metrics",
    cells={
        "double": "def double(x):\n    return str(2 * x)",
        "classify": "def classify(images):\n    return images == images.max(axis=1, keepdims=True)",
    },
    due=4,
    outcomes=("failed",),
    control=_comparison_by_value,
    not_nbgrader="whether True is taken for 1 is up to each check there; the control is plain comparison",
)
