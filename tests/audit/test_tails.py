"""Right solutions are drawn from known laws here, so what all but one in ten thousand reach is known, too."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.audit.statistics.tails import (
    RARE,
    FewWrong,
    NormalTail,
    PeaksTail,
    is_scattered,
    leans,
    learn,
    logit_of,
    right_at,
    tolerance_factor,
)

Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]


def answers(logits: NDArray[np.float64], n: int = 800) -> NDArray[np.float64]:
    return np.round(n / (1 + np.exp(-logits)))


LAWS: dict[str, tuple[int, Draw]] = {
    "normal logits": (800, lambda rng, m: answers(2.59 + 0.09 * rng.normal(size=m))),
    "binomial": (800, lambda rng, m: rng.binomial(800, 0.93, m).astype(float)),
    "binomial near 1": (200, lambda rng, m: rng.binomial(200, 0.99, m).astype(float)),
    "exponential below": (800, lambda rng, m: answers(2.8 - 0.1 * rng.exponential(size=m))),
    "gamma below": (800, lambda rng, m: answers(2.8 - 0.07 * rng.gamma(2, size=m))),
    "scattered errors": (200, lambda rng, m: 200.0 - rng.poisson(rng.gamma(2, size=m))),
}


@pytest.mark.parametrize(("runs", "factor"), [(10, 6.22), (30, 4.82), (100, 4.25), (200, 4.08)])
def test_tolerance_factors_are_those_of_the_tables(runs, factor):
    assert tolerance_factor(runs) == pytest.approx(factor, abs=0.006)


def test_a_tolerance_factor_is_that_of_the_nist_handbook():
    # Section 7.2.6.3: 43 wafers, 90 % of them, 99 % confidence.
    assert tolerance_factor(43, content=0.9, confidence=0.99) == pytest.approx(1.8740, abs=1e-3)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("runs", [64, 200])
def test_fresh_runs_miss_the_limit_less_often_than_once_in_ten_thousand(law, runs):
    n, draw = LAWS[law]
    rng = np.random.default_rng(7)
    fresh = np.sort(draw(rng, 400_000))
    limits = [math.floor(learn(draw(rng, runs) / n, n).limit() + 0.5) for _ in range(60)]
    missed = np.searchsorted(fresh, limits) / len(fresh)
    assert missed.mean() < RARE
    assert (missed > RARE).mean() <= 0.1


@pytest.mark.parametrize("law", ["exponential below", "gamma below"])
def test_a_normal_limit_breaks_where_values_lean(law):
    n, draw = LAWS[law]
    rng = np.random.default_rng(7)
    fresh, values = np.sort(draw(rng, 400_000)) / n, draw(rng, 200) / n
    limit = values.mean() - tolerance_factor(200) * values.std(ddof=1)
    assert np.searchsorted(fresh, limit) / len(fresh) > 10 * RARE


@pytest.mark.parametrize(
    ("law", "kind", "least"),
    [
        ("binomial near 1", FewWrong, 25),
        ("scattered errors", PeaksTail, 40),
        ("exponential below", PeaksTail, 40),
        ("normal logits", NormalTail, 20),
    ],
)
def test_the_law_is_chosen_by_the_values(law, kind, least):
    n, draw = LAWS[law]
    rng = np.random.default_rng(3)
    assert sum(type(learn(draw(rng, 200) / n, n)) is kind for _ in range(40)) >= least


@pytest.mark.parametrize("law", LAWS)
def test_the_chance_of_a_miss_is_that_of_fresh_runs_or_somewhat_more(law):
    n, draw = LAWS[law]
    rng = np.random.default_rng(5)
    fresh = np.sort(draw(rng, 400_000))
    threshold = fresh[len(fresh) // 500]
    chances = [learn(draw(rng, 200) / n, n).below(threshold - 0.5) for _ in range(40)]
    truth = np.searchsorted(fresh, threshold) / len(fresh)
    # Binomial shares lie closer together than their logits have it: that errs on the safe side.
    assert truth / 2 < np.median(chances) < 5 * truth


@pytest.mark.parametrize("runs", [64, 200])
@pytest.mark.parametrize("value", [0.93, 1.0, 0.0])
def test_runs_that_all_end_alike_still_leave_a_step_open(value, runs):
    limit = learn([value] * runs, 100).limit()
    assert limit <= max(0, 100 * value - 0.5)
    assert math.isfinite(limit)


def test_a_rare_bad_run_among_perfect_ones_lowers_the_limit():
    perfect, with_a_bad_one = [1.0] * 100, [1.0] * 97 + [0.9, 0.88, 0.85]
    assert learn(with_a_bad_one, 100).limit() < 85 < learn(perfect, 100).limit()


def test_right_and_wrong_answers_have_opposite_logits():
    assert logit_of(3, 10) == -logit_of(7, 10)
    assert logit_of(5, 10) == 0
    assert math.isfinite(logit_of(0, 10))
    assert logit_of(10.5, 10) == math.inf
    assert logit_of(-0.5, 10) == -math.inf


@pytest.mark.parametrize("right", [0, 0.25, 5, 9.5, 10])
def test_the_answers_at_a_logit_have_that_logit(right):
    assert right_at(logit_of(right, 10), 10) == pytest.approx(right)


def test_values_that_lean_to_the_right_do_no_harm():
    values = np.random.default_rng(0).gamma(2, size=200)
    assert leans(-values)
    assert not leans(np.minimum(values, np.quantile(values, 0.9)))
    assert not leans(np.ones(50))


def test_counts_that_vary_more_than_chance_are_scattered():
    rng = np.random.default_rng(0)
    assert is_scattered(rng.poisson(rng.gamma(1, 3, size=100)).astype(float))
    assert not is_scattered(rng.binomial(10, 0.5, 100).astype(float))
    assert not is_scattered(np.zeros(50))
