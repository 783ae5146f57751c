"""How well a model foresees hidden tokens."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.checker.metrics.classification import Predict
from autograder.checker.metrics.intervals import bootstrap
from autograder.checker.metrics.kept import BATCH, kept
from autograder.checker.metrics.peeking import ask
from autograder.checker.metrics.predictions import (
    BadPredictions,
    Floats,
    Integers,
    check_probabilities,
    is_simplex,
    scores,
)
from autograder.errors import AssignmentError
from autograder.results import Better, Metric


def perplexity(
    predict: Predict,
    inputs: Any,
    targets: ArrayLike,
    *,
    mask: ArrayLike | None = None,
    ignore: int | None = None,
    probabilities: bool = False,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "perplexity",
) -> Metric:
    """exp of the mean negative log-likelihood of a token: 1 is certainty, V a guess among V tokens; lower is better.

    As defined by Jelinek et al. (J. Acoust. Soc. Am. 62, 1977). The 95 % interval is a bootstrap over rows, for the
    tokens of a row are not independent (BCa; Efron, JASA 82, 1987); it rests on n = N rows.

    Args:
        predict: maps a batch of n rows to scores (n, ..., V) for the token at each of the places ``...`` of
            ``targets``: logits or log-probabilities, which a softmax makes probabilities of here.
        inputs: N rows, sent to the student's code in batches.
        targets: (N, ...) token numbers from 0 to V - 1; they never leave the host.
        mask: (N, ...), true where a token counts; all do without one.
        ignore: a token number that does not count, that of the padding say; it may be negative.
        probabilities: whether ``predict`` gives probabilities instead of scores.
        batch_size: rows in one call.
        one_by_one: whether answers must depend on each input alone.
        name: of the metric in the results.

    Raises:
        BadPredictions: (an AssertionError) they cannot be counted: not finite, of a wrong shape, logits where
            probabilities are due or the other way round; or they change with the batch or from call to call.
        AssignmentError: inputs, targets and mask do not fit.
    """
    due, counts = _tokens(targets, mask, ignore)
    size = int(due[counts].max()) + 1

    def read(returned: Any, rows: Integers) -> Floats:
        found = scores(returned, (len(rows), *due.shape[1:]), size)
        logs = _log_of(found) if probabilities else _log_softmax(found)
        losses = -np.take_along_axis(logs, np.where(counts, due, 0)[rows][..., None], axis=-1)[..., 0]
        return np.where(counts[rows], losses, 0.0).reshape(len(rows), -1)

    losses = ask(predict, inputs, due, read, batch_size=batch_size, one_by_one=one_by_one).answers
    rows = np.stack([losses.sum(axis=1), counts.reshape(len(counts), -1).sum(axis=1)], axis=1)
    value = float(_perplexity(rows.sum(axis=0)))
    return kept(name, value, bootstrap(rows, _perplexity, (1, math.inf)), len(due), Better.LOWER)


def _tokens(
    targets: ArrayLike, mask: ArrayLike | None, ignore: int | None
) -> tuple[Integers, NDArray[np.bool_]]:
    """The tokens that are due, and which of them count."""
    due = np.asarray(targets)
    counts = np.ones(due.shape, dtype=bool) if mask is None else np.asarray(mask).astype(bool)
    if due.ndim == 0 or due.dtype.kind not in "iu" or counts.shape != due.shape:
        raise AssignmentError("Targets should be whole numbers (N, ...), and the mask be shaped like them.")
    counts = counts & (due != ignore) if ignore is not None else counts
    if not counts.any() or due[counts].min() < 0:
        raise AssignmentError(
            "Targets that count should be token numbers from 0 on, and there should be some."
        )
    return due.astype(np.int64), counts


def _log_of(found: Floats) -> Floats:
    check_probabilities(found)
    with np.errstate(divide="ignore"):  # what was held impossible and happened is an infinite surprise
        return np.log(np.clip(found, 0, 1))


def _log_softmax(found: Floats) -> Floats:
    if found.shape[-1] > 1 and is_simplex(found):
        raise BadPredictions(
            "range", "scores or log-probabilities are due, and these are probabilities: leave the softmax out"
        )
    shifted = found - found.max(axis=-1, keepdims=True)
    logs: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


def _perplexity(sums: Floats) -> Any:
    with np.errstate(over="ignore"):
        return np.exp(sums[..., 0] / sums[..., 1])
