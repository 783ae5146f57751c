"""Check cells in a real kernel."""

from __future__ import annotations

import time

import pytest
from live_kernel import CHECK, LiveKernel

ADD = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    return a - b\n"
TESTS = """
import pytest

# points: 1
assert add(1, 1) == 2


@pytest.mark.points(2)
@pytest.mark.hint("Which operator adds?")
def test_small():
    assert add(2, 3) == 5


@pytest.mark.parametrize("n", [0, 1, 2])
def test_zero(n):
    assert add(n, 0) == n
"""


def test_a_right_solution_passes_with_one_display_and_nothing_else(kernel: LiveKernel) -> None:
    kernel.run(ADD)
    shown = kernel.run(TESTS)
    assert (shown.status, shown.stderr, shown.stdout, shown.error) == ("ok", "", "", "")
    assert shown.displays == 1
    assert shown.text.splitlines() == [
        "5 checks passed",
        "✓  asserts  1 / 1",
        "✓  test_small  2 / 2",
        "✓  test_zero  1 / 1  3 cases",
    ]


def test_a_wrong_solution_ends_in_one_short_error_below_the_table(kernel: LiveKernel) -> None:
    kernel.run(WRONG)
    shown = kernel.run(TESTS)
    assert shown.status == "error"
    assert shown.error == "ChecksFailed: 2 of 5 checks failed"
    assert shown.traceback == shown.error
    assert shown.order[-2:] == ["display_data", "error"]
    assert shown.text.splitlines() == [
        "2 of 5 checks failed",
        "✗  asserts  0 / 1",
        "    > assert add(1, 1) == 2",
        "    E AssertionError: assert 0 == 2",
        "    E  +  where 0 = add(1, 1)",
        "✗  test_small  0 / 2",
        "    > assert add(2, 3) == 5",
        "    E AssertionError: assert -1 == 5",
        "    E  +  where -1 = add(2, 3)",
        "    Hint: Which operator adds?",
        "✓  test_zero  1 / 1  3 cases",
    ]


def test_a_cell_can_be_run_again_after_the_solution_is_mended(kernel: LiveKernel) -> None:
    kernel.run(WRONG)
    assert kernel.run(TESTS).status == "error"
    kernel.run(ADD)
    assert kernel.run(TESTS).status == "ok"
    assert kernel.run(TESTS).status == "ok"


def test_an_untouched_solution_fails_at_its_own_line(kernel: LiveKernel) -> None:
    kernel.run("def add(a, b):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n")
    shown = kernel.run("def test_small():\n    assert add(2, 3) == 5")
    assert shown.status == "error"
    assert "    > assert add(2, 3) == 5\n      in add: raise NotImplementedError()\n" in shown.text


def test_a_long_statement_is_shown_as_a_whole(kernel: LiveKernel) -> None:
    kernel.run(ADD)
    shown = kernel.run("def test_long():\n    assert add(\n        1,\n        2,\n    ) == 4\n")
    assert "    > assert add(\n    >     1,\n    >     2,\n    > ) == 4\n" in shown.text


def test_the_author_sees_points_and_what_is_hidden(kernel: LiveKernel) -> None:
    kernel.run(ADD)
    source = (
        "# points: 1\nassert add(1, 1) == 2\n### BEGIN HIDDEN TESTS\n"
        "def test_big():\n    assert add(1, 2) == 4\n### END HIDDEN TESTS\n"
    )
    shown = kernel.run(source, nbgrader={**CHECK, "points": 8})
    assert shown.text.splitlines()[:3] == [
        "1 of 2 checks failed, 4 of 8 points",
        "✓  asserts  4 / 4",
        "✗  test_big  0 / 4  hidden",
    ]


def test_a_released_cell_promises_no_points_that_hidden_checks_may_take(kernel: LiveKernel) -> None:
    kernel.run(ADD)
    shown = kernel.run(
        "assert add(1, 1) == 2\ndef test_a(): pass", nbgrader={**CHECK, "points": 8, "checksum": "x"}
    )
    assert shown.text.splitlines() == [
        "2 checks passed",
        "✓  asserts",
        "✓  test_a",
        "This cell is worth 8 points; checks that are not shown here may count too.",
    ]


def test_prints_of_tests_are_shown(kernel: LiveKernel) -> None:
    shown = kernel.run("def test_says():\n    print('four')")
    assert shown.stdout == "four\n"


def test_what_a_test_captures_is_not_shown(kernel: LiveKernel) -> None:
    shown = kernel.run(
        "def test_out(capsys):\n    print('four')\n    assert capsys.readouterr().out == 'four\\n'"
    )
    assert (shown.status, shown.stdout) == ("ok", "")


def test_test_cases_of_unittest_run(kernel: LiveKernel) -> None:
    shown = kernel.run(
        "import unittest\nclass TestSum(unittest.TestCase):\n"
        "    def test_two(self):\n        self.assertEqual(1 + 1, 3)"
    )
    assert shown.text.splitlines()[:2] == ["1 of 1 check failed", "✗  TestSum::test_two"]


def test_the_last_value_of_a_check_cell_is_shown(kernel: LiveKernel) -> None:
    assert kernel.run("def test_nothing(): pass\n40 + 2").result == "42"
    assert kernel.run("def test_nothing(): pass\n40 + 2;").result == ""


def test_magics_and_top_level_await_work_in_a_check_cell(kernel: LiveKernel) -> None:
    shown = kernel.run(
        "import asyncio\nx = await asyncio.sleep(0, 5)\n%env HELLO=there\nassert x == 5\n"
        "def test_x():\n    assert x == 6\n"
    )
    assert shown.text.splitlines()[:3] == ["1 of 2 checks failed", "✓  asserts", "✗  test_x"]
    assert "HELLO=there" in shown.stdout


def test_fixtures_classes_raises_approx_skip_and_xfail_are_pytests(kernel: LiveKernel) -> None:
    kernel.run("import pytest\n@pytest.fixture(scope='module')\ndef three():\n    return 3\n")
    shown = kernel.run("""
class TestThree:
    @pytest.fixture(autouse=True)
    def four(self):
        self.four = 4

    def test_sum(self, three):
        assert three + self.four == pytest.approx(7.0)

def test_raises():
    with pytest.raises(ZeroDivisionError):
        1 / 0

def test_skipped():
    pytest.skip("not here")

@pytest.mark.xfail
def test_known():
    assert False

def test_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
""")
    assert shown.text.splitlines() == [
        "4 checks passed",
        "✓  TestThree::test_sum",
        "✓  test_raises",
        "○  test_skipped  skipped",
        "✓  test_known",
        "✓  test_files",
    ]


def test_lists_are_compared_as_pytest_does(kernel: LiveKernel) -> None:
    shown = kernel.run("def test_list():\n    assert [1, 2, 3] == [1, 5, 3]")
    assert "At index 1 diff: 2 != 5" in shown.text


def test_helpers_for_checks_work_on_the_notebooks_own_objects(kernel: LiveKernel) -> None:
    kernel.run("""
import numpy as np

class Model:
    def __call__(self, x):
        return (x > 0).astype(int)[:, 0]

def in_place(x):
    x *= 2
    return x
""")
    shown = kernel.run("""
from autograder import accuracy, assert_close, call_by_reference, check_gradient, earn, in_guest, linear, steps

@in_guest
def probe(model):
    return type(model).__name__

def test_probe():
    assert probe(Model()) == "Model"

def test_gradient():
    check_gradient(lambda v: (v ** 2).sum(), np.ones(3), 2 * np.ones(3))

def test_accuracy():
    x = np.array([[1.0], [-1.0], [2.0], [3.0]])
    found = accuracy(Model(), x, np.array([1, 0, 1, 0]))
    earn(steps(found.value, {0.5: 0.5, 0.9: 1.0}))

def test_line():
    earn(linear(0.9, 0.0, 0.8))

def test_argument_stays():
    x = np.ones(2)
    result, after = call_by_reference(in_place, x)
    assert_close(result, [2.0, 2.0])
    assert_close(after[0], x)
""")
    lines = shown.text.splitlines()
    assert lines[:3] == ["2 of 5 checks failed", "✓  test_probe", "✓  test_gradient"]
    assert lines[3].startswith("✗  test_accuracy  accuracy 0.75 (")
    assert "earns 50% of its points" in shown.text
    assert "> assert_close(after[0], x)" in shown.text


def test_asserts_may_earn_and_measure_too(kernel: LiveKernel) -> None:
    shown = kernel.run(
        "from autograder import earn\nearn(0.25)\ndef test_b(): pass", nbgrader={**CHECK, "points": 4}
    )
    assert shown.text.splitlines()[:2] == ["1 of 2 checks failed, 2.5 of 4 points", "✗  asserts  0.5 / 2"]


def test_after_a_failing_assert_definitions_still_run_and_statements_do_not(kernel: LiveKernel) -> None:
    shown = kernel.run("assert False\nprint('not this')\nlimit = 3\ndef test_limit():\n    assert limit == 3")
    assert shown.stdout == ""
    assert shown.text.splitlines()[0] == "1 of 2 checks failed"
    assert "✓  test_limit" in shown.text


def test_a_running_test_can_be_interrupted(kernel: LiveKernel) -> None:
    message = kernel.send("import time\ndef test_slow():\n    print('on')\n    time.sleep(50)\n")
    time.sleep(1.5)
    began = time.monotonic()
    kernel.manager.interrupt_kernel()
    shown = kernel.shown(message)
    assert time.monotonic() - began < 20
    assert shown.error.startswith("KeyboardInterrupt")
    assert kernel.run("def test_next(): pass").status == "ok"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def test_a(nothing):\n    pass\ndef test_b():\n    pass", "there is no fixture called 'nothing'"),
        ("import pytest\n@pytest.mark.points('x')\ndef test_a(): pass", "should be given a number from 0 up"),
        ("# points: many\nassert True\ndef test_a(): pass", "should give a number from 0 up"),
        ("### BEGIN HIDDEN TESTS\ndef test_a(): pass", "has no 'END HIDDEN TESTS'"),
        ("class TestA:\n    def __init__(self): pass\ndef test_b(): pass", "take it out of TestA"),
        (
            "import pytest\n@pytest.mark.parametrize('x', [1])\ndef test_a(y): pass",
            "function uses no argument 'x'",
        ),
    ],
)
def test_a_mistake_of_the_author_is_named(kernel: LiveKernel, source: str, said: str) -> None:
    shown = kernel.run(source)
    assert shown.status == "error"
    assert said in shown.text + shown.error


def test_nothing_is_written_beside_the_notebook(kernel: LiveKernel) -> None:
    kernel.run(
        "from pathlib import Path\nPath('conftest.py').write_text('raise SystemExit')\nPath('test_mine.py').touch()"
    )
    kernel.run("def test_own_module():\n    import test_mine\ndef test_two():\n    assert 1 == 2")
    shown = kernel.run("sorted(p.name for p in Path().iterdir() if p.name != '.ipython')")
    assert shown.result == "['conftest.py', 'test_mine.py']"


def test_the_environment_of_the_kernel_stays_as_it_was(kernel: LiveKernel) -> None:
    kernel.run(
        "import os, sys\nos.environ['PYTEST_ADDOPTS'] = '-x'\nbefore = dict(os.environ), list(sys.meta_path)"
    )
    assert kernel.run("def test_one(): pass").status == "ok"
    assert kernel.run("before == (dict(os.environ), list(sys.meta_path))").result == "True"


def test_our_markers_give_no_warning(kernel: LiveKernel) -> None:
    source = "import pytest\n@pytest.mark.points(2)\n@pytest.mark.hint('h')\n@pytest.mark.deadline(3)\ndef {}(): pass"
    assert kernel.run(source.format("test_a")).stderr == ""
    kernel.run("%unload_ext autograder")
    assert kernel.run(source.format("test_b")).stderr == ""


def test_a_fault_of_the_extension_is_one_short_warning(kernel: LiveKernel) -> None:
    kernel.run("import autograder.jupyter.running as r\nkept = r.run_tests\nr.run_tests = lambda *_: 1 / 0")
    shown = kernel.run("x = 7\ndef test_a(): pass\nx")
    mended = kernel.run("r.run_tests = kept\nx")
    assert "autograder could not run the tests of this cell" in shown.stderr
    assert (shown.status, shown.result, mended.result) == ("ok", "7", "7")
    assert len(shown.stderr.splitlines()) <= 2
