"""How many different submissions were graded: counted once each, and never by mistake anew."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_examples import rich_result

from autograder.attempts import Attempt, attempt_of, attempts_path, count_attempt
from autograder.errors import UsageError
from autograder.settings import Settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return attempts_path(tmp_path, "hw", "ada")


def test_each_new_submission_is_an_attempt(place: Path) -> None:
    assert [count_attempt(place, digest, NOW) for digest in "abc"] == [
        Attempt(1, 1),
        Attempt(2, 2),
        Attempt(3, 3),
    ]


def test_the_same_files_again_are_the_attempt_they_were(place: Path) -> None:
    for digest in "abca":
        found = count_attempt(place, digest, NOW)
    assert found == Attempt(1, 3)


def test_the_list_says_when_each_was_first_counted(place: Path) -> None:
    count_attempt(place, "a", NOW)
    count_attempt(place, "a", NOW.replace(year=2027))
    assert json.loads(place.read_text())["attempts"] == [{"digest": "a", "at": "2026-03-01T12:00:00+00:00"}]


def test_students_and_assignments_are_counted_apart(tmp_path: Path) -> None:
    for assignment, student in (("hw", "ada"), ("hw", "bob"), ("hw2", "ada")):
        assert count_attempt(attempts_path(tmp_path, assignment, student), "a", NOW) == Attempt(1, 1)


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format": 1, "attempts": [3]}',
        '{"format": 1, "attempts": [{"digest": "a"}]}',
        '{"format": 9, "attempts": []}',
        "[" * 100_000,
    ],
)
def test_a_damaged_count_is_an_error_and_never_a_fresh_start(place: Path, damage: str) -> None:
    place.parent.mkdir(parents=True)
    place.write_text(damage)
    with pytest.raises(UsageError, match="is damaged; bring it back from a backup, or remove it"):
        count_attempt(place, "a", NOW)
    assert place.read_text() == damage


def test_a_file_that_a_killed_writer_left_aside_changes_nothing(place: Path) -> None:
    count_attempt(place, "a", NOW)
    place.with_name(f".{place.name}.new").write_text("{")
    assert count_attempt(place, "b", NOW) == Attempt(2, 2)


def test_processes_that_count_at_the_same_moment_lose_nothing(place: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(count_attempt, [place] * 20, map(str, range(20)), [NOW] * 20))
    assert count_attempt(place, "last", NOW) == Attempt(21, 21)


def test_nothing_is_counted_where_attempts_are_not_bounded(tmp_path: Path) -> None:
    assert attempt_of(rich_result(digest="a"), tmp_path, Settings(), NOW) is None
    assert list(tmp_path.iterdir()) == []


def test_grading_again_after_a_change_of_the_checks_is_no_new_attempt(tmp_path: Path) -> None:
    settings = Settings(attempts=2)
    for key in ("old checks", "new checks"):
        found = attempt_of(rich_result(digest="a", key=key), tmp_path, settings, NOW)
    assert found == Attempt(1, 1)
