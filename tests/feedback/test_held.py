"""Checks whose end a student is not told yet: what is shown must be the same however they ended."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from courses import assignment, checks, hidden, solution
from page_examples import rich_result

from autograder.attempts import Attempt
from autograder.feedback import FeedbackPolicy, HiddenLevel, finals_of, hold_back, render_feedback
from autograder.feedback import student_view as view_of
from autograder.results import (
    CellGrade,
    CellKind,
    CellResult,
    CheckResult,
    Grades,
    Outcome,
    SubmissionResult,
    weighted_fraction,
)

USED_UP = FeedbackPolicy(attempts=2, attempt=Attempt(3, 3))
ENDS = [
    (outcome, fraction)
    for outcome, fraction in product(Outcome, (0.0, 0.5, 1.0))
    if outcome.is_graded and (outcome is Outcome.PASSED) == (fraction == 1.0)
]
PLAIN, FINAL = "test_hidden", "test_final"


def submission(*checks: CheckResult, points: float = 10.0, **changes: Any) -> SubmissionResult:
    """One check cell, summed up as grading does."""
    outcome = Outcome.worst(check.outcome for check in checks)
    earned = points * weighted_fraction(checks)
    cell = CellResult("hw", "q", CellKind.CHECK, points, earned, outcome, checks=checks)
    reason = "" if outcome is Outcome.PASSED else "1 check cell not passed: q"
    values = {"outcome": outcome, "score": earned, "cells": (cell,), "reason": reason}
    return replace(SubmissionResult("ada", "hw", outcome, "", 0.0, points, 1.0), **{**values, **changes})


def visible(fraction: float = 1.0) -> CheckResult:
    return CheckResult("test_open", False, Outcome.PASSED if fraction == 1 else Outcome.FAILED, 2.0, fraction)


def secret(name: str, outcome: Outcome, fraction: float, **changes: Any) -> CheckResult:
    found = CheckResult(name, True, outcome, 3.0, fraction, message="a hint", detail="a trace", seconds=1.0)
    return replace(found, **changes)


def page(result: SubmissionResult, policy: FeedbackPolicy, **more: Any) -> str:
    return render_feedback(result, "Homework", policy=policy, **more)["hw.html"]


def pages_of_all_ends(policy: FeedbackPolicy, name: str, **more: Any) -> set[str]:
    changes = {"final": True} if name == FINAL else {}
    return {page(submission(visible(), secret(name, *end, **changes)), policy, **more) for end in ENDS}


# What is held back


@pytest.mark.parametrize(
    ("policy", "name"), [(USED_UP, PLAIN), (FeedbackPolicy(), FINAL)], ids=["attempts", "final"]
)
def test_a_page_is_the_same_however_a_held_check_ended(policy: FeedbackPolicy, name: str) -> None:
    assert len(pages_of_all_ends(policy, name)) == 1


def test_a_page_is_the_same_however_a_visible_check_ended_that_hidden_inputs_may_steer() -> None:
    def with_late(outcome: Outcome, fraction: float, *, after_hidden: bool) -> str:
        late = CheckResult("test_late", False, outcome, 1.0, fraction, after_hidden=after_hidden)
        return page(submission(visible(), secret(PLAIN, Outcome.PASSED, 1.0), late), USED_UP)

    assert len({with_late(*end, after_hidden=True) for end in ENDS}) == 1
    assert len({with_late(*end, after_hidden=False) for end in ENDS}) > 1


@pytest.mark.parametrize("name", [PLAIN, FINAL])
def test_pages_differ_once_hidden_checks_are_revealed(name: str) -> None:
    policy = replace(USED_UP, hidden=HiddenLevel.ALL)
    assert len(pages_of_all_ends(policy, name)) == len(ENDS)


def test_pages_differ_while_attempts_are_left() -> None:
    assert len(pages_of_all_ends(replace(USED_UP, attempt=Attempt(2, 2)), PLAIN)) > 1


def test_the_gradebook_does_not_tell_what_the_page_holds_back() -> None:
    def with_scores(auto: float) -> str:
        result = submission(visible(), secret(PLAIN, Outcome.FAILED, 0.0))
        grades = Grades({("hw", "q"): CellGrade(auto=auto, extra_credit=0.5)}, penalty=auto / 2)
        return page(result, USED_UP, grades=grades)

    assert with_scores(4.0) == with_scores(10.0)
    assert "4.5 of 4 points so far" in with_scores(4.0)
    assert "a penalty is taken off once all points are decided" in with_scores(4.0)


def test_points_that_a_person_gave_to_the_whole_cell_are_told() -> None:
    grades = Grades({("hw", "q"): CellGrade(auto=10.0, manual=7.0)}, penalty=1.0)
    html = page(submission(visible(), secret(PLAIN, Outcome.PASSED, 1.0)), USED_UP, grades=grades)
    assert "<h1>6 of 10 points</h1>" in html
    assert "A person gave 7." in html
    assert "the checks gave" not in html


def test_the_headline_says_what_is_decided_later_and_by_what() -> None:
    result = submission(visible(), secret(FINAL, Outcome.FAILED, 0.0, final=True))
    assert "<h1>4 of 4 points so far; 6 more points are decided by final checks</h1>" in page(
        result, FeedbackPolicy()
    )
    assert "6 more points are decided by hidden checks" in page(result, USED_UP)


def test_a_held_check_is_named_with_its_points() -> None:
    html = page(submission(visible(), secret(FINAL, Outcome.FAILED, 0.0, final=True)), FeedbackPolicy())
    row = html.partition(">test_final")[2].partition("</tr>")[0]
    assert "decided later" in row
    assert "up to 6" in row


def test_checks_that_are_told_count_as_they_did() -> None:
    result = submission(visible(0.0), secret(FINAL, Outcome.PASSED, 1.0, final=True), visible())
    (cell,) = hold_back(result, FeedbackPolicy()).cells
    assert (cell.outcome, cell.earned, cell.held) == (
        Outcome.FAILED,
        pytest.approx(20 / 7),
        pytest.approx(30 / 7),
    )


def test_a_cell_of_held_checks_alone_leaves_all_its_points_open() -> None:
    result = submission(secret(FINAL, Outcome.PASSED, 1.0, final=True, weight=0.0))
    (cell,) = hold_back(result, FeedbackPolicy()).cells
    assert (cell.earned, cell.held) == (0.0, 10.0)


def test_a_row_that_only_a_failure_brings_does_not_tell_of_it() -> None:
    failed = secret("asserts", Outcome.FAILED, 0.0, weight=0.0)
    assert "asserts" in page(submission(visible(), failed), FeedbackPolicy())
    passed = secret(PLAIN, Outcome.PASSED, 1.0)
    pages = {page(submission(visible(), passed, *more), USED_UP) for more in ((failed,), ())}
    assert len(pages) == 1


def test_where_nothing_is_decided_no_points_are_named() -> None:
    html = page(submission(secret(FINAL, Outcome.PASSED, 1.0, final=True)), FeedbackPolicy())
    assert "<h1>No points are decided so far; 10 more points are decided by final checks</h1>" in html
    assert "up to 10" in html
    assert "0 of 0" not in html


def test_a_visible_check_is_never_held() -> None:
    odd = replace(visible(), final=True)
    assert hold_back(submission(odd), USED_UP) == submission(odd)


def test_nothing_changes_where_nothing_is_held() -> None:
    assert hold_back(rich_result(), FeedbackPolicy()) == rich_result()
    assert view_of(rich_result()).score == 4.0


# The private share


def course(root: Path, count: int, name: str = "hw") -> Any:
    tests = "".join(f"def test_{n}(): assert f({n})\n" for n in range(count))
    more = "class TestMore:\n    def test_a(self): assert f(1)\n    def helper(self): pass\n"
    return assignment(
        root,
        solution("def f(x): return 1"),
        checks("def test_open(): assert f(0)\n" + hidden(tests), "a"),
        checks(hidden(more), "b"),
        name=name,
    )


@pytest.mark.parametrize(
    ("share", "count"), [(0.0, 0), (0.05, 1), (0.25, 3), (0.5, 5), (0.99, 10), (1.0, 10)]
)
def test_the_share_of_hidden_test_functions_is_held_back(tmp_path: Path, share: float, count: int) -> None:
    finals = finals_of(course(tmp_path, 9), share)
    assert len(finals) == count
    assert ("hw", "a", "test_open") not in finals
    assert finals <= {("hw", "a", f"test_{n}") for n in range(9)} | {("hw", "b", "TestMore::test_a")}


def test_the_share_is_the_same_each_time_and_another_for_each_assignment(tmp_path: Path) -> None:
    first, again, other = (
        {test for _, _, test in finals_of(course(tmp_path, 20, name), 0.5)} for name in ("hw", "hw", "hw2")
    )
    assert first == again
    assert first != other


def test_more_of_the_share_adds_to_it(tmp_path: Path) -> None:
    source = course(tmp_path, 9)
    assert finals_of(source, 0.2) < finals_of(source, 0.4) < finals_of(source, 0.8)


def test_all_cases_of_a_chosen_function_are_held() -> None:
    cases = [secret(f"test_x[{n}]", Outcome.FAILED, 0.0) for n in (1, 2)]
    view = view_of(submission(visible(), *cases), finals={("hw", "q", "test_x")})
    assert [(check.name, check.held) for check in view.cells[0].checks] == [
        ("test_open", False),
        ("test_x[1]", True),
        ("test_x[2]", True),
    ]
    assert "a hint" not in repr(view)
