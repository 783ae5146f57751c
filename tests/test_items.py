"""What a class tells about single checks: figures of known classes, published examples, and silence about few."""

from __future__ import annotations

import json
import math
import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checker.verdict import UNREACHED
from autograder.items import Analysis, CheckItem, analyse
from autograder.items.figures import Concern
from autograder.items.intervals import (
    alpha,
    alpha_interval,
    beta_share,
    correlation,
    difference,
    f_quantile,
    share,
)
from autograder.items.patterns import d27
from autograder.results import CellKind, CellResult, CheckResult, Outcome, SubmissionResult

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


def check(name: str, earned: float = 1, category: str = "", **more: object) -> CheckResult:
    outcome = PASSED if earned == 1 else FAILED
    why = category or ("wrong" if earned < 1 else "")
    values: dict[str, object] = {"outcome": outcome, "fraction": float(earned), "category": why, **more}
    return CheckResult(name, True, **values)  # type: ignore[arg-type]  # keywords of the record


def cell(grade_id: str, *checks: CheckResult, points: float = 1) -> CellResult:
    worst = Outcome.worst(found.outcome for found in checks)
    return CellResult("hw", grade_id, CellKind.CHECK, points, 0.0, worst, checks=checks)


def submission(student: str, *cells: CellResult) -> SubmissionResult:
    return SubmissionResult(student, "hw", PASSED, "", 0.0, 1.0, 1.0, cells=cells)


def class_with(rows: Sequence[Sequence[float]]) -> list[SubmissionResult]:
    """A class in which row i says what student i earned of the questions, each with one check worth a point."""
    return [
        submission(f"s{i}", *(cell(f"q{j}", check(f"test_{j}", earned)) for j, earned in enumerate(row)))
        for i, row in enumerate(rows)
    ]


def by_name(analysis: Analysis) -> Mapping[str, CheckItem]:
    return {item.name: item for item in analysis.checks}


def concerns(item: CheckItem) -> set[Concern]:
    return {alert.concern for alert in item.alerts}


def near(*values: float, by: float = 5e-5) -> object:
    return pytest.approx(values, abs=by)


# Intervals, against the figures that their authors printed


@pytest.mark.parametrize(
    ("right", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]
)
def test_the_interval_of_a_share_is_the_published_one(right: int, n: int, low: float, high: float) -> None:
    """Newcombe, Stat. Med. 17 (1998) 857, method 3."""
    found = share([1.0] * right + [0.0] * (n - right))
    assert (found.value, found.low, found.high) == near(right / n, low, high)


def test_the_interval_of_a_difference_is_the_published_one() -> None:
    """Newcombe, Stat. Med. 17 (1998) 873, method 10, for 9 of 10 against 3 of 10."""
    found = difference(0.9, 0.3, 10)
    assert (found.value, found.low, found.high) == near(0.6, 0.1705, 0.8090)


def test_the_interval_of_alpha_is_the_published_one() -> None:
    """The MRC Cognition and Brain Sciences Unit's example of Feldt's interval: 0.913, 873 people, 20 items."""
    assert alpha_interval(0.913, 873, 20) == near(0.9044024, 0.9211588, by=1e-7)


@pytest.mark.parametrize(
    ("p", "first", "second", "value"),
    [(0.95, 5, 10, 3.3258), (0.975, 10, 20, 2.7737), (0.99, 4, 30, 4.0179), (0.05, 3, 12, 0.1144)],
)
def test_quantiles_of_f_are_those_of_the_tables(p: float, first: float, second: float, value: float) -> None:
    assert f_quantile(p, first, second) == pytest.approx(value, abs=1e-4)


def test_the_beta_share_is_the_binomial_tail() -> None:
    tail = sum(math.comb(9, k) * 0.3**k * 0.7 ** (9 - k) for k in range(4, 10))
    assert beta_share(0.3, 4, 6) == pytest.approx(tail, rel=1e-12)


def test_the_interval_of_a_correlation_is_fishers() -> None:
    pairs = [(i, (i * 37) % 103) for i in range(103)]
    found = correlation([a for a, _ in pairs], [b for _, b in pairs])
    assert found is not None
    z = math.atanh(found.value)
    assert (found.low, found.high) == near(math.tanh(z - 0.19600), math.tanh(z + 0.19600))


def test_alpha_by_hand() -> None:
    """Parts 1 2 3, 2 4 3 and 1 3 5: variances 1, 1, 4; totals 4 9 11 with 13; alpha = 3/2 (1 - 6/13)."""
    found = alpha([[1, 2, 3], [2, 4, 3], [1, 3, 5]])
    assert found is not None
    assert found.value == pytest.approx(1.5 * (1 - 6 / 13))


def test_alpha_of_yes_and_no_is_kr_20() -> None:
    rng = random.Random(5)
    parts = [[float(rng.random() < skill) for skill in (0.2, 0.5, 0.8, 0.9) * 10] for _ in range(6)]
    totals = [sum(column) for column in zip(*parts, strict=True)]
    spread = sum(statistics.fmean(part) * (1 - statistics.fmean(part)) for part in parts)
    found = alpha(parts)
    assert found is not None
    assert found.value == pytest.approx(6 / 5 * (1 - spread / statistics.pvariance(totals)))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_a_share_lies_within_its_interval_and_that_within_0_and_1(values: list[float]) -> None:
    found = share(values)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40))
def test_a_correlation_lies_within_its_interval_or_is_none(pairs: list[tuple[float, float]]) -> None:
    found = correlation([a for a, _ in pairs], [b for _, b in pairs])
    assert found is None or -1 <= found.low <= found.value <= found.high <= 1


@given(st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4), max_size=45))
def test_figures_of_any_class_keep_their_bounds(rows: list[list[float]]) -> None:
    for item in analyse(class_with(rows)).checks:
        assert item.n + item.blocked <= len(rows)
        assert len(item.lone) <= item.failures
        for figure, least in ((item.difficulty, 0), (item.discrimination, -1), (item.d27, -1)):
            assert (
                figure is None or least <= figure.low <= figure.value + 1e-9 <= figure.high + 2e-9 <= 1 + 2e-9
            )


# One check


def test_difficulty_and_discrimination_by_hand() -> None:
    """Of 20 who pass test_0, 10 have all the rest; of 20 who fail it 5 have: a table of two by two, so r is phi."""
    rows = [(1, 1, 1)] * 10 + [(1, 0, 0)] * 10 + [(0, 1, 1)] * 5 + [(0, 0, 0)] * 15
    item = by_name(analyse(class_with(rows)))["test_0"]
    assert item.discrimination is not None
    assert (item.difficulty.value, item.discrimination.value) == near(
        0.5, (10 * 15 - 10 * 5) / math.sqrt(20 * 20 * 15 * 25)
    )
    assert (item.n, item.failures) == (40, 20)


def test_the_rest_counts_points_not_checks() -> None:
    results = [
        submission(
            f"s{i}",
            cell("a", check("test_a", i % 2), points=1),
            cell("b", check("test_b", (i // 2) % 2), points=8),
            cell("c", check("test_c", 1 - i % 2), points=1),
        )
        for i in range(40)
    ]
    found = by_name(analyse(results))["test_a"].discrimination
    assert found is not None
    # The rest is (8 b + 1 - a) / 9 with independent a, b: r = -1 / sqrt(8**2 + 1).
    assert found.value == pytest.approx(-1 / math.sqrt(65))


def test_d27_by_hand() -> None:
    """Ten students have 2.7 seats at each end; ties share them."""
    totals = dict(enumerate([10, 9, 8, 8, 5, 5, 3, 2, 1, 0]))
    earned = dict(enumerate([1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0]))
    # Best: students 0 and 1 whole, 2 and 3 with 0.35 each; last: 9 and 8 whole, 7 with 0.7.
    assert d27(earned, totals).value == pytest.approx((2 + 0.35) / 2.7 - 0.7 / 2.7)


def test_cases_of_one_test_are_one_check() -> None:
    results = [
        submission(f"s{i}", cell("q", check("test_a[1]", 1), check("test_a[2]", i % 2), check("test_b")))
        for i in range(4)
    ]
    found = by_name(analyse(results))
    assert list(found) == ["test_a", "test_b"]
    assert (found["test_a"].points, found["test_a"].difficulty.value) == near(2 / 3, 0.75)


def test_checks_without_points_and_without_a_verdict_are_left_out() -> None:
    broken = check("test_broken", 0, "checker", outcome=Outcome.CHECKER_ERROR)
    result = submission("s", cell("q", check("test_a"), check("asserts", 0, weight=0.0), broken))
    assert list(by_name(analyse([result]))) == ["test_a"]


def test_a_class_without_results_has_no_figures() -> None:
    assert analyse([]) == Analysis(0, 0, (), ())


def test_a_submission_that_could_not_be_read_is_not_counted() -> None:
    unread = submission("s1", CellResult("hw", "q", CellKind.CHECK, 1, 0, Outcome.STUDENT_ERROR))
    analysis = analyse([submission("s0", cell("q", check("test_a"))), unread])
    assert (analysis.students, analysis.checks[0].n, analysis.checks[0].difficulty.value) == (1, 1, 1)


# What an earlier question blocks


def test_a_name_that_an_earlier_question_lacked_already_blocks() -> None:
    blocked = submission(
        "s0",
        cell("a", check("test_relu", 0, "missing", lacks="relu")),
        cell(
            "b",
            check("test_train", 0, "raised", lacks="relu"),
            check("test_own", 0, "missing", lacks="train"),
        ),
    )
    other = submission("s1", cell("a", check("test_relu")), cell("b", check("test_train"), check("test_own")))
    found = by_name(analyse([blocked, other]))
    assert {name: (item.n, item.blocked) for name, item in found.items()} == {
        "test_relu": (2, 0),
        "test_train": (1, 1),
        "test_own": (2, 0),
    }


def test_the_same_name_in_another_notebook_does_not_block() -> None:
    first = cell("a", check("test_a", 0, "missing", lacks="f"))
    second = CellResult(
        "other", "b", CellKind.CHECK, 1, 0, FAILED, checks=(check("test_b", 0, "missing", lacks="f"),)
    )
    assert by_name(analyse([submission("s", first, second)]))["test_b"].blocked == 0


def test_two_checks_of_one_question_that_lack_the_same_name_both_count() -> None:
    lacking = [check(name, 0, "missing", lacks="f") for name in ("test_a", "test_b")]
    assert [item.blocked for item in analyse([submission("s", cell("a", *lacking))]).checks] == [0, 0]


def test_a_check_that_never_ran_is_missing_and_its_student_has_not_failed_it() -> None:
    lost = [check("test_a", 0, "gone"), check("test_b", 0, UNREACHED), check("test_c", 0, UNREACHED)]
    passed = [check(name) for name in ("test_a", "test_b", "test_c")]
    results = [submission("s0", *map(cell, "abc", lost)), submission("s1", *map(cell, "abc", passed))]
    found = by_name(analyse(results))
    assert (found["test_b"].n, found["test_b"].blocked, found["test_b"].difficulty.value) == (1, 1, 1)
    assert found["test_a"].lone == ()  # nobody knows whether it would have been the only one


# Alerts


def test_a_check_that_refuses_a_right_solution_shows_by_those_who_fail_it_alone() -> None:
    rows = [(1, 1, 1, 1)] * 30 + [(1, 0, 1, 1)] * 2 + [(0, 0, 0, 1), (0, 1, 0, 0)]
    item = by_name(analyse(class_with(rows)))["test_1"]
    assert item.lone == ("s30", "s31")
    assert Concern.LONE in concerns(item)


@pytest.mark.parametrize(
    ("lone", "beside", "is_odd"), [(1, 0, False), (2, 3, False), (2, 2, True), (6, 20, True), (5, 20, False)]
)
def test_lone_failures_count_from_two_if_they_are_many_of_the_class_or_of_the_failures(
    lone: int, beside: int, is_odd: bool
) -> None:
    rows = [(0, 1, 1)] * lone + [(0, 0, 1)] * beside
    rows += [(1, 1, 1)] * (120 - len(rows))
    item = by_name(analyse(class_with(rows)))["test_0"]
    assert len(item.lone) == lone
    assert (Concern.LONE in concerns(item)) is is_odd


def test_who_earned_most_of_a_check_has_not_failed_it() -> None:
    assert by_name(analyse(class_with([(0.6, 1, 1)] * 5 + [(1, 1, 1)] * 5)))["test_0"].lone == ()


def test_of_two_checks_none_is_failed_alone() -> None:
    assert all(not item.lone for item in analyse(class_with([(0, 1)] * 5 + [(1, 1)] * 5)).checks)


def test_a_check_that_almost_nobody_earns_is_named() -> None:
    found = by_name(analyse(class_with([(0, 1)] * 39 + [(1, 1)])))
    assert concerns(found["test_0"]) == {Concern.HARD}
    assert concerns(found["test_1"]) == set()


def test_a_check_that_the_better_students_fail_is_named() -> None:
    rows = [(1, 0, 0)] * 20 + [(0, 1, 1)] * 20
    item = by_name(analyse(class_with(rows)))["test_0"]
    assert item.discrimination is not None
    assert (item.discrimination.value, Concern.NEGATIVE in concerns(item)) == (-1, True)


def test_checks_that_end_alike_name_each_other_and_need_more_than_a_few_failures() -> None:
    found = by_name(analyse(class_with([(0, 0, 1)] * 5 + [(1, 1, 1)] * 95)))
    assert [(twin.name, twin.phi) for twin in found["test_0"].twins] == [("test_1", 1.0)]
    assert Concern.TWIN in concerns(found["test_1"])
    assert found["test_2"].twins == ()
    few = by_name(analyse(class_with([(0, 0, 1)] * 4 + [(1, 1, 1)] * 96)))
    assert few["test_0"].twins == ()


def test_failures_that_the_check_did_not_find_are_told_apart() -> None:
    def member(i: int) -> SubmissionResult:
        found = check("test_a", float(i > 9), ["raised", "misfit", "wrong"][i % 3] if i <= 9 else "")
        open_one = check("test_b", float(i > 9), "unfinished" if i <= 9 else "")
        return submission(f"s{i}", cell("q", found, open_one))

    found = by_name(analyse([member(i) for i in range(40)]))
    assert (found["test_a"].by_exception, found["test_a"].explained) == (7, 10)
    assert Concern.EXCEPTIONS in concerns(found["test_a"])
    assert (found["test_b"].by_exception, found["test_b"].explained) == (0, 0)


# Classes


def made_class(n: int, seed: int) -> list[list[float]]:
    """Nine checks that each measure the skill of a student with as much noise, and one that measures nothing."""
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        skill = rng.gauss(0, 1)
        hard = [skill + rng.gauss(0, 1) for _ in range(9)]
        rows.append(
            [float(x > limit) for x, limit in zip(hard, [-1, 0, 1] * 3, strict=True)]
            + [float(rng.random() < 0.5)]
        )
    return rows


def test_a_class_of_200_gives_back_what_it_was_made_with() -> None:
    """Skill and noise of variance 1: a limit of 0 is passed by 1/2, one of 1 by 1 - Phi(1/sqrt 2) = 0.2398."""
    analysis = analyse(class_with(made_class(200, 7)))
    found = by_name(analysis)
    for i, due in enumerate([0.7602, 0.5, 0.2398] * 3):
        figure = found[f"test_{i}"].difficulty
        assert figure.value == pytest.approx(due, abs=0.1)
        discrimination = found[f"test_{i}"].discrimination
        assert discrimination is not None
        assert discrimination.low > 0.15
    noise = found["test_9"].discrimination
    assert noise is not None
    assert noise.low < 0 < noise.high
    (checks, questions) = analysis.reliability
    assert (checks.k, checks.n, checks.alpha) == (10, 200, questions.alpha)
    assert checks.error == pytest.approx(checks.deviation * math.sqrt(1 - checks.alpha.value))


def test_nineteen_of_twenty_intervals_hold_the_true_figure() -> None:
    """Of the check that measures nothing r is 0, and half pass; 100 classes of 60, so 95 give or take 2 of each."""
    held = [0, 0]
    for seed in range(100):
        item = by_name(analyse(class_with(made_class(60, seed))))["test_9"]
        assert item.discrimination is not None
        held[0] += item.difficulty.low <= 0.5 <= item.difficulty.high
        held[1] += item.discrimination.low <= 0 <= item.discrimination.high
    assert all(88 <= count < 100 for count in held), held


def test_a_class_of_12_is_told_only_what_12_can_tell() -> None:
    analysis = analyse(class_with(made_class(12, 3)))
    assert (analysis.is_small, analysis.reliability) == (True, ())
    for item in analysis.checks:
        assert (item.d27, item.explained, item.by_exception, item.twins) == (None, None, None, ())
        assert item.discrimination is None or item.discrimination.high < 0
        assert item.difficulty.high - item.difficulty.low > 0.2


def test_a_clearly_negative_check_shows_in_a_class_of_12_but_not_in_one_of_9() -> None:
    rows = [(1, 0, 0), (0, 1, 1)] * 6
    assert Concern.NEGATIVE in concerns(by_name(analyse(class_with(rows)))["test_0"])
    assert by_name(analyse(class_with(rows[:9])))["test_0"].discrimination is None


def test_a_check_that_few_of_a_large_class_reached_is_silent_too() -> None:
    rng = random.Random(1)
    results = class_with([[float(rng.random() < 0.5) for _ in range(3)] for _ in range(60)])
    late = [
        submission(r.student, *r.cells, *([cell("late", check("test_late", i % 2))] if i < 20 else []))
        for i, r in enumerate(results)
    ]
    analysis = analyse(late)
    found = by_name(analysis)
    assert found["test_late"].d27 is None
    assert found["test_0"].d27 is not None
    assert (analysis.complete, analysis.reliability) == (20, ())


def test_questions_agree_less_than_the_checks_that_they_are_made_of() -> None:
    """Two checks that always end alike make a question; questions are independent of one another."""
    rng = random.Random(2)
    results = []
    for i in range(100):
        ends = [float(rng.random() < 0.5) for _ in range(3)]
        cells = [cell(f"q{j}", check("test_a", x), check("test_b", x)) for j, x in enumerate(ends)]
        results.append(submission(f"s{i}", *cells))
    checks, questions = analyse(results).reliability
    assert (checks.k, questions.k) == (6, 3)
    assert checks.alpha.low > questions.alpha.high


def test_the_figures_of_a_check_are_json() -> None:
    for item in analyse(class_with(made_class(40, 1))).checks:
        assert json.loads(json.dumps(asdict(item)))["name"] == item.name
