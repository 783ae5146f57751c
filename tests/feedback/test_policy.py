"""What a course decides about hidden checks, and the sentence about attempts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.attempts import Attempt
from autograder.feedback import FeedbackPolicy, HiddenLevel, policy_for
from autograder.settings import Settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = "2026-12-24 12:00"


def said(number: int, total: int, *, cap: int = 5, reveal: str = "") -> str:
    settings = Settings(attempts=cap, reveal_hidden_after=reveal)
    return policy_for(settings, NOW, Attempt(number, total)).about_attempts()


@pytest.mark.parametrize(
    ("number", "total", "cap", "sentence"),
    [
        (1, 1, 5, "You have 4 of your 5 attempts with hidden results left;"),
        (4, 4, 5, "You have 1 of your 5 attempts with hidden results left;"),
        (5, 5, 5, "You have used your 5 attempts with hidden results; what you hand in from now on counts,"),
        (1, 9, 5, "You have used your 5 attempts with hidden results; what you hand in from now on counts,"),
        (6, 6, 5, "You have used your 5 attempts with hidden results; this one counts,"),
        (2, 2, 1, "You have used your attempt with hidden results; this one counts,"),
    ],
)
def test_a_student_reads_how_many_attempts_are_left(number: int, total: int, cap: int, sentence: str) -> None:
    assert said(number, total, cap=cap).startswith(sentence)


def test_a_student_reads_when_the_rest_is_told() -> None:
    assert said(6, 6).endswith("its hidden results are shown when your instructor reveals them.")
    assert said(6, 6, reveal=LATER).endswith("shown after 2026-12-24 12:00 UTC.")
    assert said(6, 6, reveal=f"{LATER}+01:00").endswith("shown after 2026-12-24 12:00 UTC+01:00.")


def test_nothing_is_said_where_attempts_are_not_bounded_or_all_is_revealed() -> None:
    assert said(9, 9, cap=0) == ""
    assert said(9, 9, reveal="2026-01-01") == ""


@pytest.mark.parametrize(("number", "used_up"), [(1, False), (2, False), (3, True)])
def test_attempts_are_used_up_after_the_last(number: int, used_up: bool) -> None:
    policy = policy_for(Settings(attempts=2), NOW, Attempt(number, 3))
    assert policy.is_used_up is used_up


def test_a_submission_that_nobody_counted_is_told_nothing() -> None:
    assert policy_for(Settings(attempts=2), NOW).is_used_up


def test_the_day_of_revealing_ends_every_silence() -> None:
    policy = policy_for(Settings(attempts=1, reveal_hidden_after="2026-01-01"), NOW, Attempt(9, 9))
    assert (policy.is_used_up, policy.shows_what_follows_hidden) == (False, True)


def test_what_follows_hidden_checks_is_shown_only_where_the_course_says_so() -> None:
    assert not FeedbackPolicy(HiddenLevel.MESSAGE).shows_what_follows_hidden
    assert policy_for(Settings(outputs_after_hidden="shown"), NOW).shows_what_follows_hidden
