"""What metrics are worth, which labels leave the host (none), and figures that equal scikit-learn's."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sklearn.metrics as sk

from autograder.checker import context
from autograder.checker.metrics import (
    accuracy,
    balanced_accuracy,
    class_numbers,
    confusion_matrix,
    earn,
    f1,
    forecast_skill,
    linear,
    mean_absolute_error,
    mean_squared_error,
    perplexity,
    r2,
    roc_auc,
    steps,
)
from autograder.errors import AssignmentError
from autograder.results import Better, Metric

Array = np.ndarray[Any, Any]

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


def test_points_grow_in_steps_or_on_a_line() -> None:
    table = {0.85: 0.5, 0.92: 1.0}
    assert [steps(v, table) for v in (0.2, 0.85, 0.9, 0.92, 1.0, float("nan"))] == [0, 0.5, 0.5, 1, 1, 0]
    assert [linear(v, 0.5, 0.9) for v in (0.1, 0.5, 0.9, 1.0, float("nan"))] == [0, 0, 1, 1, 0]


def test_points_of_what_is_better_when_lower_grow_as_it_falls() -> None:
    assert linear(0.6, 1.0, 0.2) == pytest.approx(0.5)
    assert [linear(v, 1.0, 0.2) for v in (2.0, 1.0, 0.2, 0.0, math.inf, math.nan)] == [0, 0, 1, 1, 0, 0]
    table = {0.5: 1.0, 0.8: 0.5}
    assert [steps(v, table, "lower") for v in (0.4, 0.5, 0.6, 0.8, 0.9, math.nan)] == [1, 1, 0.5, 0.5, 0, 0]
    assert steps(0.6, table, Better.LOWER) == 0.5


def test_no_line_goes_through_one_figure() -> None:
    with pytest.raises(AssignmentError, match="two different figures"):
        linear(0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="sideways"):
        steps(0.5, {}, "sideways")


@pytest.mark.parametrize("fraction", [-0.1, 1.1, float("nan")])
def test_only_a_share_can_be_earned(fraction: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        earn(fraction)


def test_what_is_measured_and_earned_is_recorded_with_the_check() -> None:
    record = context.CheckContext(guest=None)  # type: ignore[arg-type]  (no kernel is asked here)
    context.enter(record)
    try:
        first = accuracy(lambda batch: batch.argmax(axis=1) % 2, INPUTS, LABELS)
        second = mean_absolute_error(lambda batch: batch.sum(axis=1), INPUTS, LABELS, name="error of sums")
        earn(linear(first.value, 0, 1.6))
    finally:
        context.enter(None)
    assert record.metrics == [first, second]
    assert isinstance(first, Metric)
    assert (first.name, first.value, first.n, first.better) == ("accuracy", 0.8, 5, "higher")
    assert first.low < 0.8 < first.high
    assert (second.name, second.value, second.better) == ("error of sums", 0.6, "lower")
    assert record.fraction == 0.5


# N hidden rows: a number each that is the row's own, so that whoever is asked can be told apart by it.
N = 300
RNG = np.random.default_rng(5)
KEYS = np.arange(N, dtype=float)[:, None]
TRUTH = RNG.integers(0, 4, N)
SAID = np.where(RNG.random(N) < 0.7, TRUTH, RNG.integers(0, 4, N))
LOGITS = 2 * np.eye(4)[TRUTH] + RNG.normal(size=(N, 4))
SHARES = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
RARE = (RNG.random(N) < 0.2).astype(int)
SCORE = RARE + RNG.normal(size=N).round(1)
NUMBERS = RNG.normal(size=(N, 3)) * [1, 10, 100] + 500
GUESSES = NUMBERS + RNG.normal(size=(N, 3)) * [0.5, 3, 70]
NAIVE = NUMBERS + RNG.normal(size=(N, 3)) * 90
TOKENS = RNG.integers(0, 7, (N, 5))
WORDS = RNG.normal(size=(N, 5, 7)) + 2 * np.eye(7)[TOKENS]


def by_row(answers: Array) -> Callable[[Array], Array]:
    """A model that gives each row its own answer."""
    return lambda batch: answers[batch[:, 0].astype(int)]


METRICS: dict[str, tuple[Callable[[], Metric], Callable[[], float]]] = {
    "accuracy": (lambda: accuracy(by_row(SAID), KEYS, TRUTH), lambda: sk.accuracy_score(TRUTH, SAID)),
    "accuracy of scores": (
        lambda: accuracy(by_row(LOGITS), KEYS, TRUTH),
        lambda: sk.accuracy_score(TRUTH, LOGITS.argmax(1)),
    ),
    "balanced": (
        lambda: balanced_accuracy(by_row(SAID), KEYS, TRUTH),
        lambda: sk.balanced_accuracy_score(TRUTH, SAID),
    ),
    "balanced, a class that no label has": (
        lambda: balanced_accuracy(by_row(SAID + RARE), KEYS, TRUTH),
        lambda: float(np.mean([(SAID + RARE == TRUTH)[k == TRUTH].mean() for k in range(4)])),
    ),
    "macro": (lambda: f1(by_row(SAID), KEYS, TRUTH), lambda: sk.f1_score(TRUTH, SAID, average="macro")),
    "micro": (
        lambda: f1(by_row(SAID), KEYS, TRUTH, average="micro"),
        lambda: sk.f1_score(TRUTH, SAID, average="micro"),
    ),
    "binary": (
        lambda: f1(by_row((SCORE > 0.5).astype(int)), KEYS, RARE, average="binary"),
        lambda: sk.f1_score(RARE, SCORE > 0.5),
    ),
    "binary, class 0": (
        lambda: f1(by_row((SCORE > 0.5).astype(int)), KEYS, RARE, average="binary", positive=0),
        lambda: sk.f1_score(RARE, SCORE > 0.5, pos_label=0),
    ),
    "area": (lambda: roc_auc(by_row(SCORE), KEYS, RARE), lambda: sk.roc_auc_score(RARE, SCORE)),
    "area, a column": (
        lambda: roc_auc(by_row(SCORE[:, None]), KEYS, RARE),
        lambda: sk.roc_auc_score(RARE, SCORE),
    ),
    "area, both": (
        lambda: roc_auc(by_row(LOGITS[:, :2]), KEYS, RARE),
        lambda: sk.roc_auc_score(RARE, LOGITS[:, 1] - LOGITS[:, 0]),
    ),
    "area, four": (
        lambda: roc_auc(by_row(SHARES), KEYS, TRUTH),
        lambda: sk.roc_auc_score(TRUTH, SHARES, multi_class="ovr"),
    ),
    "squared": (
        lambda: mean_squared_error(by_row(GUESSES), KEYS, NUMBERS),
        lambda: sk.mean_squared_error(NUMBERS, GUESSES),
    ),
    "absolute": (
        lambda: mean_absolute_error(by_row(GUESSES), KEYS, NUMBERS),
        lambda: sk.mean_absolute_error(NUMBERS, GUESSES),
    ),
    "r2": (lambda: r2(by_row(GUESSES), KEYS, NUMBERS), lambda: sk.r2_score(NUMBERS, GUESSES)),
    "skill": (
        lambda: forecast_skill(by_row(GUESSES), KEYS, NUMBERS, NAIVE),
        lambda: 1 - np.abs(GUESSES - NUMBERS).mean() / np.abs(NAIVE - NUMBERS).mean(),
    ),
    "perplexity": (
        lambda: perplexity(by_row(WORDS), KEYS, TOKENS),
        lambda: math.exp(sk.log_loss(TOKENS.ravel(), softmax(WORDS).reshape(-1, 7), labels=range(7))),
    ),
    "perplexity of probabilities": (
        lambda: perplexity(by_row(softmax(WORDS)), KEYS, TOKENS, probabilities=True),
        lambda: math.exp(sk.log_loss(TOKENS.ravel(), softmax(WORDS).reshape(-1, 7), labels=range(7))),
    ),
    "perplexity of log-probabilities": (
        lambda: perplexity(by_row(np.log(softmax(WORDS))), KEYS, TOKENS),
        lambda: math.exp(sk.log_loss(TOKENS.ravel(), softmax(WORDS).reshape(-1, 7), labels=range(7))),
    ),
}
LOWER = {
    "squared",
    "absolute",
    "perplexity",
    "perplexity of probabilities",
    "perplexity of log-probabilities",
}


def softmax(scores: Array) -> Array:
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]


@pytest.mark.parametrize("figure", METRICS)
def test_figures_equal_scikit_learns_within_their_interval(figure: str) -> None:
    measured, due = METRICS[figure]
    metric = measured()
    assert metric.value == pytest.approx(due(), abs=1e-9)
    assert metric.low < metric.value < metric.high
    assert metric.n == N
    assert (metric.better is Better.LOWER) == (figure in LOWER)
    assert measured() == metric, "the same data always gets the same interval"


def test_the_matrix_of_counts_has_the_truth_in_its_rows_and_records_nothing() -> None:
    record = context.CheckContext(guest=None)  # type: ignore[arg-type]
    context.enter(record)
    try:
        counts = confusion_matrix(by_row(SAID), KEYS, TRUTH, classes=5)
    finally:
        context.enter(None)
    assert (counts[:4, :4] == sk.confusion_matrix(TRUTH, SAID)).all()
    assert counts.shape == (5, 5)
    assert not record.metrics


def test_padding_does_not_count() -> None:
    padded = np.where(RNG.random(TOKENS.shape) < 0.3, -100, TOKENS)
    kept = padded != -100
    due = math.exp(sk.log_loss(TOKENS[kept], softmax(WORDS)[kept], labels=range(7)))
    assert perplexity(by_row(WORDS), KEYS, padded, ignore=-100).value == pytest.approx(due)
    assert perplexity(by_row(WORDS), KEYS, TOKENS, mask=kept).value == pytest.approx(due)


def test_what_was_held_impossible_is_an_infinite_surprise() -> None:
    certain = np.eye(7)[np.where(np.arange(N)[:, None] == 3, (TOKENS + 1) % 7, TOKENS)]
    found = perplexity(by_row(certain), KEYS, TOKENS, probabilities=True)
    assert (found.value, found.low, found.high) == (math.inf, 1, math.inf)


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        (KEYS, np.ndarray),
        ([f"text {n}" for n in range(N)], list),
        ((KEYS, [str(n) for n in range(N)]), tuple),
    ],
    ids=["array", "texts", "two inputs"],
)
@pytest.mark.parametrize("one_by_one", [True, False])
def test_inputs_are_sent_in_batches_and_labels_never(inputs: Any, kind: type, one_by_one: bool) -> None:
    asked: list[list[int]] = []

    def number(item: Any) -> int:
        return int(item[0]) if isinstance(item, np.ndarray) else int(item.split()[-1])

    def predict(*given: Any, **more: Any) -> Any:
        (batch,) = given
        assert not more
        assert type(batch) is kind
        parts = batch if kind is tuple else (batch,)
        rows = [[number(item) for item in part] for part in parts]
        assert all(part == rows[0] for part in rows)
        asked.append(rows[0])
        return TRUTH[rows[0]]

    assert accuracy(predict, inputs, TRUTH, batch_size=128, one_by_one=one_by_one).value == 1
    whole = [list(range(128)), list(range(128, 256)), list(range(256, N))]
    if not one_by_one:
        assert asked == whole
        return
    before, after = asked[:40], asked[43:]
    assert [len(rows) for rows in before] == [2] * 32 + [1] * 8, (
        "before an answer to a batch could be repeated"
    )
    assert asked[40:43] == whole
    assert after[0] == whole[0]
    assert after[1] != whole[0]
    assert sorted(after[1]) == whole[0]
    assert len(after) == 2


def test_torch_and_tensorflow_inputs_stay_what_they_are() -> None:
    import torch

    seen = set()

    def predict(batch: Any) -> Any:
        seen.add((type(batch), batch.dtype))
        return batch[:, 0].long() % 2

    assert accuracy(predict, torch.arange(N, dtype=torch.float16)[:, None], np.arange(N) % 2).value == 1
    assert seen == {(torch.Tensor, torch.float16)}


def test_an_accuracy_needs_no_scikit_learn() -> None:
    code = (
        "import sys, numpy as np; from autograder import accuracy;"
        "accuracy(lambda x: x[:, 0], np.zeros((9, 1)), np.zeros(9, int)); assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


AUTHORS_FAULTS: dict[str, Callable[[], object]] = {
    "fewer labels": lambda: accuracy(by_row(TRUTH), KEYS, TRUTH[:-1]),
    "no inputs": lambda: accuracy(by_row(TRUTH), KEYS[:0], TRUTH[:0]),
    "labels of no class": lambda: accuracy(by_row(TRUTH), KEYS, TRUTH + 0.5),
    "labels from -1": lambda: accuracy(by_row(TRUTH), KEYS, TRUTH - 1),
    "more classes than said": lambda: accuracy(by_row(TRUTH), KEYS, TRUTH, classes=3),
    "parts of different length": lambda: accuracy(by_row(TRUTH), (KEYS, KEYS[1:]), TRUTH),
    "an average that there is not": lambda: f1(by_row(TRUTH), KEYS, TRUTH, average="weighted"),  # type: ignore[arg-type]
    "a curve of one class": lambda: roc_auc(by_row(SCORE), KEYS, RARE * 0),
    "a curve that lacks a class": lambda: roc_auc(by_row(SHARES), KEYS, RARE * 2),
    "targets that are nan": lambda: mean_squared_error(by_row(SCORE), KEYS, SCORE * np.nan),
    "targets that never vary": lambda: r2(by_row(SCORE), KEYS, SCORE * 0),
    "naive forecasts of another shape": lambda: forecast_skill(by_row(GUESSES), KEYS, NUMBERS, NAIVE[:, 0]),
    "naive forecasts that are right": lambda: forecast_skill(by_row(GUESSES), KEYS, NUMBERS, NUMBERS),
    "tokens that are no numbers": lambda: perplexity(by_row(WORDS), KEYS, TOKENS.astype(str)),
    "a mask of another shape": lambda: perplexity(by_row(WORDS), KEYS, TOKENS, mask=TOKENS[:, 0]),
    "nothing but padding": lambda: perplexity(by_row(WORDS), KEYS, TOKENS * 0, ignore=0),
}


@pytest.mark.parametrize("fault", AUTHORS_FAULTS)
def test_what_is_wrong_in_a_check_is_its_authors_fault(fault: str) -> None:
    with pytest.raises(AssignmentError):
        AUTHORS_FAULTS[fault]()
