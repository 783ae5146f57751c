"""How figures are read by students."""

from __future__ import annotations

import math

import pytest

from autograder.pages.marks import metric_text, rounded
from autograder.results import Better, Metric


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (0.9, "0.9"),
        (0.87654, "0.877"),
        (12345.6, "12300"),
        (1.2e-7, "1.2e-07"),
        (-4321.0, "-4320"),
        (3.14159e12, "3.14e+12"),
        (math.inf, "inf"),
        (math.nan, "nan"),
    ],
)
def test_figures_have_three_digits_and_no_power_of_ten_where_a_person_writes_none(
    figure: float, text: str
) -> None:
    assert rounded(figure) == text


def test_a_metric_is_told_with_its_interval_and_which_way_is_better() -> None:
    assert metric_text(Metric("accuracy", 0.9, 0.85, 0.94, 200)) == (
        "accuracy 0.9 (95 % interval 0.85 to 0.94, n = 200)"
    )
    assert metric_text(Metric("mean_squared_error", 43210.9, 40000, 50000, 9, Better.LOWER)) == (
        "mean_squared_error 43210 (95 % interval 40000 to 50000, n = 9; lower is better)"
    )
