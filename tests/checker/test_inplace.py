"""What student code does to its arguments: done to the host's objects where that cannot forge a verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from courses import Grader, hidden

from autograder.checker.guest import Guest
from autograder.results import Outcome

STUDENT = """
def zeroed(x):
    x[:] = [0] * len(x)
    return [0] * len(x)
def zero(x): x[:] = [0] * len(x)
def same(x):
    x.append(4)
    return x
def reshaped(x): x.shape = (2, 2)
def tie(x): x.append(x)
def odd(x): x.append(lambda: 3)
def nest(a, b):
    a.append(b)
    b.append([1])
def count(d): d.update(n=len(d))
def keep(x): pass
def boom(x):
    x.append(1)
    raise ValueError("after the change")
"""
Find = Callable[[str], Any]
# Were the argument brought back whatever is returned, this student's two zeros would be equal.
FORGED = "def scaled(x):\n    x[:] = [0] * len(x)\n    return [0] * len(x)"
ORACLE = "def oracle(x): return [2 * v for v in x]\nx = [1, 2]\nassert scaled(x) == oracle(x)"


@pytest.fixture
def student(guest: Guest) -> Find:
    assert guest.run(STUDENT, 1)
    return guest.find


def test_only_a_function_that_returns_nothing_changes_the_hosts_arguments(student: Find) -> None:
    x = [1, 2]
    assert student("zeroed")(x) == [0, 0]
    assert x == [1, 2]
    student("zero")(x)
    assert x == [0, 0]


def test_the_setting_always_brings_them_back_whatever_is_returned(student: Find, guest: Guest) -> None:
    guest.in_place = "always"
    x = [1]
    assert student("same")(x) is x
    assert x == [1, 4]


def test_the_setting_never_brings_none_back(student: Find, guest: Guest) -> None:
    guest.in_place = "never"
    x = [1, 2]
    student("zero")(x)
    assert x == [1, 2]


@pytest.mark.parametrize(
    ("setting", "outcome"),
    [("auto", Outcome.FAILED), ("never", Outcome.FAILED), ("always", Outcome.PASSED)],
)
def test_zeroing_the_argument_of_the_oracle_passes_with_always_alone(
    grader: Grader, setting: str, outcome: Outcome
) -> None:
    assert grader.cell(FORGED, hidden(ORACLE), in_place=setting).outcome is outcome


def test_an_array_keeps_its_shape_and_a_locked_one_its_lock(student: Find, guest: Guest) -> None:
    square = np.arange(4)
    student("reshaped")(square)
    assert square.shape == (4,)
    guest.run("theirs = __import__('numpy').ones(2)", 2)
    mine = guest.find("theirs")
    student("zero")(mine)
    assert (mine.tolist(), mine.flags.writeable) == ([0, 0], False)


def test_an_argument_that_comes_to_hold_itself_or_a_function_is_no_accident(student: Find) -> None:
    x: list[Any] = []
    student("tie")(x)
    assert x[0] is x
    y: list[Any] = []
    student("odd")(y)
    assert y[0]() == 3


def test_objects_that_are_put_into_each_other_stay_the_hosts_own(student: Find) -> None:
    a: list[Any] = []
    b: list[Any] = []
    student("nest")(a, b)
    assert a[0] is b
    assert b == [[1]]


def test_nothing_is_touched_that_was_not_changed(student: Find) -> None:
    inner = float("nan")
    x = [inner]
    d: dict[str, Any] = {"a": x}
    student("keep")(x)
    assert x[0] is inner
    student("count")(d)
    assert d["a"] is x
    assert d["n"] == 1


def test_a_function_that_fails_changes_nothing(student: Find) -> None:
    x: list[int] = []
    with pytest.raises(ValueError, match="after the change"):
        student("boom")(x)
    assert x == []
