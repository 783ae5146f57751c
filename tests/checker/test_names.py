"""How the names in a check resolve, and what a check's own names do to the guest."""

from __future__ import annotations

import numpy
from courses import Grader, checks, hidden, locked, plain, solution

from autograder.checker.guest import Guest
from autograder.checker.names import CheckNames
from autograder.checker.proxy import Proxy
from autograder.results import Outcome, SubmissionResult


def outcomes(result: SubmissionResult) -> list[Outcome]:
    return [cell.outcome for cell in result.cells]


def test_a_students_global_is_found_by_value_or_as_a_proxy(grader: Grader) -> None:
    cell = grader.cell(
        "x = [1, 2]\ndef f(): return x", "assert x == [1, 2]\nassert f() == [1, 2]\nassert f is f"
    )
    assert cell.outcome is Outcome.PASSED


def test_a_name_of_an_earlier_check_cell_is_known_to_a_later_one(grader: Grader) -> None:
    result = grader.grade(
        solution("def f(x): return x"),
        checks("cases = [1, 2]\ndef run(f):\n    return [f(c) for c in cases]", "a"),
        checks("assert run(f) == cases", "b"),
        answers={"answer": "def f(x): return x"},
    )
    assert outcomes(result) == [Outcome.PASSED] * 2


def test_a_helper_of_the_instructors_cannot_be_replaced_by_the_student(grader: Grader) -> None:
    result = grader.grade(
        locked("def close(a, b): return abs(a - b) < 1e-6"),
        solution("def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
        checks("assert close(f(2), 4)"),
        answers={"answer": "def close(a, b): return True\ndef f(x): return 0"},
    )
    assert outcomes(result) == [Outcome.FAILED]
    assert any("redefines close" in note for note in result.notes)


def test_a_module_of_the_instructors_stays_the_hosts_also_where_the_solution_imports_it_again(
    grader: Grader,
) -> None:
    fooled = "import numpy as np\nnp.allclose = lambda *a, **k: True\ndef f(): return np.zeros(2)"
    result = grader.grade(
        locked("import numpy as np"),
        solution(
            "import numpy as np\ndef f():\n    ### BEGIN SOLUTION\n    return np.ones(2)\n"
            "    ### END SOLUTION"
        ),
        checks("assert np.allclose(f(), [1, 1])"),
        answers={"answer": fooled},
    )
    assert outcomes(result) == [Outcome.FAILED]


def test_a_name_that_the_reference_binds_again_is_the_students_from_there_on(grader: Grader) -> None:
    cells = (
        locked("def step(x): return 'given'"),
        checks("assert step(1) == 'given'", "before"),
        solution("def step(x):\n    ### BEGIN SOLUTION\n    return 'mine'\n    ### END SOLUTION"),
        checks("assert step(1) == 'mine'", "after"),
    )
    right = grader.grade(*cells, answers={"answer": "def step(x): return 'mine'"})
    wrong = grader.grade(*cells, answers={"answer": "def step(x): return 'other'"})
    assert outcomes(right) == [Outcome.PASSED, Outcome.PASSED]
    assert outcomes(wrong) == [Outcome.PASSED, Outcome.FAILED]


def test_a_builtin_that_a_student_shadows_is_not_used_by_the_checks(grader: Grader) -> None:
    student = "def sorted(x): return 'fooled'\ndef len(x): return 3\ndef f(): return [3, 1]"
    cell = grader.cell(
        student, "assert sorted(f()) == [1, 3]\nassert len(f()) == 2", reference="def f(): return []"
    )
    assert cell.outcome is Outcome.PASSED


def test_a_builtin_that_the_reference_defines_is_the_students(grader: Grader) -> None:
    cell = grader.cell("def sum(x): return 'mine'", "assert sum([1]) == 'mine'")
    assert cell.outcome is Outcome.PASSED


SQUARES = """
orig_squares = squares
del squares
try:
    sum_of_squares(1)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use squares")
finally:
    squares = orig_squares
"""


def test_deleting_a_name_is_written_through_as_in_nbgraders_own_example(grader: Grader) -> None:
    squares = "def squares(n): return [i ** 2 for i in range(1, n + 1)]\n"
    uses = squares + "def sum_of_squares(n): return sum(squares(n))"
    does_not = squares + "def sum_of_squares(n): return sum(i ** 2 for i in range(1, n + 1))"
    for source in (SQUARES, hidden(SQUARES)):
        check = source + "\nassert sum_of_squares(3) == 14"
        assert grader.cell(uses, check).outcome is Outcome.PASSED
        assert grader.cell(does_not, check, reference=uses).outcome is Outcome.FAILED


def test_what_a_visible_check_binds_reaches_later_cells_of_the_students(grader: Grader) -> None:
    result = grader.grade(
        solution("n = 1", "first"),
        checks("case = [n, 2]\nn = 5\ndef helper(x): return x + 1", "a"),
        solution("found = case + [n, helper(1)]", "second"),
        checks("assert found == [1, 2, 5, 2]", "b"),
        answers={"first": "n = 1", "second": "found = case + [n, helper(1)]"},
    )
    assert outcomes(result)[1] is Outcome.PASSED


def test_what_a_hidden_check_binds_never_reaches_the_guest(grader: Grader) -> None:
    peek = "import builtins\nseen = [n for n in ('secret', 'oracle', 'Oracle') if n in globals()]\nstill = n"
    result = grader.grade(
        solution("n = 1", "first"),
        checks(hidden("secret = 42\nn = 9\ndef oracle(): return secret\nclass Oracle: pass"), "a"),
        solution(peek, "second"),
        checks("assert (seen, still) == ([], 1)", "b"),
        answers={"first": "n = 1\n'secret', 'oracle'", "second": peek},
    )
    assert outcomes(result) == [Outcome.PASSED] * 2


def test_an_import_in_a_visible_check_leaves_the_students_own_import_alone(grader: Grader) -> None:
    student = (
        "import numpy as np\nfrom collections import Counter\n"
        "def f(): return isinstance(Counter('a'), Counter)"
    )
    check = (
        "import numpy as np\nfrom collections import Counter\nassert f() is True\n"
        "assert np.ones(2).sum() == 2"
    )
    assert grader.cell(student, check).outcome is Outcome.PASSED


def test_a_name_that_only_the_student_lacks_is_the_students_fault(grader: Grader) -> None:
    cell = grader.cell("g = 1", "assert f() == 1", reference="def f(): return 1")
    assert cell.outcome is Outcome.FAILED
    assert "does not define 'f'" in cell.checks[0].message


def test_a_name_that_nobody_defines_is_the_checks_fault(grader: Grader) -> None:
    cell = grader.cell("def f(): return 1", "assert g() == 1")
    assert (cell.outcome, cell.earned) == (Outcome.CHECKER_ERROR, None)
    assert "no cell of the assignment defines" in cell.checks[0].detail


def test_a_cell_that_a_student_added_cannot_replace_a_helper(grader: Grader) -> None:
    from courses import assignment, handed_in, submission

    from autograder.grading import grade
    from autograder.settings import Settings

    source = assignment(
        grader.root, locked("def check(x): return x == 1"), solution("x = 1"), checks("assert check(x)")
    )
    content = handed_in(source, {"answer": "x = 0"})
    content["cells"].insert(2, dict(plain("def check(x): return True"), metadata={}))
    result = grade(submission(content), source, grader.sandbox, Settings())
    assert outcomes(result) == [Outcome.FAILED]


def test_a_loop_over_many_names_does_not_leave_the_guest_changed(grader: Grader) -> None:
    cell = grader.cell("def f(i): return i", "for i in range(50):\n    assert f(i) == i")
    assert cell.outcome is Outcome.PASSED


def test_what_a_solution_cell_of_the_reference_imports_is_done_on_the_host(guest: Guest) -> None:
    source = "import numpy as np\nfrom numpy import allclose\ndef f(): return np.zeros(2)"
    guest.run(source + "\nnp.allclose = allclose = lambda *a, **k: True", 1)
    names = CheckNames(guest, {"np", "allclose", "f"})
    assert isinstance(names["np"], Proxy), "as long as nobody says what the reference does"
    names.add_reference_cell(source, "<answer>")
    assert names["np"] is numpy
    assert not eval("allclose(f(), [1, 1]) or np.allclose(f(), [1, 1])", names)
