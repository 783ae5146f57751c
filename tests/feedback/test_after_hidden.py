"""Nothing that student code says is shown once it may know hidden inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from courses import Grader, checks, hidden, locked, solution
from page_examples import rich_result

from autograder.attempts import Attempt
from autograder.checker.verdict import CATEGORIES
from autograder.feedback import FeedbackPolicy, HiddenLevel, render_feedback, student_view
from autograder.feedback.view import WITHHELD
from autograder.results import CheckResult, Metric, SubmissionResult

INPUT = "hidden-input-7f3a"
KEEP = "kept = []\ndef f(x):\n    kept.append(x)\n    return x\ndef g():\n    return kept[-1]"
ASK = hidden(f"assert f({INPUT!r}) == {INPUT!r}")
SHOWN = FeedbackPolicy(after_hidden=True)


def graded(grader: Grader, *cells: Any, answer: str = KEEP, **answers: str) -> SubmissionResult:
    """The student's result: their ``answer``, then ``cells``; ``answers`` by grade_id."""
    return grader.grade(solution(KEEP), *cells, answers={"answer": answer, **answers})


def said(result: SubmissionResult, policy: FeedbackPolicy | None = None) -> str:
    """Every byte of the pages, and all of the result that reaches a student."""
    policy = policy or FeedbackPolicy()
    return "".join(render_feedback(result, "t", policy=policy).values()) + repr(student_view(result, policy))


def check_named(result: SubmissionResult, name: str, policy: FeedbackPolicy | None = None) -> CheckResult:
    view = student_view(result, policy or FeedbackPolicy())
    return next(check for cell in view.cells for check in cell.checks if check.name == name)


SAYINGS = {
    "prints": "print(kept[-1])",
    "prints to stderr": "import sys\nprint(kept[-1], file=sys.stderr)",
    "shows as a result": "kept[-1]",
    "shows as HTML": "from IPython.display import HTML, display\ndisplay(HTML(kept[-1]))",
    "raises": "raise ValueError(kept[-1])",
    "raises an exception of that name": "raise type(kept[-1], (Exception,), {})",
    "raises one that claims to be built in": "raise type(kept[-1], (ValueError,), {'__module__': 'builtins'})",
    "asks for a name": "eval(kept[-1].replace('-', '_'))",
}


@pytest.mark.parametrize("source", SAYINGS.values(), ids=SAYINGS)
def test_what_a_later_cell_says_is_not_shown(grader: Grader, source: str) -> None:
    result = graded(grader, checks(ASK), solution("x = 1", "later"), later=source)
    telling = INPUT.replace("-", "_") if "eval" in source else INPUT
    assert telling in said(result, SHOWN)
    assert telling not in said(result)
    assert WITHHELD in said(result)


@pytest.mark.parametrize("source", SAYINGS.values(), ids=SAYINGS)
def test_nor_is_it_in_the_reason_or_the_notes(grader: Grader, source: str) -> None:
    result = graded(
        grader, checks(ASK), solution("x = 1", "later"), checks("assert f(1) == 2", "lost"), later=source
    )
    assert INPUT.partition("-")[2].replace("-", "_") not in repr((result.reason, result.notes)).replace(
        "-", "_"
    )


def test_what_an_earlier_cell_says_is_shown(grader: Grader) -> None:
    answer = KEEP + "\nprint('early words')"
    assert "early words" in said(graded(grader, checks(ASK), answer=answer))


def test_visible_checks_do_not_begin_the_silence(grader: Grader) -> None:
    result = graded(
        grader, checks("assert f(1) == 1"), solution("x = 1", "later"), later="print('late words')"
    )
    assert "late words" in said(result)


def test_what_an_instructors_cell_shows_of_student_code_is_not_shown(grader: Grader) -> None:
    result = graded(grader, checks(ASK), locked("print(g())", "demo"))
    assert INPUT in said(result, SHOWN)
    assert INPUT not in said(result)


def test_a_thread_that_waits_for_a_later_cell_says_nothing(grader: Grader) -> None:
    answer = (
        KEEP + "\nimport threading, time\n"
        "def wait():\n    while not kept: time.sleep(.01)\n    print(kept[-1])\n"
        "thread = threading.Thread(target=wait)\nthread.start()"
    )
    result = graded(grader, checks(ASK), solution("x = 1", "later"), answer=answer, later="thread.join()")
    assert INPUT not in said(result)


LATER = "assert g() == 'something else'"


def test_a_later_visible_check_says_fixed_words(grader: Grader) -> None:
    result = graded(grader, checks(ASK, "a"), checks("def test_g():\n    " + LATER, "b"))
    assert INPUT in check_named(result, "test_g", SHOWN).message
    assert check_named(result, "test_g").message == CATEGORIES["wrong"]
    assert INPUT not in said(result)


@pytest.mark.parametrize("policy", [SHOWN, FeedbackPolicy(HiddenLevel.ALL)], ids=["setting", "revealed"])
def test_its_own_message_is_kept_for_when_it_may_be_shown(grader: Grader, policy: FeedbackPolicy) -> None:
    result = graded(grader, checks(ASK, "a"), checks("def test_g():\n    " + LATER, "b"))
    assert "E AssertionError: assert 'hidden-input" in check_named(result, "test_g", policy).message


def test_a_visible_check_that_student_code_answers_with_an_error_tells_nothing_of_it(grader: Grader) -> None:
    answer = KEEP.replace("return kept[-1]", "raise type(kept[-1], (Exception,), {})(kept[-1])")
    result = graded(grader, checks(ASK, "a"), checks("def test_g():\n    " + LATER, "b"), answer=answer)
    assert check_named(result, "test_g").message == CATEGORIES["raised"]
    assert INPUT not in said(result)


def test_a_visible_assert_after_hidden_ones_of_its_own_cell_says_fixed_words(grader: Grader) -> None:
    result = graded(grader, checks(ASK + LATER))
    assert check_named(result, "asserts").message == CATEGORIES["wrong"]
    assert INPUT not in said(result)


def test_a_visible_assert_before_hidden_ones_of_its_own_cell_speaks(grader: Grader) -> None:
    result = graded(grader, checks("assert f(2) == 3\n" + ASK))
    assert "assert 2 == 3" in check_named(result, "asserts").message


def test_visible_tests_speak_while_hidden_ones_are_only_defined(grader: Grader) -> None:
    cell = "def test_a():\n    assert f(2) == 3\n" + hidden(
        f"import math\nclass Help: pass\ndef test_b():\n    assert f({INPUT!r}) == {INPUT!r}\n"
    )
    result = graded(grader, checks(cell + "def test_c():\n    " + LATER))
    assert "assert 2 == 3" in check_named(result, "test_a").message
    assert check_named(result, "test_c").message == CATEGORIES["wrong"]
    assert INPUT not in said(result)


HELPERS = {
    "an assignment": f"early = f({INPUT!r})",
    "cases of a test": f"import pytest\n@pytest.mark.parametrize('x', [f({INPUT!r})])\ndef test_x(x): pass",
    "a fixture": f"import pytest\n@pytest.fixture(autouse=True)\ndef start(): f({INPUT!r})",
    "a setup function": f"def setup_function(): f({INPUT!r})",
}


@pytest.mark.parametrize("source", HELPERS.values(), ids=HELPERS)
def test_hidden_lines_that_are_no_test_begin_the_silence_too(grader: Grader, source: str) -> None:
    result = graded(grader, checks(hidden(source) + "def test_g():\n    " + LATER))
    assert check_named(result, "test_g").message == CATEGORIES["wrong"]
    assert INPUT not in said(result)


def test_hidden_lines_inside_of_a_visible_test_are_as_secret_as_others(grader: Grader) -> None:
    cell = "def test_f():\n    assert f(1) == 1\n" + hidden(f"    assert f({INPUT!r}) == 'other'")
    result = graded(grader, checks(cell), checks("def test_g():\n    " + LATER, "b"))
    for policy in (FeedbackPolicy(), SHOWN):
        assert check_named(result, "test_f", policy).hidden
        assert INPUT not in check_named(result, "test_f", policy).message
    assert INPUT not in said(result)


def test_cases_that_bear_a_students_value_are_numbered(grader: Grader) -> None:
    cell = "import pytest\n@pytest.mark.parametrize('x', [g(), 2])\ndef test_x(x): assert x == 2"
    result = graded(grader, checks(ASK, "a"), checks(cell, "b"))
    assert INPUT in said(result, SHOWN)
    assert INPUT not in said(result)
    assert check_named(result, "test_x[2]").fraction == 1


def test_a_check_in_the_students_process_falls_silent_too(grader: Grader) -> None:
    cell = "# autograder: in the notebook\nassert False, g()"
    result = graded(grader, checks(ASK, "a"), checks(cell, "b"))
    assert INPUT in said(result, SHOWN)
    assert INPUT not in said(result)


def test_a_hidden_check_in_the_students_process_begins_the_silence(grader: Grader) -> None:
    cell = "# autograder: in the notebook\n" + ASK
    result = graded(grader, checks(cell, "a"), solution("x = 1", "later"), later="print(kept[-1])")
    assert INPUT in said(result, SHOWN)
    assert INPUT not in said(result)


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("x = 1\nraise ValueError(kept[-1])", "It raised ValueError on line 2."),
        ("raise type('Mine', (Exception,), {})", "It raised an error on line 1."),
        ("x = (", "It raised SyntaxError on line 1."),
        ("import os\nos._exit(3)", "It ended the program."),
        ("while True: pass", "It took too long."),
    ],
)
def test_how_a_later_cell_failed_is_said_in_words_of_the_hosts(
    grader: Grader, source: str, ending: str
) -> None:
    cells = (solution(KEEP), checks(ASK), solution("x = 1", "later"))
    result = grader.grade(*cells, answers={"answer": KEEP, "later": source}, cell_seconds=0.5)
    assert f"{WITHHELD} {ending}" in said(result)


def test_a_line_that_the_cell_does_not_have_is_not_said(grader: Grader) -> None:
    forged = "raise ValueError(f'\\nCell In[9], line {4_700 + 11}')"
    assert "4711" not in said(graded(grader, checks(ASK), solution("x = 1", "later"), later=forged))


def test_only_the_first_cell_that_fails_says_so(grader: Grader) -> None:
    """Else a hundred added cells, each of which fails or not, would spell out a hidden input."""
    cells = [solution("x = 1", f"later{n}") for n in range(3)]
    answers = {f"later{n}": "raise KeyError" if n else "x = 1" for n in range(3)}
    result = graded(grader, checks(ASK), *cells, checks("assert f(1) == 2", "lost"), **answers)
    (page,) = render_feedback(result, "t").values()
    assert page.count("It raised KeyError on line 1.") == 1
    assert result.reason == "cell 4 raised KeyError; 1 check cell not passed: lost"


def test_whether_words_stand_for_an_output_depends_on_the_cells_text_alone(grader: Grader) -> None:
    result = graded(grader, checks(ASK), solution("x = 1", "later"), later="if kept: pass")
    assert WITHHELD in said(result)
    defining = graded(grader, checks(ASK), solution("x = 1", "later"), later="def h():\n    print(1)")
    assert WITHHELD not in said(defining)


def test_figures_of_a_later_visible_check_are_rounded() -> None:
    metric = Metric("accuracy", 0.8765432, 0.8512345, 0.8991234, 1000)
    late = CheckResult(
        "test_late", False, rich_result().outcome, 1, 0.87654, metrics=(metric,), after_hidden=True
    )
    cell = replace(rich_result().cells[0], checks=(late,))
    (seen,) = student_view(replace(rich_result(), cells=(cell,))).cells[0].checks
    assert (seen.fraction, seen.metrics) == (0.88, (Metric("accuracy", 0.88, 0.85, 0.9, 1000),))


def test_no_time_that_grading_took_is_in_any_byte_of_a_page() -> None:
    def timed(seconds: float) -> SubmissionResult:
        result = rich_result(notes=("A note.",), seconds=seconds, timings={"run": seconds})
        cells = tuple(
            replace(cell, checks=tuple(replace(check, seconds=seconds) for check in cell.checks))
            for cell in result.cells
        )
        runs = tuple(replace(run, seconds=(seconds,) * 3) for run in result.notebooks)
        return replace(result, cells=cells, notebooks=runs)

    for level in HiddenLevel:
        policy = FeedbackPolicy(level)
        assert render_feedback(timed(0.125), "t", policy=policy) == render_feedback(
            timed(77.5), "t", policy=policy
        )
        assert student_view(timed(0.125), policy) == student_view(timed(77.5), policy)


def test_a_line_on_which_a_later_cell_failed_is_not_told_once_attempts_are_used_up(grader: Grader) -> None:
    result = graded(grader, checks(ASK), solution("x = 1", "later"), later="x = 1\n1 / 0")
    used_up = FeedbackPolicy(attempts=2, attempt=Attempt(3, 3))
    assert "ZeroDivisionError on line 2" in said(result)
    assert WITHHELD in said(result, used_up)
    assert "ZeroDivisionError" not in "".join(render_feedback(result, "t", policy=used_up).values())
