"""The class report: its figures, its honesty about small classes, and untrusted text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from page_examples import checks, class_of, rich_result

from autograder.pages.statistics import bins, blame, check_figures, outcome_counts, spread, summarise
from autograder.report import figure, percent, render_report
from autograder.results import CellKind, CellResult, CheckResult, Metric, Outcome, SubmissionResult


def scored(
    student: str, score: float | None, outcome: Outcome = Outcome.PASSED, **more: object
) -> SubmissionResult:
    base = SubmissionResult(student, "conv", outcome, "", score, 10.0, 1.0)
    return replace(base, **more)  # type: ignore[arg-type]  # keywords of the record, chosen by each test


def tile(html: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>([^<]*)</dd>", html)
    assert found, name
    return found[1]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body")[2]).split())


def test_the_summary_counts_graded_submissions_only() -> None:
    results = [scored("a", 0), scored("b", 10), scored("c", 5), scored("d", None, Outcome.PLATFORM_ERROR)]
    summary = summarise(results)
    assert (summary.submissions, summary.graded, summary.zeros, summary.fulls) == (4, 3, 1, 1)
    assert (summary.scores.mean, summary.scores.median, summary.scores.deviation) == (5, 5, 5)


def test_an_ungraded_submission_is_no_zero_in_the_report() -> None:
    html = render_report("conv", [scored("d", None, Outcome.PLATFORM_ERROR, reason="The disk is full.")])
    assert (tile(html, "Graded"), tile(html, "Mean"), tile(html, "Zero points")) == ("0", "-", "0")
    assert "d : platform error (platform). The disk is full." in text_of(html)
    assert "there are no scores to show" in html


def test_one_submission_has_no_standard_deviation() -> None:
    html = render_report("conv", class_of(1))
    assert tile(html, "Standard deviation") == "-"
    assert "A standard deviation needs at least two." in html
    assert "the 1 graded submission." in html


def test_a_class_without_submissions_gets_the_next_step() -> None:
    html = render_report("conv", [])
    assert "No result has been recorded" in html
    assert "<dl" not in html


@pytest.mark.parametrize("n", [1, 2, 40, 300])
def test_every_student_has_a_row(n: int) -> None:
    html = render_report("conv", class_of(n))
    assert set(re.findall(r'<th scope="row" class="name">(student\d+)</th>', html)) == {
        f"student{i:03d}" for i in range(n)
    }


def test_the_bars_of_the_histogram_hold_every_score() -> None:
    bars = bins([0, 0.9, 1.0, 9.99, 10, 12, -1], 0, 10, 10)
    assert [bar.count for bar in bars] == [3, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert (bars[0].low, bars[-1].high) == (0, 10)


def test_equal_values_make_a_histogram_of_one_bar() -> None:
    assert [bar.count for bar in bins([3.0, 3.0], 3.0, 3.0, 2)] == [2, 0]


def test_the_histogram_stands_beside_its_table() -> None:
    html = render_report("conv", [scored("a", 2), scored("b", 2.5), scored("c", 10)])
    assert 'role="img" aria-label="Scores of 3 submissions"' in html
    assert '<td class="number">2</td><td class="number">3</td><td class="number">2</td>' in html


def test_a_score_with_extra_credit_widens_the_histogram() -> None:
    assert ">15</text>" in render_report("conv", [scored("a", 15), scored("b", 3)])


def with_check(student: str, outcome: Outcome, score: float, **more: object) -> SubmissionResult:
    check = CheckResult("test_x", True, outcome, fraction=float(outcome is Outcome.PASSED), seconds=2.0)
    earned = None if not outcome.is_graded else check.fraction
    cell = CellResult("conv", "q", CellKind.CHECK, 1.0, earned, outcome, checks=(check,))
    return scored(student, score, outcome, cells=(cell,), **more)


def test_the_pass_rate_leaves_out_checks_without_a_verdict() -> None:
    outcomes = [Outcome.PASSED, Outcome.FAILED, Outcome.TIMEOUT, Outcome.TIMEOUT, Outcome.CHECKER_ERROR]
    (figures,) = check_figures([with_check(str(i), outcome, 1) for i, outcome in enumerate(outcomes)])
    assert (figures.passed, figures.n, figures.mean_fraction) == (1, 4, 0.25)
    assert figures.commonest_failure == (Outcome.TIMEOUT, 2)
    assert (figures.hidden, figures.median_seconds) == (True, 2.0)


def test_a_check_that_never_came_to_a_verdict_has_no_rate() -> None:
    html = render_report("conv", [with_check("a", Outcome.CHECKER_ERROR, 0)])
    assert "0 of 0" in text_of(html)
    assert "checker error (1)" in text_of(html)


def quality_of(html: str) -> str:
    return text_of("<body" + html.partition('id="quality"')[2].partition("</section>")[0])


def test_a_large_class_is_told_how_good_each_check_is() -> None:
    text = quality_of(render_report("conv", class_of(200)))
    assert "The class is small" not in text
    for words in ("D27", "Alpha", "Failed alone", "Exceptions", "questions 2 1"):
        assert words in text
    assert re.search(r"test_stride shape-test 1 (1\d\d) 0 0\.\d\d 0\.\d\d to 0\.\d\d 0\.\d\d", text)


def test_a_small_class_is_told_why_it_is_told_little() -> None:
    text = quality_of(render_report("conv", class_of(12)))
    assert "below 30 students a correlation is mostly chance" in text
    for word in ("D27 is", "Alpha", "Exceptions", "questions 2"):
        assert word not in text


def test_what_to_look_at_names_the_check_and_the_students() -> None:
    lone = [with_three(f"s{i}", Outcome.FAILED if i < 3 else Outcome.PASSED) for i in range(20)]
    text = quality_of(render_report("conv", lone))
    assert "q · test_x students fail it alone. 3 students lost nothing else" in text
    assert "s0, s1, s2." in text
    assert "No check stands out." in quality_of(render_report("conv", lone[3:]))


def with_three(student: str, outcome: Outcome) -> SubmissionResult:
    first = with_check(student, outcome, 1).cells[0].checks[0]
    found = (first, *(CheckResult(name, True, Outcome.PASSED, fraction=1.0) for name in ("test_y", "test_z")))
    return scored(student, 1, cells=(CellResult("conv", "q", CellKind.CHECK, 3, 1, outcome, checks=found),))


def test_names_of_students_who_fail_alone_are_text() -> None:
    evil = "<img src=x>\u202e"
    html = render_report("conv", [with_three(f"{evil}{i}", Outcome.FAILED) for i in range(3)])
    assert "lost nothing else" in html
    assert "<img" not in html
    assert "\u202e" not in html


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_somebody_to_answer_for_it(outcome: Outcome) -> None:
    assert (blame(outcome) in ("checker", "platform")) is (not outcome.is_graded)


def test_outcomes_are_counted_in_submissions_and_in_checks() -> None:
    results = [with_check("a", Outcome.FAILED, 0), with_check("b", Outcome.FAILED, 0), scored("c", 1)]
    assert outcome_counts(results) == [(Outcome.PASSED, 1, 0), (Outcome.FAILED, 2, 2)]


def test_a_metric_tells_its_sample_and_what_it_can_tell_apart() -> None:
    text = text_of(render_report("conv", class_of(40)))
    assert "Measured on n = 1000 examples" in text
    assert "about ± 0.02 (95 %)" in text


def test_a_metric_that_is_not_finite_is_left_out() -> None:
    broken = CheckResult("t", True, Outcome.FAILED, metrics=(Metric("loss", float("nan"), 0, 1, 10),))
    cell = CellResult("conv", "q", CellKind.CHECK, 1, 0, Outcome.FAILED, checks=(broken,))
    html = render_report("conv", [scored("a", 0, Outcome.FAILED, cells=(cell,))])
    assert 'id="metrics"' not in html


def test_the_slowest_submissions_come_first() -> None:
    results = [scored(f"s{i:02d}", 1, seconds=float(i)) for i in range(15)]
    slowest = text_of(render_report("conv", results)).partition("Slowest submissions")[2]
    assert slowest.split()[:2] == ["s14", ":"]
    assert "s05" in slowest
    assert "s04" not in slowest


def test_timings_are_given_by_stage() -> None:
    text = text_of(
        render_report("conv", [scored("a", 1, timings={"run": 1.0}), scored("b", 1, timings={"run": 3.0})])
    )
    assert "run (CPU) 2 2 2 3" in text


def test_names_reasons_and_notes_are_text() -> None:
    evil = '<script>alert(1)</script>"\u202e\x1b[31m'
    html = render_report(evil, [rich_result(student=evil, reason=evil, notes=(evil,), timings={evil: 1.0})])
    assert html.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in html
    assert not set("\u202e\x1b") & set(html)


def test_names_of_checks_and_metrics_are_text() -> None:
    check = replace(checks()[0], name="<img src=x>", metrics=(Metric("<img src=y>", 0.5, 0.4, 0.6, 9),))
    cell = CellResult("<img>", "<img src=z>", CellKind.CHECK, 1, 1, Outcome.PASSED, checks=(check,))
    assert "<img" not in render_report("conv", [scored("a", 1, cells=(cell,))])


def test_a_report_loads_nothing_and_its_script_is_pinned() -> None:
    html = render_report("conv", class_of(3))
    assert "default-src 'none'; img-src data:" in html.replace("&#39;", "'")
    assert "script-src 'sha256-" in html.replace("&#39;", "'")
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', html) == []


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "-"), (0.0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")],
)
def test_a_percentage_says_all_only_when_it_is_all(share: float | None, words: str) -> None:
    assert percent(share) == words


def test_no_figure_is_shown_as_a_dash() -> None:
    assert (figure(None), figure(0.12345)) == ("-", "0.123")


def test_a_spread_of_nothing_has_no_figures() -> None:
    assert spread([float("nan")]).mean is None
    assert spread([4.0]).deviation is None
