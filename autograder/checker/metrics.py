"""Figures measured on hidden data: inputs go to the student's model, labels stay here."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.checker.compare import without_gradient
from autograder.checker.context import current
from autograder.results import Metric

_Z95 = 1.959963984540054
_PAIRS = 32
"""How many pairs of inputs are asked beforehand: enough to see that half the answers in them are guesses."""
_Z_CERTAIN = 4.0
"""Fewer than one honest model in ten thousand is as much worse in the pairs by mere chance."""


def accuracy(
    predict: Callable[[Any], Any],
    inputs: ArrayLike,
    labels: ArrayLike,
    *,
    batch_size: int = 256,
    one_by_one: bool = True,
) -> Metric:
    """The share of ``inputs`` that ``predict`` labels rightly, with Wilson's 95 % interval.

    Args:
        predict: maps a batch (n, ...) to n class numbers, or to scores (n, classes) whose largest counts.
        inputs: (N, ...), sent to the student's code in batches.
        labels: (N,) integers; they never leave the host.
        batch_size: rows in one call.
        one_by_one: whether each input must be predicted by itself, and a model that does clearly worse on pairs of
            them fails; false where another check weighs that.

    Raises:
        AssertionError: the predictions are not one class number (or row of finite scores) for each input, or they
            rest on which inputs are asked together.
    """
    rows, truth = np.asarray(inputs), np.asarray(labels)
    most = _most_in_pairs(predict, rows, truth) if one_by_one else 1.0
    right = 0
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        classes = class_numbers(predict(batch), len(batch))
        right += int((classes == truth[start : start + batch_size]).sum())
    if right / len(rows) > most:
        raise AssertionError(
            "predictions change with the inputs that are asked together; each input should be predicted by itself "
            "(in PyTorch, call model.eval() first)"
        )
    low, high = wilson_interval(right, len(rows))
    return _record(Metric("accuracy", right / len(rows), low, high, len(rows)))


def class_numbers(predictions: Any, n: int) -> NDArray[np.int64]:
    """``predictions`` as n class numbers, shape (n,).

    Raises:
        AssertionError: a wrong shape, a wrong kind, or values that are not finite.
    """
    found = np.asarray(without_gradient(predictions))
    if found.dtype.kind not in "iuf":
        raise AssertionError("predictions should be numbers")
    if not np.isfinite(found).all():
        raise AssertionError("predictions should be finite")
    if found.ndim == 2 and found.shape[0] == n and found.shape[1] > 1:
        best: NDArray[np.int64] = found.argmax(axis=1).astype(np.int64)
        return best
    if found.shape not in ((n,), (n, 1)):
        raise AssertionError(f"predictions for {n} inputs should have shape ({n},) and have {found.shape}")
    whole = found.reshape(n).astype(np.int64)
    if (whole != found.reshape(n)).any():
        raise AssertionError("class numbers should be whole numbers")
    return whole


def _most_in_pairs(predict: Callable[[Any], Any], rows: NDArray[Any], truth: NDArray[Any]) -> float:
    """The largest share that ``predict`` can be expected to get right, by what it says of some inputs in pairs.

    Who ranks a batch, or normalises by its statistics, can hardly do so with two. The pairs come first, so that no
    earlier answer can be repeated. They are always the same, and the labels, which nobody knows, choose them.
    """
    if len(rows) < 2 * _PAIRS:
        return 1.0
    seed = int.from_bytes(hashlib.sha256(truth.tobytes()).digest()[:8], "big")
    chosen = np.random.default_rng(seed).choice(len(rows), (_PAIRS, 2), replace=False)
    right = sum(int((class_numbers(predict(rows[pair]), 2) == truth[pair]).sum()) for pair in chosen)
    return wilson_interval(right, 2 * _PAIRS, _Z_CERTAIN)[1]


def wilson_interval(right: float, n: float, z: float = _Z95) -> tuple[float, float]:
    """The score interval for a share of ``right`` in ``n``, 95 % if ``z`` is not given (Wilson, JASA 22, 1927)."""
    share, spread = right / n, z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def earn(fraction: float) -> None:
    """Let the running check earn ``fraction`` (0 to 1) of its weight; it has passed only at 1.

    Raises:
        ValueError: not a share.
    """
    if not 0 <= fraction <= 1:
        raise ValueError(f"a check earns between 0 and 1 of its weight, not {fraction}")
    if context := current():
        context.fraction = float(fraction)


def linear(value: float, zero: float, full: float) -> float:
    """0 up to ``zero``, 1 from ``full`` on, a straight line between."""
    return min(1.0, max(0.0, (value - zero) / (full - zero)))


def steps(value: float, table: Mapping[float, float]) -> float:
    """The fraction that belongs to the highest threshold in ``table`` that ``value`` reaches; else 0."""
    return max((fraction for threshold, fraction in table.items() if value >= threshold), default=0.0)


def _record(metric: Metric) -> Metric:
    if context := current():
        context.metrics.append(metric)
    return metric
