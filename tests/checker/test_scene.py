"""The host while a check runs: what is printed, what reaches into the notebook, and that all is put back."""

from __future__ import annotations

import builtins
import inspect
import random
import sys
import unittest

import numpy as np
from courses import Grader, checks, hidden, solution

from autograder.results import Outcome
from autograder.wire.limits import MAX_OUTPUT_CHARACTERS

LOUD = "def f(x):\n    print('seen', x)\n    return x"


def test_what_is_printed_in_a_hidden_check_is_nowhere_in_the_result(grader: Grader) -> None:
    result = grader.grade(
        solution(LOUD),
        checks(hidden("print('mine 7654321')\nassert f(1234567) == 3")),
        answers={"answer": LOUD},
    )
    for word in ("7654321", "seen 1234567"):
        assert word not in str(result.notebooks)
        assert word not in result.cells[0].checks[0].message


def test_prints_come_at_the_moment_they_are_made(grader: Grader) -> None:
    check = (
        "import io, sys\nsys.stdout = io.StringIO()\nf(1)\nprint('between')\nf(2)\n"
        "assert sys.stdout.getvalue() == 'seen 1\\nbetween\\nseen 2\\n'"
    )
    assert grader.cell(LOUD, check).outcome is Outcome.PASSED


def test_a_callback_hears_what_was_printed_before_it_was_called(grader: Grader) -> None:
    student = "def each(g):\n    print('one')\n    g()\n    print('two')"
    check = (
        "def test_a(capsys):\n    heard = []\n    each(lambda: heard.append(capsys.readouterr().out))\n"
        "    assert heard == ['one\\n']"
    )
    assert grader.cell(student, check).outcome is Outcome.PASSED


def test_a_flood_of_prints_is_cut_and_harms_nobody(grader: Grader) -> None:
    student = "def f():\n    for _ in range(300): print('x' * 10_000)"
    check = f"def test_a(capsys):\n    f()\n    f()\n    assert len(capsys.readouterr().out) == {MAX_OUTPUT_CHARACTERS}"
    assert grader.cell(student, check).outcome is Outcome.PASSED


def test_prints_of_a_check_do_not_appear_among_a_later_cells_outputs(grader: Grader) -> None:
    result = grader.grade(
        solution(LOUD),
        checks("f(1)", "a"),
        solution("", "more"),
        answers={"answer": LOUD, "more": "print('end')"},
    )
    texts = [str(cell.get("outputs", "")) for cell in result.notebooks[0].content["cells"]]
    assert not any("seen" in text for text in texts)
    assert any("end" in text for text in texts)


def test_everything_is_put_back_after_a_check_that_failed(grader: Grader) -> None:
    def now() -> list[object]:
        owners = (sys.stdout, sys.stderr, inspect.getsource, random.seed, np.random.seed, unittest.main)
        return [*owners, sys.modules["__main__"], builtins.print, builtins.open]

    before = now()
    grader.cell(LOUD, "import random, sys, io\nrandom.seed(1)\nsys.stdout = io.StringIO()\nassert f(1) == 2")
    assert all(a is b for a, b in zip(before, now(), strict=True))


def test_the_source_of_a_hidden_check_is_not_in_the_guest(grader: Grader) -> None:
    student = (
        "import gc\ndef spy(g):\n    g()\n    sought = ''.join(reversed('7654321'))\n"
        "    return [t for t in map(str, gc.get_objects()) if sought in t]"
    )
    check = hidden(
        "from unittest import mock\nsecret = 1234567\ndef due(): return None\n"
        "import inspect\ninspect.getsource(spy)\nassert spy(due) == [] and secret == 1234567"
    )
    assert grader.cell(student, check).outcome is Outcome.PASSED


def test_unittest_main_runs_the_test_cases_of_earlier_cells(grader: Grader) -> None:
    case = "import unittest\nclass Case(unittest.TestCase):\n    def test_f(self): self.assertEqual(f(1), {})"
    for due, outcome in ((1, Outcome.PASSED), (2, Outcome.FAILED)):
        result = grader.grade(
            solution(LOUD),
            checks(case.format(1), "a", points=0),
            checks(f"Case.due = {due}\nCase.test_f = lambda self: self.assertEqual(f(1), self.due)", "b"),
            checks("unittest.main(argv=[''], exit=False)", "c"),
            answers={"answer": LOUD},
        )
        assert result.cells[-1].outcome is outcome
