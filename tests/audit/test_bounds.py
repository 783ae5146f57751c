from __future__ import annotations

import sys

import pytest

from autograder.audit.statistics.bounds import runs_needed, scipy_stats, upper_bound
from autograder.errors import UsageError


@pytest.mark.parametrize(
    ("failures", "runs", "bound"),
    [(0, 100, 0.0295), (0, 299, 0.00997), (0, 64, 0.0457), (3, 100, 0.0757), (1, 10, 0.3942), (0, 1, 0.95)],
)
def test_bounds_are_those_of_clopper_and_pearson(failures, runs, bound):
    assert upper_bound(failures, runs) == pytest.approx(bound, abs=6e-5)


@pytest.mark.parametrize("failures", [1, 3, 20])
def test_so_few_failures_turn_up_in_one_of_twenty_cases_at_the_bound(failures):
    chance = scipy_stats().binom.cdf(failures, 64, upper_bound(failures, 64))
    assert chance == pytest.approx(0.05)


def test_nothing_is_known_after_no_run_or_none_that_was_right():
    assert upper_bound(0, 0) == 1
    assert upper_bound(5, 5) == 1


@pytest.mark.parametrize(("failures", "runs"), [(-1, 5), (6, 5)])
def test_more_failures_than_runs_are_no_count(failures, runs):
    with pytest.raises(ValueError, match="no count"):
        upper_bound(failures, runs)


@pytest.mark.parametrize(("bound", "runs"), [(0.05, 59), (0.03, 99), (0.01, 299), (0.001, 2995)])
def test_the_runs_needed_are_the_fewest_that_show_the_bound(bound, runs):
    assert runs_needed(bound) == runs
    assert upper_bound(0, runs) <= bound < upper_bound(0, runs - 1)


@pytest.mark.parametrize("bound", [0, 1, -0.1])
def test_some_bounds_are_shown_by_no_number_of_runs(bound):
    with pytest.raises(ValueError, match="between 0 and 1"):
        runs_needed(bound)


def test_without_scipy_runs_without_a_failure_are_judged_all_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert upper_bound(0, 59) < 0.05
    with pytest.raises(UsageError, match=r"autograder\[audit\]"):
        upper_bound(1, 59)
