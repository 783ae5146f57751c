"""Accuracy on hidden labels, and points as a function of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checker import context
from autograder.checker.metrics import accuracy, class_numbers, earn, linear, steps, wilson_interval
from autograder.results import Metric

LABELS = np.array([0, 1, 2, 1, 0])
INPUTS = np.eye(5)


@pytest.mark.parametrize(
    "predictions",
    [
        LABELS,
        LABELS.tolist(),
        LABELS.astype(np.uint8),
        LABELS.astype(float),
        LABELS[:, None],
        np.eye(3)[LABELS],
        np.eye(3)[LABELS].astype(int),
    ],
    ids=["array", "list", "uint8", "whole floats", "column", "scores", "integer scores"],
)
def test_these_predictions_are_all_right(predictions: Any) -> None:
    assert class_numbers(predictions, 5).tolist() == LABELS.tolist()


@pytest.mark.parametrize(
    "predictions",
    [
        LABELS[:4],
        np.append(LABELS, 0),
        LABELS + 0.5,
        LABELS * np.nan,
        LABELS == 1,
        LABELS.astype(str),
        LABELS[None],
        np.zeros((5, 3, 1)),
        None,
        [],
        3,
        np.full((5, 3), np.inf),
        LABELS.astype(object),
        [[0], [1, 2], [0], [0], [0]],
    ],
    ids=range(14),
)
def test_these_predictions_are_refused(predictions: Any) -> None:
    with pytest.raises((AssertionError, ValueError)):
        class_numbers(predictions, 5)


def test_accuracy_counts_over_batches_and_never_sends_a_label() -> None:
    seen: list[np.ndarray[Any, Any]] = []

    def predict(batch: np.ndarray[Any, Any]) -> Any:
        seen.append(batch)
        return batch.argmax(axis=1) % 2

    metric = accuracy(predict, INPUTS, LABELS, batch_size=2)
    assert [len(batch) for batch in seen] == [2, 2, 1]
    assert (np.concatenate(seen) == INPUTS).all()
    assert (metric.value, metric.n) == (0.8, 5)
    assert metric.low < 0.8 < metric.high


def test_the_interval_is_wilsons() -> None:
    assert wilson_interval(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == pytest.approx(1)


def test_points_grow_in_steps_or_on_a_line() -> None:
    table = {0.85: 0.5, 0.92: 1.0}
    assert [steps(v, table) for v in (0.2, 0.85, 0.9, 0.92, 1.0, float("nan"))] == [0, 0.5, 0.5, 1, 1, 0]
    assert [linear(v, 0.5, 0.9) for v in (0.1, 0.5, 0.9, 1.0, float("nan"))] == [0, 0, 1, 1, 0]
    assert linear(0.6, 1.0, 0.2) == pytest.approx(0.5), "a loss falls"


@pytest.mark.parametrize("fraction", [-0.1, 1.1, float("nan")])
def test_only_a_share_can_be_earned(fraction: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        earn(fraction)


def test_what_is_measured_and_earned_is_recorded_with_the_check() -> None:
    record = context.CheckContext(guest=None)  # type: ignore[arg-type]  (no kernel is asked here)
    context.enter(record)
    try:
        metric = accuracy(lambda batch: LABELS, INPUTS, LABELS)
        earn(linear(metric.value, 0, 2))
    finally:
        context.enter(None)
    assert record.metrics == [metric]
    assert isinstance(metric, Metric)
    assert record.fraction == 0.5


def balanced() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    labels = np.random.default_rng(3).permutation(np.repeat(np.arange(2), 100))
    return labels[:, None] + 40.0, labels


def test_who_ranks_a_batch_gets_no_accuracy() -> None:
    inputs, labels = balanced()
    with pytest.raises(AssertionError, match="predicted by itself"):
        accuracy(lambda batch: batch[:, 0].argsort().argsort() * 2 // len(batch), inputs, labels)


def test_who_ranks_a_batch_and_repeats_what_was_said_before_gets_no_accuracy_either() -> None:
    inputs = np.arange(200.0)[:, None]
    labels = (inputs[:, 0] >= 100).astype(int)
    said: dict[float, int] = {}

    def predict(batch: np.ndarray[Any, Any]) -> list[int]:
        ranked = batch[:, 0].argsort().argsort() * 2 // len(batch)
        return [
            said.setdefault(float(value), int(guess))
            for value, guess in zip(batch[:, 0], ranked, strict=True)
        ]

    try:
        value = accuracy(predict, inputs, labels).value
    except AssertionError:
        value = 0.0
    assert value < 0.95


def test_who_normalises_by_the_batch_gets_no_accuracy() -> None:
    inputs, labels = balanced()
    with pytest.raises(AssertionError, match=r"model\.eval"):
        accuracy(lambda batch: (batch[:, 0] > batch.mean()).astype(int), inputs, labels)


@pytest.mark.parametrize("seed", range(20))
def test_an_honest_model_that_is_often_wrong_gets_its_accuracy(seed: int) -> None:
    inputs, labels = balanced()
    is_wrong = np.random.default_rng(seed).random(200) < 0.4
    answers = dict(zip(inputs[:, 0] + np.arange(200) * 1e-6, labels ^ is_wrong, strict=True))
    inputs = inputs + np.arange(200)[:, None] * 1e-6
    found = accuracy(lambda batch: [int(answers[value]) for value in batch[:, 0]], inputs, labels)
    assert found.value == pytest.approx(1 - is_wrong.mean())


def test_few_inputs_are_asked_once() -> None:
    asked: list[int] = []

    def predict(batch: np.ndarray[Any, Any]) -> Any:
        asked.append(len(batch))
        return np.zeros(len(batch), dtype=int)

    accuracy(predict, np.zeros((63, 2)), np.zeros(63, dtype=int))
    assert asked == [63]
