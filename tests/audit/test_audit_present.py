"""What a terminal shows of an audit."""

from __future__ import annotations

import io

import pytest
from audit_examples import bad_audit, empty_audit, good_audit, hostile_audit, large_audit
from rich.console import Console

from autograder.audit.model import Audit
from autograder.audit_present import audit_report

COMMANDS = "\x1b]0;owned\x07\x1b[2K\x9b\u202e"


def printed(audit: Audit, width: int = 100) -> str:
    paper = io.StringIO()
    Console(file=paper, width=width, color_system=None).print(audit_report(audit))
    return paper.getvalue()


def test_the_verdict_comes_first():
    assert printed(good_audit()).splitlines()[0].startswith("02_backpropagation: All 6 targets met")


def test_a_good_audit_asks_for_nothing():
    text = printed(good_audit(), 200)
    assert "argued: Adam.step: eight end in an exception" in text
    for heading in ("mistakes that are not", "no check notices", "lose points", "at times", "could reach"):
        assert heading not in text


@pytest.mark.parametrize("width", [80, 160])
def test_a_bad_audit_says_what_to_do(width):
    text = " ".join(printed(bad_audit(), width).split())
    for words in (
        "log_of_zero: It loses 2.25 points and should lose 0.5.",
        "in_one_line: 2 of 150 runs failed seed 17, 1 thread: classifier_checks::test_accuracy",
        "+ shifted = scores - scores.max()",
        "assert_close(softmax(scores), [[1.0, 0.0], [0.5, 0.5]])",
        "Rows of other sizes are not tried.",
        "move it; 0.965 fails 3 of 100 right solutions",
        "4 points that nothing loses: 1 essay (4)",
        "→ Train on the host from the same start, and compare the weights.",
        "745 runs in 4 min 35 s; 220 more known from earlier audits",
    ):
        assert words in text


def test_an_argued_mistake_is_not_asked_about_again():
    assert "adam_betas_fixed" not in printed(bad_audit())


def test_no_line_is_wider_than_the_terminal():
    for audit in (bad_audit(), large_audit()):
        assert max(map(len, printed(audit, 80).splitlines())) <= 80


def test_of_many_survivors_ten_are_shown():
    text = printed(bad_audit())
    assert text.count("keyword drop") == 1 + 10 + 1
    assert "and 4 more: see the page" in text
    assert "and 50 more: see the page" in printed(large_audit())
    assert len(printed(large_audit()).splitlines()) < 150


def test_an_empty_audit_says_that_nothing_is_known():
    assert printed(empty_audit(), 200).strip() == (
        "00_nothing: Nothing was measured, so nothing is known about these checks."
    )


def test_no_terminal_obeys_what_a_file_holds():
    text = printed(hostile_audit(f"[red]{COMMANDS}name"))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    assert "[red]" in text
