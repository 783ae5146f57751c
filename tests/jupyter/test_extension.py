"""Loading, unloading, and what stays as it was in cells without tests."""

from __future__ import annotations

import subprocess
import sys

import pytest
from courses import Grader, checks, locked, solution
from live_kernel import CHECK, LiveKernel

HOOKS = """
import _pytest.assertion.util as util
ip = get_ipython()
callbacks = [len(found) for found in ip.events.callbacks.values()]
hooks = (list(ip.ast_transformers), callbacks, util._reprcompare)
"""


def test_unloading_takes_all_hooks_out(kernel: LiveKernel) -> None:
    kernel.run("%unload_ext autograder")
    kernel.run(HOOKS + "before = hooks")
    kernel.run("%load_ext autograder")
    kernel.run(HOOKS)
    assert kernel.run("before == hooks").result == "False"
    kernel.run("%unload_ext autograder")
    kernel.run(HOOKS)
    assert kernel.run("before == hooks").result == "True"
    shown = kernel.run("def test_a(): assert False")
    assert (shown.status, shown.displays) == ("ok", 0)


def test_loading_twice_runs_tests_once(kernel: LiveKernel) -> None:
    kernel.run("%load_ext autograder")
    kernel.run("%reload_ext autograder")
    assert kernel.run("def test_a(): print('once')").stdout == "once\n"


def test_a_plain_assert_explains_itself_in_the_usual_traceback(kernel: LiveKernel) -> None:
    kernel.run("def size(n):\n    return n")
    shown = kernel.run("assert size(3) == 3\nassert [size(4), 1] == [2, 1]")
    assert shown.status == "error"
    assert shown.error.startswith("AssertionError: assert [4, 1] == [2, 1]")
    assert "At index 0 diff: 4 != 2" in shown.error
    assert "----> 2 assert [size(4), 1] == [2, 1]" in without_colours(shown.traceback)
    assert shown.displays == 0


def test_an_assert_names_functions_and_shows_values(kernel: LiveKernel) -> None:
    shown = kernel.run("size, three = len, [3]\nassert size(three) == 2")
    assert shown.error == "AssertionError: assert 1 == 2\n +  where 1 = size([3])"


def test_an_asserts_own_message_is_kept(kernel: LiveKernel) -> None:
    assert kernel.run("assert 1 == 2, 'count again'").error.startswith("AssertionError: count again")


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("assert True\n5", "5"),
        ("assert True\n5;", ""),
        ("assert True\n_", "41"),
        ("if 1:\n    assert 1\n6", "6"),
    ],
)
def test_values_and_underscore_stay_as_they_were(kernel: LiveKernel, source: str, result: str) -> None:
    kernel.run("41")
    shown = kernel.run(source)
    assert (shown.status, shown.result) == ("ok", result)


def test_a_cell_with_a_syntax_error_behaves_as_without_the_extension(kernel: LiveKernel) -> None:
    source = "def test_a(:\n    pass"
    with_it = kernel.run(source)
    kernel.run("%unload_ext autograder")
    without = kernel.run(source)
    assert with_it.error == without.error
    assert with_it.error.startswith("SyntaxError")
    assert with_it.displays == 0


def test_names_of_rewritten_asserts_are_out_of_sight(kernel: LiveKernel) -> None:
    kernel.run("assert len([1]) == 2")
    kernel.run("def test_a(): assert 1")
    assert kernel.run("%who").stdout == "test_a\t \n"
    assert kernel.run("[name for name in globals() if name.startswith('@py_assert')]").result == "[]"


def test_a_function_that_takes_the_students_own_arguments_is_no_test(kernel: LiveKernel) -> None:
    source = "def no_grad(f): return f\n@no_grad\ndef test(model, loader):\n    raise ValueError\n7"
    shown = kernel.run(source)
    assert (shown.status, shown.result, shown.displays) == ("ok", "7", 0)


def test_a_students_class_is_no_test(kernel: LiveKernel) -> None:
    shown = kernel.run(
        "class TestDataset:\n    def __init__(self, path): pass\n    def __len__(self): return 1"
    )
    assert (shown.status, shown.displays) == ("ok", 0)


def test_a_solution_cell_runs_no_tests(kernel: LiveKernel) -> None:
    marks = {**CHECK, "grade": False, "solution": True}
    assert kernel.run("def test(): raise ValueError", nbgrader=marks).status == "ok"


def test_timing_a_cell_of_asserts_still_works(kernel: LiveKernel) -> None:
    shown = kernel.run("%%time\nassert len([1]) == 1\n3")
    assert shown.result == "3"
    assert "Wall time" in shown.stdout


def test_in_grading_the_line_does_nothing(grader: Grader) -> None:
    answer = "def test_mine():\n    print('run by nobody')\nassert True"
    result = grader.grade(
        locked("%load_ext autograder"),
        solution(answer),
        checks("def test_it():\n    assert test_mine() is None"),
        answers={"answer": answer},
    )
    outputs = [cell["outputs"] for cell in result.notebooks[0].content["cells"][:2]]
    assert (result.score, outputs) == (1, [[], []])


def test_loading_imports_little_and_takes_no_time() -> None:
    code = (
        "import sys, time, IPython.core.interactiveshell as i\n"
        "shell = i.InteractiveShell.instance()\n"
        "began = time.process_time()\n"
        "shell.run_line_magic('load_ext', 'autograder')\n"
        "print(time.process_time() - began, *sys.modules)"
    )
    seconds, *modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "autograder.jupyter.extension" in modules
    heavy = {"numpy", "nbgrader", "sqlalchemy", "nbconvert", "nbformat", "jinja2", "nh3", "autograder.wire"}
    assert not heavy & set(modules)
    assert float(seconds) < 1


def without_colours(text: str) -> str:
    from autograder.pages.sanitise import plain

    return plain(text)
