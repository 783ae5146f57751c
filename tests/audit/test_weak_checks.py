"""Checks with one weakness each, of kinds that teachers write: an audit finds it, and finds none in good checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from audit_course import ALTERNATIVES, MISTAKES, AuditCourse, measure

from autograder.audit.model import Ending

SHAPES = "def test_values(): assert softmax(np.ones((3, 5))).shape == (3, 5)"
TEN_PERCENT = """
def test_values():
    scores = np.random.default_rng(3).normal(size=(3, 5))
    powers = np.exp(scores)
    np.testing.assert_allclose(softmax(scores), powers / powers.sum(axis=1, keepdims=True), rtol=0.1)
"""
EXAMPLE = "def test_values(): assert np.allclose(softmax(np.zeros((1, 2))), [[0.5, 0.5]])"
CONSTANT = """
def test_values():
    found = softmax(np.random.default_rng(3).normal(size=(3, 5)))
    assert found.shape == (3, 5) and np.allclose(found.sum(axis=1), 1)
"""
EXACT = """
def test_values():
    scores = np.random.default_rng(3).normal(size=(3, 5))
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    assert np.allclose(softmax(scores), powers / powers.sum(axis=1, keepdims=True), rtol=1e-12, atol=0)
"""
ORDERED = """
kept = []

def test_first():
    kept.append(softmax(np.array([[1.0, 2.0]])))
    assert np.allclose(kept[0].sum(), 1)

def test_second():
    assert kept[0][0, 1] > kept[0][0, 0]
"""


def test_nothing_is_found_in_good_checks(tmp_path: Path) -> None:
    audit = AuditCourse(tmp_path).write().audit()
    missed = [one for one in audit.measures if not one.is_met and "survivors" not in one.name]
    assert missed == []
    assert [fate.problems for fate in audit.mistakes] == [(), (), ()]
    assert sum(fate.ending is Ending.ASSERTION for fate in audit.mutants) > 20


def survivors_of(tmp_path: Path, checks: str) -> tuple[float, AuditCourse]:
    course = AuditCourse(tmp_path, checks=checks, mistakes={}).write()
    fates = course.audit(steady_runs=1, alternative_runs=2).mutants
    return sum(fate.ending is Ending.SURVIVED for fate in fates) / len(fates), course


def test_checks_of_shapes_alone_let_changes_live(tmp_path: Path) -> None:
    shapes, _ = survivors_of(tmp_path / "shapes", SHAPES)
    good = AuditCourse(tmp_path / "good").write().audit(steady_runs=1, alternative_runs=2).mutants
    assert shapes > 0.3
    assert sum(fate.ending is Ending.SURVIVED for fate in good) / len(good) < 0.1


def test_a_tolerance_of_ten_percent_is_found_by_a_mistake_that_is_within_it(tmp_path: Path) -> None:
    slightly = """
        def softmax(scores):
            powers = np.exp(scores)
            return powers / (1.05 * powers.sum(axis=1, keepdims=True))
    """
    course = AuditCourse(
        tmp_path,
        checks=TEN_PERCENT,
        visible="assert callable(softmax)",
        mistakes={"too_small": ("test_values", 4, slightly)},
    )
    audit = course.write().audit()
    assert audit.mistakes[0].problems == ("it loses nothing", "checks::test_values should find it")
    assert not measure(audit, "intended check").is_met


def test_checks_of_the_visible_example_alone_accept_its_answer(tmp_path: Path) -> None:
    example = "def softmax(scores):\n    return np.full(scores.shape, 0.5)"
    course = AuditCourse(tmp_path, checks=EXAMPLE, mistakes={"example": ("test_values", 4, example)})
    audit = course.write().audit()
    assert "it loses nothing" in audit.mistakes[0].problems
    assert not measure(audit, "noticed by an assertion").is_met
    assert not audit.is_met


def test_checks_that_accept_any_constant_do_not_go_unnoticed(tmp_path: Path) -> None:
    constant = "def softmax(scores):\n    return np.full(scores.shape, 1 / scores.shape[1])"
    course = AuditCourse(tmp_path, checks=CONSTANT, mistakes={"constant": ("test_values", 4, constant)})
    audit = course.write().audit()
    assert "it loses nothing" in audit.mistakes[0].problems
    assert not measure(audit, "points that no known mistake").is_met or audit.redundancy.unlosable == ()


def test_checks_that_refuse_float32_fail_a_right_solution(tmp_path: Path) -> None:
    audit = (
        AuditCourse(tmp_path, checks=EXACT, mistakes={"x": ("test_values", 4, MISTAKES["over_the_batch"][2])})
        .write()
        .audit()
    )
    failures = {fate.name: len(fate.failures) for fate in audit.alternatives}
    assert failures == {"row_by_row": 0, "float32": 2}
    assert not measure(audit, "another build").is_met


def test_checks_that_rest_on_their_order_fail_in_another(tmp_path: Path) -> None:
    course = AuditCourse(tmp_path, checks=ORDERED, mistakes={}, alternatives=ALTERNATIVES).write()
    audit = course.audit(steady_runs=8)
    unsteady = {one.check: len(one.failures) for one in audit.steadiness if one.failures}
    assert set(unsteady) == {"checks::test_second"}
    assert 0 < unsteady["checks::test_second"] < 8
    assert not measure(audit, "orders of the checks").is_met


NOISY = """
import numpy as np

def train():
    ### BEGIN SOLUTION
    # Right in some 94 of 100 cases, as chance will have it.
    rng = np.random.default_rng(np.random.randint(2**31))
    wrong = rng.random(20_000) > rng.normal(0.94, 0.0015)
    return wrong
    ### END SOLUTION

def classify(model, inputs):
    return np.where(model[inputs], 1, 0)
"""
THRESHOLD = """
from autograder import accuracy

def test_accuracy():
    model = train()
    found = accuracy(lambda inputs: classify(model, inputs), np.arange(20_000), np.zeros(20_000, dtype=int))
    assert found.value >= {threshold}
"""
LAZY = """
import numpy as np

def train():
    rng = np.random.default_rng(np.random.randint(2**31))
    return rng.random(20_000) > rng.normal(0.922, 0.0015)

def classify(model, inputs):
    return np.where(model[inputs], 1, 0)
"""


def noisy(tmp_path: Path, threshold: float) -> AuditCourse:
    return AuditCourse(
        tmp_path,
        solution=NOISY,
        checks=THRESHOLD.format(threshold=threshold),
        visible="assert callable(train)",
        mistakes={"stops_early": ("test_accuracy", 4, LAZY)},
        alternatives={"same": NOISY},
    ).write()


@pytest.mark.slow
def test_a_threshold_that_is_right_is_left_alone(tmp_path: Path) -> None:
    (advice,) = noisy(tmp_path, 0.928).audit(mutants=1, steady_runs=40, alternative_runs=40).thresholds
    assert advice.thresholds == (0.928,)
    assert advice.is_sound, advice.advice


@pytest.mark.slow
def test_a_threshold_that_is_a_point_too_high_fails_right_solutions(tmp_path: Path) -> None:
    audit = noisy(tmp_path, 0.938).audit(mutants=1, steady_runs=40, alternative_runs=40)
    (advice,) = audit.thresholds
    assert not advice.is_sound
    assert advice.false_fail > 0.01
    assert advice.full < 0.938
    assert not measure(audit, "thresholds").is_met


@pytest.mark.slow
def test_a_threshold_that_is_a_point_too_low_lets_the_closest_mistake_pass(tmp_path: Path) -> None:
    audit = noisy(tmp_path, 0.918).audit(mutants=1, steady_runs=40, alternative_runs=40)
    (advice,) = audit.thresholds
    assert (advice.closest, advice.closest_passes) == ("stops_early", 1.0)
    assert "it loses nothing" in audit.mistakes[0].problems
    assert not audit.is_met
