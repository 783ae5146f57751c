"""Figures that are no score: what may be recorded, and that it stays with the check and away from students."""

from __future__ import annotations

import math

import numpy as np
import pytest
from courses import Grader, checks, locked, solution

from autograder.checker.context import recording
from autograder.checker.figures import record
from autograder.feedback import student_view
from autograder.results import Figure, Outcome


@pytest.mark.parametrize("value", [3, 2.5, np.int64(3), np.float32(2.5)])
def test_one_number_is_kept(value):
    with recording(None) as context:
        record("parameters", value)
    assert context.figures == [Figure("parameters", float(value))]


@pytest.mark.parametrize("value", ["3", None, True, [3], np.ones(1), 3j])
def test_anything_but_one_number_is_refused(value):
    with pytest.raises(TypeError, match="takes one number, not a"):
        record("parameters", value)


@pytest.mark.parametrize(
    ("name", "value"), [("a", math.nan), ("a", math.inf), ("", 1), (" ", 1), ("a" * 81, 1)]
)
def test_figures_are_finite_and_have_a_name(name, value):
    with pytest.raises(ValueError, match=r"finite|characters"):
        record(name, value)


def test_outside_a_grading_run_nothing_is_kept():
    record("parameters", 3)


CHECK = """\
from autograder import record
record("parameters", width())"""


def test_the_result_has_the_figure_and_the_student_does_not(grader: Grader):
    cell = grader.cell("def width(): return 7", CHECK)
    assert cell.checks[0].figures == (Figure("parameters", 7.0),)
    result = grader.grade(
        locked("pass"),
        solution("def width(): return 7"),
        checks(CHECK),
        answers={"answer": "def width(): return 7"},
    )
    [seen] = student_view(result).cells
    assert seen.checks[0].figures == ()
    assert result.cells[0].before_seconds is not None
    assert seen.before_seconds is None


def test_an_object_of_a_students_is_no_figure(grader: Grader):
    wrong = "class Width:\n    def __float__(self): return 7.0\ndef width(): return Width()"
    cell = grader.cell(wrong, CHECK, reference="def width(): return 7")
    assert cell.outcome is not Outcome.PASSED
    assert cell.checks[0].figures == ()


SLOW, QUICK = "import time\ntime.sleep(0.3)", "import time\ntime.sleep(0.02)"


def seconds(grader: Grader, first: str, second: str, *, tagged: bool) -> float:
    train, rest = solution("pass", "train"), solution("pass", "rest")
    if tagged:
        train.metadata["tags"] = ["training"]
    found = grader.grade(train, rest, checks("pass"), answers={"train": first, "rest": second}).cells[0]
    assert found.before_seconds is not None
    return found.before_seconds


def test_the_seconds_before_a_check_are_those_of_all_cells(grader: Grader):
    assert seconds(grader, QUICK, SLOW, tagged=False) > 0.3


def test_where_the_author_has_tagged_the_training_only_that_counts(grader: Grader):
    assert seconds(grader, QUICK, SLOW, tagged=True) < 0.3
    assert seconds(grader, SLOW, QUICK, tagged=True) > 0.3


def test_a_check_that_takes_long_does_not_count(grader: Grader):
    result = grader.grade(
        solution("def f(): return 1"),
        checks("import time\ntime.sleep(0.3)\nassert f() == 1", "first"),
        checks("assert f() == 1", "second"),
        answers={"answer": "def f(): return 1"},
    )
    assert result.cells[1].before_seconds < 0.3
