"""Check cells in the student's process: only where the author lets them, with the verdict that nbgrader gives."""

from __future__ import annotations

import pytest
from courses import Grader, checks, hidden, locked, solution

from autograder.checker.verdict import UNREACHED
from autograder.feedback import student_view
from autograder.report import render_report
from autograder.results import CellResult, Outcome, SubmissionResult

MARK = "# autograder: in the notebook\n"
F = "def f(x):\n    return x * x"
BAD = "def f(x):\n    return x + x"
SHELL = "assert get_ipython() is not None\n"


def graded(grader: Grader, check: str, student: str = F, points: float = 4, **settings: object) -> CellResult:
    return grader.cell(student, check, points=points, reference=F, **settings)


@pytest.mark.parametrize("allowed", ["marked", "visible", "all"])
def test_a_marked_cell_runs_there_whatever_the_setting(grader: Grader, allowed: str) -> None:
    check = MARK + SHELL + hidden("assert f(3) == 9")
    assert graded(grader, check, notebook_checks=allowed).earned == 4
    assert graded(grader, check, BAD, notebook_checks=allowed).earned == 0


@pytest.mark.parametrize(
    ("allowed", "wrap", "outcome"),
    [
        ("marked", str, Outcome.CHECKER_ERROR),
        ("visible", str, Outcome.PASSED),
        ("visible", hidden, Outcome.CHECKER_ERROR),
        ("all", hidden, Outcome.PASSED),
    ],
)
def test_the_setting_says_which_others_may(
    grader: Grader, allowed: str, wrap: type[str], outcome: Outcome
) -> None:
    cell = graded(grader, wrap(SHELL + "assert f(3) == 9"), notebook_checks=allowed)
    assert cell.outcome is outcome
    if outcome is Outcome.CHECKER_ERROR:
        assert cell.earned is None
        assert "# autograder: in the notebook" in cell.checks[0].detail


def test_nothing_of_a_hidden_cell_that_may_not_run_there_reaches_the_student(grader: Grader) -> None:
    spy = F + "\nimport linecache\ndef texts(): return str(linecache.cache) + str(globals())"
    result = grader.grade(
        solution(spy),
        checks(hidden(SHELL + "secret = 1234567\nassert f(3) == secret"), "a"),
        checks("assert '1234567' not in texts()", "b"),
        answers={"answer": spy},
    )
    assert [cell.outcome for cell in result.cells] == [Outcome.CHECKER_ERROR, Outcome.PASSED]


@pytest.mark.parametrize(
    ("last", "earned"),
    [
        ("1", 1),
        ("np.float64(2)", 2),
        ("True", 4),
        ("False", 0),
        ("float('nan')", 0),
        ("-1", 0),
        ("'a text'", 4),
        ("f", 4),
    ],
)
def test_the_last_expression_gives_the_points_there_too(grader: Grader, last: str, earned: float) -> None:
    assert graded(grader, f"{MARK}{SHELL}{last}").earned == earned


def test_test_functions_are_called_there_in_their_order_each_a_check(grader: Grader) -> None:
    check = (
        f"{MARK}seen = []\ndef test_b(): seen.append('b'); assert f(3) == 9\n"
        "def test_a(x=1): assert seen == ['b'] and get_ipython()\ndef test_c(): assert f(2) == 5"
    )
    cell = graded(grader, check, points=3)
    assert [(c.name, c.outcome) for c in cell.checks] == [
        ("test_b", Outcome.PASSED),
        ("test_a", Outcome.PASSED),
        ("test_c", Outcome.FAILED),
    ]
    assert cell.earned == 2


def test_a_test_function_that_wants_a_fixture_is_a_fault_of_the_check(grader: Grader) -> None:
    cell = graded(grader, f"{MARK}def test_a(tmp_path): assert f(3) == 9")
    assert (cell.outcome, cell.earned) == (Outcome.CHECKER_ERROR, None)
    assert "tmp_path" not in cell.checks[0].message
    assert "test_a wants arguments" in cell.checks[0].detail


@pytest.mark.parametrize("magic", ["%%bash\ntrue", "%%capture out\nf(3)", "%%writefile a.txt\nhello"])
def test_a_visible_cell_magic_runs_there(grader: Grader, magic: str) -> None:
    assert graded(grader, magic).earned == 4


def test_a_failing_cell_magic_earns_nothing(grader: Grader) -> None:
    cell = graded(grader, "%%bash\nfalse")
    assert (cell.outcome, cell.earned) == (Outcome.FAILED, 0)
    assert "CalledProcessError" in cell.checks[0].message


def test_an_endless_cell_is_a_timeout_and_the_next_is_graded(grader: Grader) -> None:
    result = grader.grade(
        solution(F),
        checks(f"{MARK}while True: pass", "a"),
        checks("assert f(3) == 9", "b"),
        answers={"answer": F},
        cell_seconds=1,
    )
    assert [cell.outcome for cell in result.cells] == [Outcome.TIMEOUT, Outcome.PASSED]


@pytest.mark.parametrize(
    ("last", "category"),
    [
        ("assert f(3) == 10", "wrong"),
        ("1 / 0", "raised"),
        ("1", "wrong"),
        ("False", "wrong"),
        ("while True: pass", "timeout"),
        ("import os; os._exit(3)", "gone"),
        ("assert f(3) == 9", ""),
    ],
)
def test_why_a_check_did_not_pass_is_known_there_too(grader: Grader, last: str, category: str) -> None:
    cell = graded(grader, f"{MARK}{SHELL}{last}", cell_seconds=1)
    assert [check.category for check in cell.checks] == [category]


def test_a_cell_that_the_notebook_did_not_live_to_see_was_never_reached(grader: Grader) -> None:
    result = grader.grade(
        solution(F), checks(f"{MARK}import os; os._exit(3)", "a"), checks(f"{MARK}assert f(3) == 9", "b"),
        answers={"answer": F}, restarts=0,
    )  # fmt: skip
    assert [check.category for cell in result.cells for check in cell.checks] == ["gone", UNREACHED]


def test_what_such_a_cell_binds_is_there_for_later_cells_and_checks(grader: Grader) -> None:
    result = grader.grade(
        locked("import numpy as np"),
        solution(F),
        checks(f"{MARK}bound = f(3)", "a"),
        checks("assert bound == 9", "b"),
        answers={"answer": F},
    )
    assert result.outcome is Outcome.PASSED, result.cells


@pytest.fixture
def result(grader: Grader) -> SubmissionResult:
    return grader.grade(solution(F), checks(SHELL + "assert f(3) == 9"), answers={"answer": F})


def test_instructors_read_where_it_ran_and_why(result: SubmissionResult) -> None:
    note = "<hw: checks> ran in the student's notebook: it uses get_ipython; its tests can be read there"
    assert result.cells[0].checks[0].note == note
    assert note in result.notes
    assert "ran in the student&#39;s notebook" in render_report("hw", [result])


def test_students_do_not(result: SubmissionResult) -> None:
    seen = student_view(result)
    assert "can be read there" not in str((seen.notes, seen.cells))
