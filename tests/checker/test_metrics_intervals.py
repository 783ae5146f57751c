"""Intervals of metrics: known examples, how often they hold what they should, the ends of a scale, and time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checker.metrics import (
    accuracy,
    balanced_accuracy,
    f1,
    forecast_skill,
    mean_absolute_error,
    mean_squared_error,
    perplexity,
    r2,
    roc_auc,
    wilson_interval,
)
from autograder.checker.metrics.intervals import bootstrap, delong, f1_interval, mean_of_shares
from autograder.results import Metric

Array = np.ndarray[Any, Any]
RUNS = 200


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson_interval(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == pytest.approx(1)
    assert mean_of_shares([8], [10]) == pytest.approx(wilson_interval(8, 10))


def test_delongs_variance_is_what_the_paper_says() -> None:
    """Worked out in full, from all pairs of rows."""
    rng = np.random.default_rng(0)
    truth = (rng.random(60) < 0.4).astype(int)
    scores = (truth + rng.normal(size=60)).round(1)
    above, below = scores[truth == 1], scores[truth == 0]
    wins = (above[:, None] > below) + 0.5 * (above[:, None] == below)
    area = wins.mean()
    error = math.sqrt(wins.mean(1).var(ddof=1) / len(above) + wins.mean(0).var(ddof=1) / len(below))
    half = 1.959963984540054 * error / (area * (1 - area))
    middle = math.log(area / (1 - area))
    due = [1 / (1 + math.exp(-end)) for end in (middle - half, middle + half)]
    assert delong(scores[:, None], truth, [1]) == pytest.approx(due)
    # Of two classes, each against the rest, both curves have the same area.
    assert delong(np.stack([-scores, scores], axis=1), truth, [0, 1]) == pytest.approx(due)


def given(answers: Array) -> Callable[[Array], Array]:
    return lambda rows: answers[rows]


def classified(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    truth = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    return truth, np.where(rng.random(n) < np.array([0.9, 0.8, 0.6])[truth], truth, rng.integers(0, 3, n))


def macro_f1(rng: np.random.Generator, n: int) -> Metric:
    truth, said = classified(rng, n)
    return f1(given(said), np.arange(n), truth, one_by_one=False)


def balanced(rng: np.random.Generator, n: int) -> Metric:
    truth, said = classified(rng, n)
    return balanced_accuracy(given(said), np.arange(n), truth, one_by_one=False)


def binary_f1(rng: np.random.Generator, n: int) -> Metric:
    truth, said = classified(rng, n)
    return f1(given((said == 1).astype(int)), np.arange(n), truth == 1, average="binary", one_by_one=False)


def area(rng: np.random.Generator, n: int) -> Metric:
    truth = np.arange(n) % 3 == 0
    return roc_auc(given(truth + rng.normal(size=n)), np.arange(n), truth, one_by_one=False)


def areas(rng: np.random.Generator, n: int) -> Metric:
    truth = np.arange(n) % 3
    powers = np.exp(1.5 * np.eye(3)[truth] + rng.normal(size=(n, 3)))
    shares = powers / powers.sum(axis=1, keepdims=True)
    return roc_auc(given(shares), np.arange(n), truth, one_by_one=False)


def absolute(rng: np.random.Generator, n: int) -> Metric:
    return mean_absolute_error(given(rng.normal(size=n)), np.arange(n), np.zeros(n), one_by_one=False)


def squared(rng: np.random.Generator, n: int) -> Metric:
    return mean_squared_error(given(rng.normal(size=n)), np.arange(n), np.zeros(n), one_by_one=False)


def explained(rng: np.random.Generator, n: int) -> Metric:
    target = rng.normal(size=n)
    return r2(given(target + rng.normal(size=n) / 2), np.arange(n), target, one_by_one=False)


def skill(rng: np.random.Generator, n: int) -> Metric:
    target = rng.normal(size=n)
    naive = target + 2 * rng.normal(size=n)
    return forecast_skill(given(target + rng.normal(size=n)), np.arange(n), target, naive, one_by_one=False)


def surprise(rng: np.random.Generator, n: int) -> Metric:
    """Tokens of a row share its mood, so there are fewer independent ones than tokens."""
    mood = rng.normal(size=(n, 1, 1))
    scores = np.concatenate([mood + 0 * np.zeros((n, 6, 1)), np.zeros((n, 6, 1))], axis=2)
    tokens = rng.integers(0, 2, (n, 1)).repeat(6, axis=1)
    return perplexity(given(scores), np.arange(n), tokens, one_by_one=False)


COVERED = [macro_f1, balanced, binary_f1, area, areas, absolute, squared, explained, skill, surprise]


@pytest.mark.parametrize("measured", COVERED, ids=lambda measured: measured.__name__)
def test_intervals_hold_the_truth_about_as_often_as_they_say(measured: Any) -> None:
    rng = np.random.default_rng(17)
    truth = np.mean([measured(rng, 20_000).value for _ in range(10)])
    found = [measured(rng, 120) for _ in range(RUNS)]
    held = sum(metric.low <= truth <= metric.high for metric in found)
    # Seeds are fixed, so this is no matter of chance; of 200 runs 95 % are 190, give or take 3.
    assert 180 <= held <= 199


def test_intervals_narrow_with_the_root_of_the_rows() -> None:
    widths = {}
    for n in (500, 8000):  # the latter are drawn in groups
        metrics = [measured(np.random.default_rng(3), n) for measured in COVERED]
        widths[n] = [metric.high - metric.low for metric in metrics]
    ratios = np.array(widths[500]) / widths[8000]
    assert (ratios > 3).all()
    assert (ratios < 5.3).all()


def test_who_makes_no_mistake_is_not_known_to_make_none() -> None:
    truth = np.arange(90) % 3
    for average in ("macro", "micro"):
        found = f1(given(truth), np.arange(90), truth, average=average)  # type: ignore[arg-type]
        assert (found.value, found.high) == (1, 1)
        assert 0.85 < found.low < 0.98
    found = balanced_accuracy(given(truth), np.arange(90), truth)
    assert found.high == 1
    assert 0.85 < found.low < 0.98
    found = roc_auc(given((truth > 0) + 0.5), np.arange(90), truth > 0)
    assert (found.value, found.high) == (1, 1)
    assert 0.85 < found.low < 0.98


def test_too_few_rows_tell_nothing() -> None:
    assert bootstrap(np.ones((1, 2)), lambda sums: sums[..., 0], (0, math.inf)) == (0, math.inf)
    assert f1_interval(0, 0) == (0, 1)
    found = roc_auc(given(np.array([0.1, 0.9])), np.arange(2), [0, 1])
    assert (found.value, found.low, found.high) == (1, 0, 1)
    assert mean_absolute_error(given(np.zeros(9)), np.arange(9), np.zeros(9)).high == 0


def test_an_interval_costs_little() -> None:
    """Processor time of the dearest at 2,000 rows; scikit-learn is loaded before."""
    for measured in (macro_f1, areas, explained, surprise):
        measured(np.random.default_rng(0), 50)
    for measured in (macro_f1, areas, explained, surprise):
        start = time.process_time()
        measured(np.random.default_rng(1), 2000)
        assert time.process_time() - start < 1, "about 0.1 s on a desk"


def test_an_accuracy_has_wilsons() -> None:
    found = accuracy(
        given((np.arange(10) < 8).astype(int)), np.arange(10), np.ones(10, int), one_by_one=False
    )
    assert (found.value, found.low, found.high) == (0.8, *wilson_interval(8, 10))
