"""The table of a cell's checks: what it says, and that no text in it is markup."""

from __future__ import annotations

import re
from dataclasses import replace

from autograder.checker.local import LocalCheck
from autograder.jupyter.metadata import CellMarks
from autograder.jupyter.table import as_html, as_text, headline
from autograder.results import Better, CheckResult, Metric, Outcome

PASSED = LocalCheck(CheckResult("test_a", False, Outcome.PASSED, fraction=1.0), "test_a")
FAILED = LocalCheck(
    CheckResult("test_b", False, Outcome.FAILED, weight=3.0, message="> assert a < b\nE AssertionError"),
    "test_b",
    hint="Look at <b>.",
)
AUTHOR = CellMarks(is_check=True, points=8.0, is_whole=True)


def test_the_headline_counts_checks_and_points() -> None:
    assert headline([PASSED]) == "1 check passed"
    assert headline([PASSED, FAILED]) == "1 of 2 checks failed"
    assert headline([PASSED, FAILED], AUTHOR) == "1 of 2 checks failed, 2 of 8 points"


def test_a_skipped_check_counts_nowhere() -> None:
    skipped = replace(PASSED, is_skipped=True)
    assert headline([skipped, FAILED], AUTHOR) == "1 of 1 check failed, 0 of 8 points"
    assert "○  test_a  skipped" in as_text([skipped, FAILED], AUTHOR)


def test_weights_are_shown_where_they_differ() -> None:
    assert "✗  test_b  0 / 3" in as_text([PASSED, FAILED])
    assert as_text([PASSED]) == "1 check passed\n✓  test_a"


def test_slow_checks_tell_their_time() -> None:
    slow = replace(PASSED, result=replace(PASSED.result, seconds=12.34))
    assert "12.3 s" in as_text([slow])
    assert " s" not in as_text([PASSED]).replace("check passed", "")


def test_cases_that_passed_share_a_line_and_a_failed_one_has_its_own() -> None:
    cases = [replace(PASSED, result=replace(PASSED.result, name=f"test_a[{n}]")) for n in range(3)]
    failed = replace(cases[1], result=replace(cases[1].result, outcome=Outcome.FAILED, fraction=0.0))
    assert as_text(cases) == "3 checks passed\n✓  test_a  3 cases"
    lines = as_text([cases[0], failed, cases[2]]).splitlines()
    assert lines == ["1 of 3 checks failed", "✓  test_a[0]", "✗  test_a[1]", "✓  test_a[2]"]


def test_figures_stand_beside_their_check() -> None:
    result = replace(PASSED.result, metrics=(Metric("accuracy", 0.9, 0.85, 0.94, 200),))
    assert "accuracy 0.9 (0.85 to 0.94, n = 200)" in as_text([replace(PASSED, result=result)])
    error = Metric("mean_absolute_error", 0.000123456, 0.0001, 12345.6, 200, Better.LOWER)
    result = replace(PASSED.result, metrics=(error,))
    due = "mean_absolute_error 0.000123 (0.0001 to 12300, n = 200, lower is better)"
    assert due in as_text([replace(PASSED, result=result)])


def test_every_text_is_escaped_and_stripped_of_control_characters() -> None:
    nasty = "<script>x</script>\x1b[31mred\u202e"
    result = replace(FAILED.result, name=nasty, message=nasty)
    html = as_html([LocalCheck(result, nasty, hint=nasty)])
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 3
    assert not re.search("[\x1b\u202e]", html)


def test_the_html_brings_neither_style_sheets_nor_addresses() -> None:
    html = as_html([PASSED, FAILED], AUTHOR)
    assert not re.search(r"<(style|script|link|img)|https?:|url\(|class=\"(?!autograder-checks)", html)
