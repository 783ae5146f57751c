"""A class in the order of a metric: ties, chance, students without a figure, and names that cannot be turned back."""

from __future__ import annotations

import html
import json
import math
import stat

import pytest

from autograder.errors import PlatformError, UsageError
from autograder.leaderboard import Board, ranked, render_leaderboard
from autograder.leaderboard.pseudonyms import KEY_FILE, pseudonyms
from autograder.leaderboard.showing import as_json
from autograder.leaderboard.words import interval_text, seconds_text, size_text
from autograder.pages.axis import axis_for, ticks
from autograder.results import (
    Better,
    CellKind,
    CellResult,
    CheckResult,
    Figure,
    Metric,
    Outcome,
    SubmissionResult,
)


def metric(value: float, half: float = 0.02, name: str = "accuracy", **more: object) -> Metric:
    return Metric(name, value, value - half, value + half, 500, **more)  # type: ignore[arg-type]


def check(*metrics: Metric, outcome: Outcome = Outcome.PASSED, name: str = "test_a", **figures: float):
    found = tuple(Figure(key, value) for key, value in figures.items())
    return CheckResult(name, True, outcome, metrics=metrics, figures=found)


def cell(*checks: CheckResult, grade_id: str = "q1", seconds: float | None = None) -> CellResult:
    worst = Outcome.worst(found.outcome for found in checks)
    return CellResult("hw", grade_id, CellKind.CHECK, 1, 1.0, worst, checks=checks, before_seconds=seconds)


def result(student: str, *cells: CellResult, score: float | None = 1.0) -> SubmissionResult:
    return SubmissionResult(student, "hw", Outcome.PASSED, "", score, 1.0, 1.0, cells=cells)


def class_of(**values: float) -> list[SubmissionResult]:
    return [result(name, cell(check(metric(value)))) for name, value in values.items()]


def places(board: Board) -> list[tuple[int | None, str]]:
    return [(row.rank, row.name) for row in board.rows]


def test_the_highest_value_leads_and_equal_values_share_a_rank():
    board = ranked("hw", class_of(ada=0.8, cid=0.9, bob=0.9, dan=0.7))
    assert places(board) == [(1, "bob"), (1, "cid"), (3, "ada"), (4, "dan")]


def test_an_error_is_ranked_from_the_lowest():
    found = [
        result(name, cell(check(metric(value, name="mae", better=Better.LOWER))))
        for name, value in {"ada": 3.0, "bob": 1.0, "cid": 2.0}.items()
    ]
    board = ranked("hw", found)
    assert not board.higher_is_better
    assert places(board) == [(1, "bob"), (2, "cid"), (3, "ada")]


def test_who_is_within_the_leaders_interval_may_be_as_good():
    board = ranked("hw", class_of(ada=0.90, bob=0.87, cid=0.859, dan=0.5))
    assert [row.near_best for row in board.rows] == [True, True, False, False]


def test_an_interval_that_is_not_known_meets_every_other():
    unknown = Metric("accuracy", 0.1, math.nan, math.nan, 5)
    board = ranked("hw", [*class_of(ada=0.9), result("bob", cell(check(unknown)))])
    assert board.rows[1].near_best
    assert interval_text(unknown) == "interval unknown"
    assert list(as_json(board))[1]["low"] is None
    assert [row["student"] for row in as_json(board, str.upper)] == ["ada", "bob"]
    assert "bob" in render_leaderboard(board, is_anonymous=False)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (result("bob", score=None), "through no fault of the student's"),
        (result("bob", cell(check(outcome=Outcome.STUDENT_ERROR))), "raised an error before"),
        (result("bob", cell(check(outcome=Outcome.TIMEOUT))), "took too long"),
        (result("bob", cell(check(outcome=Outcome.FAILED))), "failed before"),
        (result("bob", cell(check(outcome=Outcome.PASSED))), "passed without measuring it"),
        (result("bob", cell()), "no notebook could be graded"),
        (result("bob", cell(check(name="test_b"))), "grade again"),
        (result("bob"), "grade again"),
        (result("bob", cell(check(metric(math.nan)))), "no finite number"),
        (result("bob", cell(check(metric(math.inf)))), "no finite number"),
        (result("bob", cell(check(metric(1e305)))), "no finite number"),
    ],
)
def test_who_has_no_figure_comes_last_with_the_reason(other, reason):
    board = ranked("hw", [other, *class_of(zoe=0.1)])
    assert places(board) == [(1, "zoe"), (None, "bob")]
    assert reason in board.rows[1].reason
    assert reason.replace("'", "&#39;") in render_leaderboard(board, is_anonymous=False)


def test_every_way_a_check_can_end_has_its_words():
    for outcome in Outcome:
        board = ranked("hw", [result("bob", cell(check(outcome=outcome))), *class_of(zoe=0.1)])
        assert board.rows[1].reason


def several() -> list[SubmissionResult]:
    first = cell(check(metric(0.5), metric(0.6, name="f1")), grade_id="q1")
    second = cell(check(metric(0.7), name="test_b"), grade_id="q2")
    return [result("zoe", cell(check(), grade_id="q1"), second), result("ada", first, second)]


def test_the_first_metric_of_the_notebook_is_the_default_and_others_have_their_shortest_name():
    board = ranked("hw", several())
    assert board.label == "test_a/accuracy"
    assert board.others == ("f1", "test_b/accuracy")


@pytest.mark.parametrize("name", ["f1", "test_a/f1", "q1/test_a/f1", "hw/q1/test_a/f1"])
def test_a_metric_is_chosen_by_any_of_its_names(name):
    assert ranked("hw", several(), name).label == "f1"


@pytest.mark.parametrize(
    ("name", "words"), [("loss", "no metric 'loss'"), ("accuracy", "more than one metric 'accuracy'")]
)
def test_a_name_that_fits_no_metric_or_two_lists_the_known_ones(name, words):
    with pytest.raises(UsageError, match=words) as found:
        ranked("hw", several(), name)
    assert "test_a/accuracy, f1, test_b/accuracy" in str(found.value)


def test_without_any_metric_it_says_how_one_is_recorded():
    with pytest.raises(UsageError, match="a check does that when it calls accuracy"):
        ranked("hw", [result("ada", cell(check()))])


def test_the_last_of_several_values_in_one_check_counts():
    assert ranked("hw", [result("ada", cell(check(metric(0.1), metric(0.2))))]).rows[0].metric.value == 0.2


def test_the_size_may_be_recorded_by_another_check_of_the_notebook():
    near, far = cell(check(parameters=7)), cell(check(parameters=9), grade_id="q0")
    measured = cell(check(metric(0.5)), grade_id="q2", seconds=12.5)
    row = ranked("hw", [result("ada", far, near, measured)]).rows[0]
    assert (row.parameters, row.seconds) == (7, 12.5)


def test_seconds_that_a_check_has_measured_go_before_those_of_cells():
    measured = cell(check(metric(0.5), seconds=3.0), seconds=12.5)
    assert ranked("hw", [result("ada", measured)]).rows[0].seconds == 3.0


def test_only_the_first_ranks_are_shown_on_request():
    board = ranked("hw", [*class_of(a=0.9, b=0.8, c=0.8, d=0.7), result("e")], top=2)
    assert places(board) == [(1, "a"), (2, "b"), (2, "c")]
    assert board.left_out == 2
    assert "2 more are not shown" in render_leaderboard(board, is_anonymous=False)


# Pseudonyms


def test_pseudonyms_are_the_same_each_time_and_differ_between_students_assignments_and_courses(tmp_path):
    first = pseudonyms(tmp_path / "a", "hw")
    assert first("ada") == pseudonyms(tmp_path / "a", "hw")("ada")
    others = [pseudonyms(tmp_path / "a", "hw2")("ada"), pseudonyms(tmp_path / "b", "hw")("ada"), first("bob")]
    assert len({first("ada"), *others}) == 4
    assert pseudonyms(tmp_path / "a", "h")("wada") != first("ada")


def test_a_class_of_five_thousand_has_as_many_pseudonyms(tmp_path):
    called = pseudonyms(tmp_path, "hw")
    assert len({called(f"student{i}") for i in range(5000)}) == 5000


def test_the_secret_is_its_owners_alone(tmp_path):
    pseudonyms(tmp_path, "hw")
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("text", ["", "00ff", "not hex", "zz" * 32, "é"])
def test_a_damaged_secret_is_not_replaced_in_silence(text, tmp_path):
    (tmp_path / KEY_FILE).write_text(text)
    with pytest.raises(PlatformError, match="damaged; delete the file"):
        pseudonyms(tmp_path, "hw")
    assert (tmp_path / KEY_FILE).read_text() == text


def test_neither_names_nor_their_order_are_on_an_anonymous_page(tmp_path):
    names = [f"student{i:02d}" for i in range(40)]
    found = [*class_of(**dict.fromkeys(names[:20], 0.9)), *(result(name) for name in names[20:])]
    called = pseudonyms(tmp_path, "hw")
    board = ranked("hw", found, called=called)
    page = render_leaderboard(board, is_anonymous=True) + json.dumps(list(as_json(board)))
    assert "student0" not in page
    assert "student1" not in page
    assert [row.name for row in board.placed] == sorted(called(name) for name in names[:20])
    assert [row.name for row in board.unplaced] == sorted(called(name) for name in names[20:])


# The page


def test_hostile_names_stay_text():
    bad = '"><script>alert(1)</script>\u202e\x1b[31m'
    found = [result(bad, cell(check(metric(0.5, name=bad))))]
    page = render_leaderboard(ranked(bad, found), is_anonymous=False)
    assert "<script" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_the_page_loads_nothing():
    page = render_leaderboard(ranked("hw", class_of(ada=0.5)), is_anonymous=False)
    assert "default-src 'none'" in html.unescape(page)
    assert "http" not in page.replace("http-equiv", "")


def test_a_large_class_gets_a_histogram_and_a_small_one_does_not():
    found = class_of(**{f"s{i}": i / 100 for i in range(60)})
    label = "accuracy of 60 submissions"
    assert label in render_leaderboard(ranked("hw", found), is_anonymous=False)
    assert "submissions by" not in render_leaderboard(ranked("hw", found[:10]), is_anonymous=False).lower()


@pytest.mark.parametrize("values", [[0.5], [0.5] * 60, [0.0, 0.0], [-1e299, 1e299], [1e-300, 2e-300]])
def test_any_figures_can_be_drawn(values):
    found = class_of(**{f"s{i}": value for i, value in enumerate(values)})
    page = render_leaderboard(ranked("hw", found), is_anonymous=False)
    assert page.count("<circle") + page.count('class="far"') >= len(values)
    assert "nan%" not in page
    assert "inf%" not in page


def test_a_model_that_diverged_does_not_squeeze_the_others_together():
    values = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1e9]
    axis = axis_for(values, values, higher_is_better=False)
    assert axis.high < 3
    assert not axis.holds(1e9)
    assert axis.share(1e9) == 1


def test_a_single_wide_interval_does_not_stretch_the_axis_without_end():
    assert axis_for([0.5, 0.6, 0.7], [0.4, 0.8, -1e6, math.inf], higher_is_better=True).low > 0


def test_ticks_are_round_numbers_within_the_axis():
    assert ticks(0.81, 0.94, 5) == [0.85, 0.9]
    assert ticks(0, 10, 5) == [0, 2, 4, 6, 8, 10]


def test_figures_are_read_easily():
    assert [size_text(v) for v in (None, 0, 1234567, 1e18)] == ["-", "0", "1,234,567", "1e+18"]
    assert [seconds_text(v) for v in (None, 0.04, 99.94, 1234.5)] == ["-", "0.0", "99.9", "1,234"]
