"""What the value of a check cell's last expression is worth."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from courses import Grader, hidden

from autograder.checker.credit import PointsError, credit
from autograder.checker.raised import Refusal
from autograder.results import Outcome

SHARES: list[tuple[Any, float]] = [
    (4, 1),
    (0, 0),
    (1.5, 0.375),
    (np.float64(1), 0.25),
    (np.int8(2), 0.5),
    (np.float32(3), 0.75),
    (np.array(2.0), 0.5),
    (Fraction(1, 2), 0.125),
    (Decimal("0.5"), 0.125),
    (True, 1),
    (np.bool_(True), 1),
    (None, 1),
    ("3", 1),
    ([0], 1),
    (np.array([0.0]), 1),
]


@pytest.mark.parametrize(("value", "share"), SHARES, ids=repr)
def test_a_number_is_the_points_and_all_else_gives_them_all(value: Any, share: float) -> None:
    assert credit(value, 4) == share


@pytest.mark.parametrize(
    "value",
    [
        False,
        np.bool_(False),
        float("nan"),
        float("inf"),
        float("-inf"),
        -0.5,
        np.float64("nan"),
        np.array(np.nan),
        np.array(False),
        Decimal("NaN"),
        10**400,
    ],
    ids=repr,
)
def test_what_is_no_number_of_points_gives_none_and_says_why(value: Any) -> None:
    with pytest.raises(AssertionError, match="the cell's last expression is"):
        credit(value, 4)


def test_a_claim_of_the_students_gives_no_points() -> None:
    with pytest.raises(Refusal, match="True where a number of points was due"):
        credit(True, 4, is_students=True)
    with pytest.raises(AssertionError):
        credit(False, 4, is_students=True)
    assert credit(1.0, 4, is_students=True) == 0.25


def test_a_tensor_of_one_number_counts_as_that_number() -> None:
    torch = pytest.importorskip("torch")
    assert credit(torch.tensor(2.0, requires_grad=True), 4) == 0.5
    with pytest.raises(AssertionError):
        credit(torch.tensor(float("nan")), 4)


def test_more_than_the_points_is_a_fault_of_the_check() -> None:
    with pytest.raises(PointsError):
        credit(4.5, 4)
    assert credit(3, 0) == 1


@pytest.mark.parametrize(("last", "outcome"), [("f()", Outcome.FAILED), ("'fine'", Outcome.PASSED)])
def test_an_object_of_the_students_gives_no_points(grader: Grader, last: str, outcome: Outcome) -> None:
    student = "class Full:\n    def __float__(self): return 4.0\ndef f(): return Full()"
    cell = grader.cell(student, hidden(last), points=4)
    assert (cell.outcome, cell.earned) == (outcome, 4 if outcome is Outcome.PASSED else 0)
    assert outcome is Outcome.PASSED or Refusal.__name__ in cell.checks[0].detail
