"""One settings object: where each value comes from, and what is said of a wrong one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from autograder.errors import UsageError
from autograder.settings import Settings, load_config, load_settings


def course(**values: Any) -> Config:
    return Config({"Autograder": values})


def test_flags_win_over_the_environment_over_the_course_over_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = course(jobs=2, seed=2, threads=2)
    monkeypatch.setenv("AUTOGRADER_JOBS", "3")
    monkeypatch.setenv("AUTOGRADER_SEED", "3")
    found = load_settings(config, {"jobs": 4, "seed": None})
    assert (found.jobs, found.seed, found.threads, found.restarts) == (4, 3, 2, Settings().restarts)


def test_an_assignment_may_have_its_own_settings() -> None:
    config = course(assignments={"hw": {"check_seconds": 5}}, check_seconds=9)
    assert load_settings(config, {}, "hw").check_seconds == 5
    assert load_settings(config, {}, "other").check_seconds == 9


def test_the_environment_and_flags_go_before_what_an_assignment_has_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = course(assignments={"hw": {"jobs": 4, "seed": 4, "memory": 4}})
    monkeypatch.setenv("AUTOGRADER_SEED", "3")
    found = load_settings(config, {"jobs": 1}, "hw")
    assert (found.jobs, found.seed, found.memory) == (1, 3, 4)


def test_an_empty_preload_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_PRELOAD", "")
    assert load_settings(Config(), {}).preload == ()


def test_values_from_the_environment_are_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_PRELOAD", "numpy,torch")
    monkeypatch.setenv("AUTOGRADER_CELL_SECONDS", "1.5")
    found = load_settings(Config(), {})
    assert (found.preload, found.cell_seconds) == (("numpy", "torch"), 1.5)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"job": 2}, "no setting; there are: .*jobs"),
        ({"attempts": -1}, "attempts to -1; it should not be negative"),
        ({"jobs": "many"}, "jobs to 'many'; it should be a whole number"),
        ({"jobs": True}, "a whole number"),
        ({"seed": -1}, "should not be negative"),
        ({"cell_seconds": float("inf")}, "should not be negative"),
        ({"cell_seconds": float("nan")}, "should not be negative"),
        ({"assignments": 5}, "assignments to 5"),
    ],
)
def test_a_wrong_value_is_named_with_where_it_was_set(values: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        load_settings(course(**values), {})
    assert "nbgrader_config.py" in str(caught.value)


def test_a_wrong_value_of_one_assignment_names_the_assignment() -> None:
    with pytest.raises(UsageError, match="'hw'"):
        load_settings(course(assignments={"hw": {"memory": "lots"}}), {}, "hw")


def test_a_course_without_a_configuration_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(load_config(tmp_path), {}) == Settings()


def test_a_configuration_that_cannot_be_run_says_why(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Autograder.jobs = 1 / 0")
    with pytest.raises(UsageError, match="ZeroDivisionError"):
        load_config(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Autograder.jobs = 3")
    assert load_settings(load_config(tmp_path), {}).jobs == 3


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-12-24 12:00", 12),
        ("2026-12-24 12:00 UTC", 12),
        ("2026-12-24T12:00Z", 12),
        ("2026-12-24 12:00+01:00", 11),
        ("2026-12-24", 0),
    ],
)
def test_the_date_of_revealing_is_utc_unless_it_names_a_zone(text: str, hour: int) -> None:
    found = load_settings(course(reveal_hidden_after=text), {}).revealed_from
    assert found == datetime(2026, 12, 24, hour, tzinfo=UTC)


def test_without_a_date_nothing_is_ever_revealed() -> None:
    assert load_settings(Config(), {}).revealed_from is None


@pytest.mark.parametrize("text", ["Christmas", "24.12.2026", "2026-13-01", "12:00", "2026-12-24 12:00 CET"])
def test_a_wrong_date_is_told_when_settings_are_loaded(text: str) -> None:
    with pytest.raises(UsageError, match="which is no date; write one such as"):
        load_settings(course(reveal_hidden_after=text), {})


@pytest.mark.parametrize(
    ("section", "timeout", "seconds"),
    [
        ("Execute", 7, 7.0),
        ("ExecutePreprocessor", 600, 600.0),
        ("Execute", None, 86_400.0),
        ("Execute", -1, 86_400.0),
    ],
)
def test_the_time_that_a_course_gives_nbgraders_cells_holds_here(section, timeout, seconds):
    config = Config({section: {"timeout": timeout}})
    assert load_settings(config, {}).cell_seconds == seconds
    config.Autograder.cell_seconds = 3
    assert load_settings(config, {}).cell_seconds == 3


def test_nbgraders_own_default_time_is_not_imposed():
    assert load_settings(Config({"Execute": {"enabled": True}}), {}).cell_seconds == Settings().cell_seconds


@pytest.mark.parametrize("name", ["in_place", "notebook_checks"])
def test_a_word_that_is_no_choice_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is 'sometimes'; it can be "):
        load_settings(Config(), {name: "sometimes"})


def test_a_configuration_that_leaves_the_process_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("raise SystemExit('bye')\n")
    with pytest.raises(UsageError, match="cannot be run"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"final_share": 1.5}, "final_share is 1.5; it can be from 0 to 1"),
        ({"outputs_after_hidden": "maybe"}, "outputs_after_hidden is 'maybe'; it can be withheld, shown"),
    ],
)
def test_a_value_that_a_setting_cannot_have_names_those_it_can(values: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        load_settings(course(**values), {})
