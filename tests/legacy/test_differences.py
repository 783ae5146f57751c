"""Where a verdict differs from nbgrader's on purpose: nbgrader's is shown to be what we do not want."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from courses import Grader, checks
from nbformat import NotebookNode, v4
from nbgrader.utils import determine_grade

POINTS = 4.0


def shown(value: object) -> NotebookNode:
    """What a kernel shows of a cell's last value."""
    return v4.new_output("execute_result", {"text/plain": repr(value)}, execution_count=1)


def as_nbgrader(output: NotebookNode) -> float | None:
    """The points that nbgrader gives a check cell with this output."""
    cell = checks("", points=POINTS)
    cell.outputs = [output]
    points: float | None = determine_grade(cell)[0]
    return points


@pytest.mark.parametrize(
    ("last", "value", "theirs", "ours"),
    [
        ("np.float64(1.5)", np.float64(1.5), POINTS, 1.5),
        ("float('nan')", float("nan"), POINTS, 0),
        ("True", True, POINTS, POINTS),
        ("False", False, POINTS, 0),
        ("-2.0", -2.0, POINTS, 0),
        ("1.5", 1.5, 1.5, 1.5),
        ("None or 'text'", "text", POINTS, POINTS),
    ],
)
def test_partial_credit(grader: Grader, last: str, value: Any, theirs: float, ours: float) -> None:
    assert as_nbgrader(shown(value)) == theirs
    assert grader.cell("x = 1", last, points=POINTS).earned == ours


@pytest.mark.parametrize(
    ("student", "last", "earned"),
    [
        ("def rate(): return True", "rate()", 0),
        ("rate = True", "rate", 0),
        ("def rate(): return 3.0", "rate()", 3),
        ("def rate(): return 3.0", "rate() == 3", POINTS),
        ("rate = 3.0", "np.allclose(rate, 3)", POINTS),
        ("rate = 3.0", "good = rate == 3\ngood", POINTS),
    ],
)
def test_what_the_students_own_code_claims_is_no_number_of_points(
    grader: Grader, student: str, last: str, earned: float
) -> None:
    assert as_nbgrader(shown(True)) == POINTS
    assert grader.cell(student, last, points=POINTS).earned == earned


def test_a_warning_on_stderr_costs_nothing(grader: Grader) -> None:
    assert as_nbgrader(v4.new_output("stream", name="stderr", text="careful")) == 0
    student = "import warnings\ndef f():\n    warnings.warn('careful')\n    return 3"
    assert grader.cell(student, "assert f() == 3", points=POINTS).earned == POINTS


def test_output_that_looks_like_points_gives_none(grader: Grader) -> None:
    student = "class Full:\n    def __repr__(self): return '4.0'\ndef f(): return Full()"
    assert as_nbgrader(shown(4.0)) == POINTS
    assert grader.cell(student, "f()", points=POINTS).earned == 0
