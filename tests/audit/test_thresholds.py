from __future__ import annotations

import numpy as np
import pytest

from autograder.audit.model import ThresholdAdvice
from autograder.audit.statistics.bounds import upper_bound
from autograder.audit.statistics.thresholds import advise

N = 800


def shares(mean: float, spread: float, runs: int, seed: int = 0) -> list[float]:
    """What ``runs`` fresh seeds reach of N inputs."""
    drawn = np.random.default_rng(seed).normal(mean, spread, runs)
    return [float(value) for value in np.clip(np.round(N * drawn) / N, 0, 1)]


RIGHT = shares(0.931, 0.006, 64, seed=1)
FAR = {"no_hidden_layer": shares(0.73, 0.01, 8), "no_mask": shares(0.8, 0.008, 8)}
BLURRED = {"no_shuffling": shares(0.929, 0.006, 8)}


def judged(
    *thresholds: float, right: list[float] = RIGHT, wrong: dict[str, list[float]] = FAR
) -> ThresholdAdvice:
    return advise("q::test_new", "accuracy", N, right=right, wrong=wrong, thresholds=thresholds)


def test_a_threshold_between_right_solutions_and_mistakes_is_sound():
    found = judged(0.88)
    assert found.is_sound
    assert found.false_fail < 1e-4
    assert found.false_fail_limit == upper_bound(0, 64)
    assert (found.closest, found.closest_passes) == ("no_mask", 0)
    assert found.advice == (
        "0.88 fails at most 1 in 10,000 right solutions. The closest mistake, no_mask, passes in no run."
    )


def test_zero_and_full_lie_between_mistakes_and_right_solutions():
    found = judged(0.88)
    assert max(FAR["no_mask"]) < found.zero < found.full < min(RIGHT)


def test_a_threshold_one_point_too_high_fails_right_solutions():
    found = judged(0.925)
    missed = sum(value < 0.925 for value in RIGHT)
    assert not found.is_sound
    assert found.false_fail >= missed / 64 > 0.05
    assert found.false_fail_limit == upper_bound(missed, 64)
    assert found.advice.startswith(f"0.925 fails {missed} of 64 right solutions.")
    assert f"from {np.ceil(1000 * found.zero) / 1000:g}" in found.advice
    assert f"to {np.floor(1000 * found.full) / 1000:g}" in found.advice


def test_a_threshold_that_no_run_has_missed_yet_can_fail_right_solutions():
    found = judged(min(RIGHT))
    assert found.false_fail_limit == upper_bound(0, 64)
    assert found.false_fail > 1e-3
    assert not found.is_sound
    assert "fails 1 in " in found.advice


def test_the_best_of_three_is_told_and_excuses_nothing():
    found = judged(0.913)
    assert found.false_fail > 1e-3
    assert found.best_of_three == found.false_fail**3 < 1e-4
    assert "the best of three seeds at most 1 in 10,000" in found.advice
    assert not found.is_sound


def test_points_that_rise_soften_a_miss():
    assert not judged(0.913).is_sound
    assert judged(0.84, 0.913).is_sound
    assert not judged(0.84, 0.93).is_sound
    assert not judged(0.92, 0.94).is_sound


def test_the_highest_threshold_is_the_one_that_is_judged():
    found = judged(0.88, 0.7)
    assert found.thresholds == (0.7, 0.88)
    assert found.false_fail == judged(0.88).false_fail


def test_a_threshold_one_point_too_low_lets_a_mistake_pass():
    found = judged(0.79)
    assert not found.is_sound
    assert found.closest == "no_mask"
    assert found.closest_passes == sum(value >= 0.79 for value in FAR["no_mask"]) / 8 > 0.5
    assert "no_mask, passes in" in found.advice
    assert "Let points rise from" in found.advice


def test_what_no_threshold_tells_apart_belongs_to_a_check_of_state():
    found = judged(0.88, wrong=FAR | BLURRED)
    assert not found.is_sound
    assert (found.closest, found.closest_passes) == ("no_shuffling", 1)
    assert "No threshold tells no_shuffling from right solutions" in found.advice
    assert "check of state" in found.advice
    assert found.zero == judged(0.88).zero


def test_all_mistakes_may_be_out_of_reach_of_a_threshold():
    assert judged(0.88, wrong=BLURRED).zero is None


def test_a_single_run_of_a_mistake_is_believed_within_the_chance_of_its_inputs():
    single = judged(0.88, wrong={"no_mask": [0.8]})
    assert 0.8 + 2 * np.sqrt(0.16 / N) < single.zero < 0.8 + 4 * np.sqrt(0.16 / N)


def test_a_mistake_that_sometimes_ends_like_a_right_solution_is_not_told_apart():
    found = judged(0.88, wrong={"zero_start": [0.4, 0.93, 0.35, 0.5]})
    assert found.closest_passes == 0.25
    assert found.zero is None
    assert not found.is_sound


def test_of_few_runs_only_what_was_seen_is_told():
    found = judged(0.925, right=RIGHT[:20])
    missed = sum(value < 0.925 for value in RIGHT[:20])
    assert found.full is None
    assert found.false_fail == missed / 20 > 0
    assert not found.is_sound
    assert found.advice.startswith(
        f"20 runs of right solutions are too few for a verdict, which takes 59; 0.925 failed {missed} of them."
    )


def test_a_verdict_takes_as_many_runs_as_show_it_by_themselves():
    few, enough = judged(0.87, right=RIGHT[:58]), judged(0.87, right=RIGHT[:59])
    assert (few.is_sound, enough.is_sound) == (False, True)
    assert "58 runs are too few to rely on: 59 without a miss are needed" in few.advice


def test_a_figure_that_is_compared_with_no_number_is_no_fault():
    found = judged()
    assert found.is_sound
    assert (found.false_fail, found.false_fail_limit, found.closest_passes) == (0, 0, 0)
    assert found.advice.startswith(
        f"The check compares it with no number; {found.full - found.full % 0.001:g} fails"
    )


def test_mistakes_that_nobody_ran_are_not_invented():
    for wrong in ({}, {"never_run": []}):
        found = judged(0.88, wrong=wrong)
        assert (found.closest, found.zero, found.closest_passes) == ("", None, 0)
        assert "No mistake was tried" in found.advice


@pytest.mark.parametrize(("threshold", "is_sound"), [(1.0, False), (0.99, True)])
def test_perfect_runs_do_not_make_perfection_a_threshold(threshold, is_sound):
    assert judged(threshold, right=[1.0] * 64).is_sound is is_sound


def test_a_threshold_on_the_grid_is_reached_by_the_value_itself():
    found = judged(0.9, right=[720 / 800] * 64)
    assert found.false_fail < 0.5
    assert judged(0.9001, right=[720 / 800] * 64).false_fail == 1


def test_the_values_are_kept_to_be_drawn():
    found = judged(0.88)
    assert found.values.right == tuple(RIGHT)
    assert found.values.wrong["no_mask"] == tuple(FAR["no_mask"])


def test_what_is_no_share_is_refused():
    with pytest.raises(ValueError, match="shares from 0 to 1"):
        judged(0.9, right=[93.0])
    with pytest.raises(ValueError, match="shares from 0 to 1"):
        judged(0.9, wrong={"a": [float("nan")]})
    with pytest.raises(ValueError, match="runs of right solutions"):
        judged(0.9, right=[])
    with pytest.raises(ValueError, match="at least one"):
        advise("q::t", "accuracy", 0, right=[0.9], wrong={}, thresholds=())
