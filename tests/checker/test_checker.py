"""One check cell: its checks, their weights, outcomes and words."""

from __future__ import annotations

import types

import pytest
from courses import Grader, checks, hidden, solution

from autograder.checker import guest
from autograder.checker.guest import Guest
from autograder.checker.verdict import CATEGORIES, UNREACHED
from autograder.results import CellResult, CheckResult, Outcome

F = "def f(x):\n    return x * x\nclass Net:\n    w = 3"
PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


def by_name(cell: CellResult) -> dict[str, CheckResult]:
    return {check.name: check for check in cell.checks}


def test_a_cell_of_plain_asserts_is_one_check(grader: Grader) -> None:
    cell = grader.cell(F, "assert f(2) == 4\nassert f(3) == 9", points=2)
    assert (cell.outcome, cell.earned, [c.name for c in cell.checks]) == (PASSED, 2, ["asserts"])


PYTEST = hidden(
    """
import pytest

made = []

@pytest.fixture(scope="module")
def net():
    made.append(1)
    return Net()

@pytest.fixture(scope="session")
def base():
    made.append(2)
    yield 10
    made.append(3)

@pytest.fixture(params=[1, 2])
def n(request):
    return request.param

def test_fixture(net, base):
    assert net.w + base == 13

def test_params_of_a_fixture(n):
    assert f(n) == n * n

@pytest.mark.parametrize("x, due", [(1, 1), (2, 4), (3, 9)])
def test_cases(x, due):
    assert f(x) == due

class TestNet:
    def setup_method(self):
        self.net = Net()

    def test_w(self):
        assert self.net.w == pytest.approx(3)

    @pytest.mark.points(2)
    def test_made_once(self, net, base):
        assert sorted(made) == [1, 2]

def test_tmp_path(tmp_path, monkeypatch):
    monkeypatch.setenv("A_NAME", "1")
    (tmp_path / "a").write_text("b")

def test_raises():
    with pytest.raises(TypeError):
        f("a")

@pytest.mark.xfail
def test_that_may_fail():
    assert f(2) == 5

@pytest.mark.skip
def test_that_is_skipped():
    raise RuntimeError

def test_that_skips_itself():
    pytest.skip("not today")
"""
)


def test_pytests_own_means_work_in_a_check_cell(grader: Grader) -> None:
    cell = grader.cell(F, PYTEST, points=10)
    assert {c.name: c.outcome for c in cell.checks if c.outcome is not PASSED} == {}
    assert [c.name for c in cell.checks] == [
        "test_fixture",
        "test_params_of_a_fixture[1]",
        "test_params_of_a_fixture[2]",
        "test_cases[1]",
        "test_cases[2]",
        "test_cases[3]",
        "TestNet::test_w",
        "TestNet::test_made_once",
        "test_tmp_path",
        "test_raises",
        "test_that_may_fail",
    ]
    assert cell.earned == 10
    weights = {c.name: c.weight for c in cell.checks}
    assert weights["test_cases[1]"] == pytest.approx(1 / 3)
    assert weights["TestNet::test_made_once"] == 2


def test_a_fixture_of_an_earlier_cell_can_be_used(grader: Grader) -> None:
    result = grader.grade(
        solution(F),
        checks(
            hidden(
                "import pytest\n@pytest.fixture\ndef three():\n    return 3\ndef test_a(three):\n    assert 1"
            ),
            "a",
        ),
        checks(hidden("def test_b(three):\n    assert f(three) == 9"), "b"),
        answers={"answer": F},
    )
    assert [cell.outcome for cell in result.cells] == [PASSED, PASSED]


def test_points_are_shared_by_weight(grader: Grader) -> None:
    source = "# points: 0\nassert f(2) == 4\n" + hidden(
        "import pytest\n"
        "@pytest.mark.points(3)\ndef test_a(): assert f(2) == 4\n"
        "@pytest.mark.points(1)\n@pytest.mark.parametrize('n', [0, 1, 2, 3])\n"
        "def test_b(n): assert f(n) == 1\n"
    )
    assert grader.cell(F, source, points=8).earned == 6.5


HIDDEN_FAILURES = {
    "test_plain": CATEGORIES["wrong"],
    "test_hint": "think of negative numbers",
    "test_raises": CATEGORIES["raised"],
    "test_open": CATEGORIES["unfinished"],
    "test_object": CATEGORIES["refused"],
    "test_misfit": CATEGORIES["misfit"],
    "test_exit": CATEGORIES["raised"],
}
BAD = """
def f(x): return x
def broken(): raise ValueError("the student's own words")
def later(): raise NotImplementedError
def leave(): raise SystemExit
def none(): return None
class Net: pass
"""
BAD_CHECKS = hidden(
    """
import pytest
secret = 1234567
def test_plain(): assert f(3) == secret, f"it should be {secret}"
@pytest.mark.hint("think of negative numbers")
def test_hint(): assert f(3) == secret
def test_raises(): broken()
def test_open(): later()
def test_object(): assert Net() == 3
def test_misfit(): assert none()[0] == secret
def test_exit(): leave()
"""
)


def test_a_failed_hidden_check_says_its_hint_or_its_category_and_nothing_else(grader: Grader) -> None:
    cell = grader.cell(BAD, BAD_CHECKS)
    assert {name: check.message for name, check in by_name(cell).items()} == HIDDEN_FAILURES
    assert all(check.outcome is FAILED and check.hidden for check in cell.checks)
    assert "1234567" in by_name(cell)["test_plain"].detail


def test_a_check_that_did_not_pass_says_why_by_the_key_of_its_category(grader: Grader) -> None:
    found = [check.category for check in grader.cell(BAD, BAD_CHECKS).checks]
    assert found == ["wrong", "wrong", "raised", "unfinished", "refused", "misfit", "raised"]
    visible = grader.cell(BAD, "assert f(3) == 9").checks[0]
    assert (visible.category, grader.cell(F, "assert f(3) == 9").checks[0].category) == ("wrong", "")
    part = grader.cell(F, hidden("from autograder import earn\ndef test_a(): earn(0.25)")).checks[0]
    assert part.category == "wrong"


LACKING = {
    "pass": "f",
    "def f(x): return g(x)": "g",
    "def f(x): return later(x)\ndef later(x): raise NotImplementedError": "later",
    "def f(x): raise NotImplementedError": "f",
    "def f(x): return x": "",
    "def f(x): raise NameError": "",
    "def f(x): raise NameError(\"name 'no name' is odd\")": "",
    "def f(x): return [][1]": "",
}


@pytest.mark.parametrize("student", LACKING)
def test_what_the_notebook_lacks_is_noted_by_name(grader: Grader, student: str) -> None:
    cell = grader.cell(student, hidden("assert f(3) == 9"), reference=F)
    assert cell.checks[0].lacks == LACKING[student]


def test_a_check_that_never_ran_is_told_from_the_one_in_which_the_kernel_was_lost(grader: Grader) -> None:
    ends = "import os\ndef f(x): os._exit(3)"
    result = grader.grade(
        solution(ends),
        checks("assert f(3) == 9", "a"),
        checks("assert f(2) == 4\ndef test_b(): assert f(1) == 1", "b"),
        answers={"answer": ends},
        restarts=0,
    )
    found = [check for cell in result.cells for check in cell.checks]
    assert [check.category for check in found] == ["gone", UNREACHED, UNREACHED]
    assert {(check.outcome, check.message) for check in found} == {(Outcome.CRASHED, CATEGORIES["gone"])}


def test_hidden_cases_are_numbered_for_their_values_would_tell(grader: Grader) -> None:
    cell = grader.cell(
        BAD,
        hidden(
            "import pytest\n@pytest.mark.parametrize('x, due', [(3, 777)])\n"
            "def test_a(x, due): assert f(x) == due"
        ),
    )
    assert [check.name for check in cell.checks] == ["test_a[1]"]
    assert "3-777" in cell.checks[0].detail


def test_a_failed_visible_check_shows_pytests_explanation_and_no_hidden_line(grader: Grader) -> None:
    source = "def close(a):\n    assert a == 9\nclose(f(3))\n" + hidden(
        "secret = 1234567\nassert f(1) == secret"
    )
    check = grader.cell(BAD, source).checks[0]
    assert not check.hidden
    assert "> close(f(3))" in check.message
    assert "assert 3 == 9" in check.message
    assert "1234567" not in check.message
    assert "secret" not in check.message


def test_a_visible_line_that_shows_a_hidden_value_is_treated_as_hidden(grader: Grader) -> None:
    check = grader.cell(BAD, hidden("secret = 1234567") + "assert f(3) == secret").checks[0]
    assert (check.hidden, check.message) == (True, CATEGORIES["wrong"])


def test_a_value_that_an_earlier_cell_hid_is_not_shown_by_a_later_one(grader: Grader) -> None:
    result = grader.grade(
        solution(BAD),
        checks(hidden("secret = 1234567"), "a"),
        checks("assert f(3) == secret", "b"),
        answers={"answer": BAD},
    )
    assert result.cells[1].checks[0].message == CATEGORIES["wrong"]


def test_tests_still_run_after_a_failed_assert(grader: Grader) -> None:
    source = "assert f(3) == 9\n" + hidden("case = 5\nimport pytest\ndef test_a(): assert f(case) == 5")
    cell = by_name(grader.cell(BAD, source))
    assert (cell["asserts"].outcome, cell["test_a"].outcome) == (FAILED, PASSED)


@pytest.mark.parametrize(
    ("last", "fraction"),
    [
        ("1.5", 0.375),
        ("0", 0),
        ("4", 1),
        ("True", 1),
        ("None", 1),
        ("'text'", 1),
        ("f(1)", 0.25),
        ("np.int64(2)", 0.5),
    ],
)
def test_the_last_expression_may_give_the_points(grader: Grader, last: str, fraction: float) -> None:
    cell = grader.cell(F, f"import numpy as np\nassert f(2) == 4\n{last}", points=4)
    assert cell.earned == 4 * fraction
    assert cell.outcome is PASSED or fraction < 1


def test_earning_a_part_is_recorded_as_not_passed(grader: Grader) -> None:
    cell = grader.cell(F, hidden("from autograder import earn\ndef test_a(): earn(0.25)"), points=4)
    assert (cell.earned, cell.checks[0].outcome) == (1, FAILED)


CHECKER_FAULTS = {
    "an unknown name": "assert nothing_like_it == 1",
    "an unknown name in a test": "def test_a(): assert nothing_like_it == 1",
    "a typing error in a fixture's name": "def test_a(tmp_pth): assert 1",
    "a module that does not exist": "import no_such_module",
    "a module that does not exist, in a test": "def test_a(): import no_such_module",
    "parameters that do not fit": "import pytest\n@pytest.mark.parametrize('n', [1])\n"
    "def test_a(m): assert 1",
    "a class that pytest does not collect": "class TestA:\n    def __init__(self): pass\n"
    "    def test_a(self): assert 0",
    "a class without tests": "class TestA:\n    def check_a(self): assert 0",
    "points that are no number": "import pytest\n@pytest.mark.points('two')\ndef test_a(): assert 1",
    "points below zero": "import pytest\n@pytest.mark.points(-1)\ndef test_a(): assert 1",
    "a deadline that is no number": "import pytest\n@pytest.mark.deadline\ndef test_a(): assert 1",
    "more points than there are": "100.5",
    "something passed that cannot travel": "import os\nf(os)",
}


@pytest.mark.parametrize("source", CHECKER_FAULTS.values(), ids=CHECKER_FAULTS)
@pytest.mark.parametrize("wrap", [str, hidden], ids=["visible", "hidden"])
def test_a_fault_of_the_check_gives_nobody_a_zero(grader: Grader, source: str, wrap: type[str]) -> None:
    cell = grader.cell(F, wrap(source))
    assert (cell.outcome, cell.earned) == (Outcome.CHECKER_ERROR, None)


@pytest.mark.parametrize(
    "returned",
    [
        "[[[0]]] * 2",
        "float('nan')",
        "range(10 ** 12)",
        "'x' * 9_000_000",
        "2 ** 5_000_000",
        "None",
        "Net",
        "Forged()",
    ],
)
def test_no_answer_of_the_students_makes_it_the_checks_fault(grader: Grader, returned: str) -> None:
    student = (
        "class Net: pass\nclass Forged:\n    def __len__(self): return 10 ** 12\n"
        "    def __getitem__(self, i): return 1 / 0\n"
        f"def g(): return {returned}\ndef same(x): return x"
    )
    check = hidden(
        "import numpy as np\ndef test_a(): assert sum(list(np.asarray(list(same([g()])[0])))) == 1"
    )
    assert grader.cell(student, check).outcome is FAILED


def test_an_answer_nested_as_deep_as_can_be_is_the_students_failure(grader: Grader) -> None:
    student = "def g():\n    x = []\n    for _ in range(99): x = [x]\n    return x\ndef same(x): return x"
    assert grader.cell(student, hidden("def test_a(): assert same([[[g()]]]) == 1")).outcome is FAILED


def test_a_strict_xfail_that_passes_has_failed(grader: Grader) -> None:
    source = hidden("import pytest\n@pytest.mark.xfail(strict=True)\ndef test_a(): assert f(2) == 4")
    assert grader.cell(F, source).outcome is FAILED


def test_a_student_cannot_skip_a_check(grader: Grader) -> None:
    student = (
        "import unittest\ndef f(x):\n    raise unittest.SkipTest('no')\n"
        "class Skipped(BaseException): pass\ndef g(): raise Skipped"
    )
    cell = grader.cell(student, hidden("def test_a(): f(1)\ndef test_b(): g()"), points=2)
    assert (cell.earned, [check.outcome for check in cell.checks]) == (0, [FAILED, FAILED])


HANG = "def loop():\n    while True: pass\n"
STUCK = (
    "import time\ndef loop():\n    while True:\n        try: time.sleep(9)\n"
    "        except BaseException: pass\n"
)


@pytest.mark.parametrize("student", [HANG, STUCK], ids=["interruptible", "ignores interrupts"])
def test_a_hang_costs_its_own_check_and_no_other(grader: Grader, student: str) -> None:
    state = "x = [1]\ndef f(): return x\n"
    source = hidden("def test_a(): assert f() == [1]\ndef test_b(): loop()\ndef test_c(): assert f() == [1]")
    cell = by_name(grader.cell(state + student, source, points=3, check_seconds=0.5))
    assert {name: check.outcome for name, check in cell.items()} == {
        "test_a": PASSED,
        "test_b": Outcome.TIMEOUT,
        "test_c": PASSED,
    }
    assert cell["test_b"].message == CATEGORIES["timeout"]


def test_a_hang_that_the_check_swallows_is_still_a_timeout(grader: Grader) -> None:
    source = hidden("def test_a():\n    try: loop()\n    except Exception: pass")
    assert grader.cell(HANG, source, check_seconds=0.3).outcome is Outcome.TIMEOUT


def test_a_crash_costs_its_own_check_and_no_other(grader: Grader) -> None:
    student = "import os\nx = 1\ndef die(): os._exit(0)\ndef f(): return x"
    source = hidden(
        "def test_a():\n    try: die()\n    except Exception: pass\ndef test_b(): assert f() == 1"
    )
    cell = by_name(grader.cell(student, source, points=2))
    assert (cell["test_a"].outcome, cell["test_b"].outcome) == (Outcome.CRASHED, PASSED)


@pytest.mark.parametrize(
    ("endless", "due"),
    [
        ("while True: pass", Outcome.CHECKER_ERROR),
        ("size = f(len) or 9\n    while size: pass", Outcome.TIMEOUT),
        ("f(lambda x: spin())", Outcome.TIMEOUT),
    ],
    ids=["its own", "over what student code returned", "in a callback"],
)
def test_an_endless_check_is_the_checks_fault_where_it_had_nothing_of_the_students(
    grader: Grader, monkeypatch: pytest.MonkeyPatch, endless: str, due: Outcome
) -> None:
    from autograder.checker import checker

    monkeypatch.setattr(checker, "_HOST_GRACE_SECONDS", 0.2)
    source = f"def spin():\n    while True: pass\ndef test_a():\n    {endless}\ndef test_b(): assert f(len) is None"
    cell = by_name(
        grader.cell(
            "def f(g):\n    try: g([])\n    except Exception: pass", hidden(source), check_seconds=0.3
        )
    )
    assert cell["test_a"].outcome is due
    assert cell["test_b"].outcome is PASSED


@pytest.mark.parametrize(
    ("fills", "due"),
    [
        ("bytes(10**11)", Outcome.CHECKER_ERROR),
        ("bytes(size())", FAILED),
        ("np.ones(size())", FAILED),
        ("list(range(size()))", FAILED),
    ],
)
def test_a_check_takes_no_more_memory_than_it_may(grader: Grader, fills: str, due: Outcome) -> None:
    source = f"import numpy as np\ndef test_a():\n    {fills}\ndef test_b(): assert size() > 1"
    cell = by_name(grader.cell("def size(): return 10**9", hidden(source), memory=256))
    assert cell["test_a"].outcome is due
    assert cell["test_a"].seconds < 5
    assert cell["test_b"].outcome is PASSED


def test_a_check_may_ask_for_a_longer_or_shorter_deadline(grader: Grader) -> None:
    source = hidden("import pytest\n@pytest.mark.deadline(0.2)\ndef test_a(): loop()")
    cell = grader.cell(HANG, source, check_seconds=100)
    assert cell.outcome is Outcome.TIMEOUT
    assert cell.checks[0].seconds < 3


def test_a_slip_of_ours_costs_nobody_a_point(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    def slip(self: Guest, name: str) -> object:
        return self.no_such_thing  # type: ignore[attr-defined]

    broken = types.FunctionType(slip.__code__.replace(co_filename=guest.__file__), {}, "find")
    monkeypatch.setattr(Guest, "find", broken)
    cell = grader.cell("def f(): return 1", "assert f() == 1")
    assert (cell.outcome, cell.earned) == (Outcome.PLATFORM_ERROR, None)


@pytest.mark.parametrize("check", ["assert f(1) == LONG", "def test_f():\n    assert f(1) == LONG"])
def test_a_build_server_explains_no_more_than_any_other_machine(
    grader: Grader, monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    said = set()
    for value in ("", "true"):
        monkeypatch.setenv("CI", value)
        if not value:
            monkeypatch.delenv("CI")
        cell = grader.cell("def f(x):\n    return list(range(40))", f"LONG = list(range(41))\n{check}")
        said |= {each.message for each in cell.checks if each.outcome is FAILED}
    assert len(said) == 1


FINALS = hidden(
    """
import pytest

@pytest.mark.final
def test_a():
    assert f(2) == 4

def test_b():
    assert f(2) == 4

@pytest.mark.final
class TestC:
    def test_c(self):
        assert f(3) == 9
"""
)


def test_a_final_mark_is_a_hidden_checks_and_a_whole_classs(grader: Grader) -> None:
    visible = "import pytest\n@pytest.mark.final\ndef test_open():\n    assert f(1) == 1\n"
    found = {check.name: check.final for check in grader.cell(F, visible + FINALS).checks}
    assert found == {"test_open": False, "test_a": True, "test_b": False, "TestC::test_c": True}


def test_final_checks_count_as_any_other(grader: Grader) -> None:
    assert grader.cell(F, FINALS, points=3).earned == 3
