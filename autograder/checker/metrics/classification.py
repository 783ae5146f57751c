"""Figures of a classifier on hidden data: shares of right answers, F1, the area under the ROC curve.

Each sends ``inputs`` in batches, N rows in all: an array, a tensor, a list (of texts, say), or a tuple of such for a
model of several inputs, whose batches are tuples, too, given to ``predict`` as its one argument. Labels stay here.

All raise

    BadPredictions     (an AssertionError) predictions cannot be counted, or change with the other rows of a batch, the
                       order, the size of the batch, or from call to call; the last unless ``one_by_one`` is false
    AssignmentError    inputs and labels do not fit
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.checker.metrics.intervals import (
    Interval,
    bootstrap,
    delong,
    f1_interval,
    mean_of_shares,
    wilson_interval,
)
from autograder.checker.metrics.kept import BATCH, kept
from autograder.checker.metrics.peeking import Asked, ask
from autograder.checker.metrics.predictions import (
    BadPredictions,
    Floats,
    Integers,
    check_classes,
    check_probabilities,
    classes_or_scores,
    numbers,
    scores,
    values,
)
from autograder.errors import AssignmentError
from autograder.results import Metric

Predict = Callable[[Any], Any]
Average = Literal["macro", "micro", "binary"]

_FEWEST_TO_WEIGH: Final = 64
_Z_CERTAIN: Final = 3.5
"""For two intervals that must not touch: fewer than one honest model in a million comes to that by chance."""


def accuracy(
    predict: Predict,
    inputs: Any,
    labels: ArrayLike,
    *,
    classes: int | None = None,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "accuracy",
) -> Metric:
    """The share of ``inputs`` that ``predict`` labels rightly, with Wilson's 95 % interval (JASA 22, 1927).

    Args:
        predict: maps a batch (n, ...) to n class numbers, or to scores (n, classes) whose largest counts.
        inputs: N rows, sent to the student's code in batches.
        labels: (N,) integers from 0 on; they never leave the host.
        classes: how many classes there are; if given, class numbers from there on are an error.
        batch_size: rows in one call.
        one_by_one: whether answers must depend on each input alone.
        name: of the metric in the results.
    """
    found, truth = _class_numbers(predict, inputs, labels, classes, (batch_size, one_by_one))
    right = int((found == truth).sum())
    return kept(name, right / len(truth), wilson_interval(right, len(truth)), len(truth))


def balanced_accuracy(
    predict: Predict,
    inputs: Any,
    labels: ArrayLike,
    *,
    classes: int | None = None,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "balanced_accuracy",
) -> Metric:
    """The mean over the classes in ``labels`` of the share of each that ``predict`` labels rightly.

    Chance is 1 / classes, however rare some are. The 95 % interval is made of Wilson's of each class (Zou and Donner,
    Stat. Med. 27, 2008). Arguments are those of ``accuracy``.
    """
    from sklearn.metrics import balanced_accuracy_score

    found, truth = _class_numbers(predict, inputs, labels, classes, (batch_size, one_by_one))
    sizes, right = np.bincount(truth), np.bincount(truth[found == truth], minlength=int(truth.max()) + 1)
    there = sizes > 0
    with _quietly():
        value = balanced_accuracy_score(truth, found)
    return kept(name, value, mean_of_shares(right[there].tolist(), sizes[there].tolist()), len(truth))


def f1(
    predict: Predict,
    inputs: Any,
    labels: ArrayLike,
    *,
    average: Average = "macro",
    positive: int = 1,
    classes: int | None = None,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "f1",
) -> Metric:
    """F1, the harmonic mean of precision and recall: 2 hits / (2 hits + false alarms + misses); 0 where there are none.

    The 95 % interval is a bootstrap over rows for ``"macro"`` (BCa; Efron, JASA 82, 1987), Wilson's for ``"micro"``,
    and what follows from Wilson's for ``"binary"`` (Lam, Gopal and Qian, Confidence Intervals for the F1 Score, 2023).

    Args:
        predict: as for ``accuracy``, and so are the arguments that follow.
        inputs: N rows.
        labels: (N,) integers from 0 on.
        average: ``"macro"``: the mean over the classes in labels and predictions; ``"micro"``: over all counts
            together, which is the accuracy; ``"binary"``: that of the class ``positive``.
        positive: the class that is looked for, with ``"binary"``.
        classes: how many classes there are.
        batch_size: rows in one call.
        one_by_one: whether answers must depend on each input alone.
        name: of the metric in the results.
    """
    from sklearn.metrics import f1_score

    if average not in ("macro", "micro", "binary"):
        raise AssignmentError(f'f1 takes the average "macro", "micro" or "binary", not {average!r}.')
    found, truth = _class_numbers(predict, inputs, labels, classes, (batch_size, one_by_one))
    if average == "binary":  # any label but the positive one is "the rest"
        found, truth = (found == positive).astype(np.int64), (truth == positive).astype(np.int64)
    with _quietly():
        value = float(f1_score(truth, found, average=average, zero_division=0.0))
    return kept(name, value, _f1_interval(found, truth, average), len(truth))


def roc_auc(
    predict: Predict,
    inputs: Any,
    labels: ArrayLike,
    *,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "roc_auc",
) -> Metric:
    """The area under the ROC curve: how often a row of the class gets a higher score than one of the rest.

    With more than two classes it is the mean over them, each against the rest. The 95 % interval is DeLong's
    (Biometrics 44, 1988) on the logistic scale.

    Args:
        predict: of two classes, maps a batch to a score for class 1, (n,) or (n, 1), or to scores of both, (n, 2):
            probabilities or logits, for the order alone counts. Of more, to probabilities (n, classes).
        inputs: N rows.
        labels: (N,) integers from 0 on, every class among them.
        batch_size: rows in one call.
        one_by_one: whether answers must depend on each input alone.
        name: of the metric in the results.
    """
    from sklearn.metrics import roc_auc_score

    truth = _labels(labels)
    classes = int(truth.max()) + 1
    if classes < 2 or len(np.unique(truth)) < classes:
        raise AssignmentError(
            "The area under the ROC curve needs labels of two classes or more, all from 0 on."
        )

    def read(returned: Any, rows: Integers) -> Floats:
        return (
            _two_scores(returned, len(rows)) if classes == 2 else _probabilities(returned, len(rows), classes)
        )

    found = ask(predict, inputs, truth, read, batch_size=batch_size, one_by_one=one_by_one).answers
    curves = [1] if classes == 2 else list(range(classes))
    value = float(np.mean([roc_auc_score(truth == k, found[:, i]) for i, k in enumerate(curves)]))
    return kept(name, value, delong(found, truth, curves), len(truth))


def confusion_matrix(
    predict: Predict,
    inputs: Any,
    labels: ArrayLike,
    *,
    classes: int | None = None,
    batch_size: int = BATCH,
    one_by_one: bool = True,
) -> NDArray[np.int64]:
    """How many rows of each class get which answer, (classes, classes): [truth, predicted]. Nothing is recorded.

    Arguments are those of ``accuracy``; without ``classes``, there are as many as ``labels`` show.
    """
    from sklearn.metrics import confusion_matrix as counts_of

    size = classes or int(_labels(labels).max()) + 1
    found, truth = _class_numbers(predict, inputs, labels, size, (batch_size, one_by_one))
    counts: NDArray[np.int64] = counts_of(truth, found, labels=range(size)).astype(np.int64)
    return counts


def _labels(labels: ArrayLike) -> Integers:
    truth = np.asarray(labels)
    truth = truth.reshape(len(truth)) if truth.ndim == 2 and truth.shape[1] == 1 else truth
    if truth.ndim != 1 or not len(truth) or truth.dtype.kind not in "iub" or truth.min() < 0:
        raise AssignmentError("Labels should be class numbers from 0 on, one whole number for each input.")
    return truth.astype(np.int64)


def _class_numbers(
    predict: Predict, inputs: Any, labels: ArrayLike, classes: int | None, manner: tuple[int, bool]
) -> tuple[Integers, Integers]:
    """What is predicted and what is due, (N,) each; ``manner`` is (batch_size, one_by_one)."""
    batch_size, one_by_one = manner
    truth = _labels(labels)
    seen = int(truth.max()) + 1
    if classes is not None and classes < seen:
        raise AssignmentError(f"Labels show {seen} classes, and the check says that there are {classes}.")

    def read(returned: Any, rows: Integers) -> NDArray[Any]:
        found = classes_or_scores(returned, len(rows))
        return (
            scores(found, (len(rows),), classes or seen, exactly=classes is not None)
            if found.ndim == 2
            else found
        )

    asked = ask(predict, inputs, truth, read, batch_size=batch_size, one_by_one=one_by_one)
    found = asked.answers.argmax(axis=1) if asked.answers.ndim == 2 else asked.answers
    check_classes(found, classes, seen)
    _compare_with_pairs(found == truth, asked)
    return found, truth


def _compare_with_pairs(right: NDArray[np.bool_], asked: Asked) -> None:
    """Who repeats for a batch what was guessed in pairs is right there far more seldom than in all other rows.

    Raises:
        BadPredictions: it is so.
    """
    pairs, n = asked.paired, len(right)
    if len(pairs) < _FEWEST_TO_WEIGH or n == len(pairs):
        return
    before = int(right[pairs].sum())
    highest = wilson_interval(before, len(pairs), _Z_CERTAIN)[1]
    lowest = wilson_interval(int(right.sum()) - before, n - len(pairs), _Z_CERTAIN)[0]
    if highest < lowest:
        raise BadPredictions(
            "peeking",
            "predictions are worse where few inputs are asked together; each should be predicted by itself",
        )


def _f1_interval(found: Integers, truth: Integers, average: Average) -> Interval:
    if average == "micro":
        return wilson_interval(int((found == truth).sum()), len(truth))
    if average == "binary":
        return f1_interval(int((found & truth).sum()), int((found != truth).sum()))
    k, seen = np.unique(np.concatenate([truth, found]), return_inverse=True)
    due, said = np.eye(len(k))[seen[: len(truth)]], np.eye(len(k))[seen[len(truth) :]]
    if (found == truth).all():  # no draw would show an error: as if all classes were as rare as the rarest
        return f1_interval(float(due.sum(axis=0).min()), 0)[0], 1.0

    def macro(sums: Floats) -> Any:
        hits, all_ = np.split(sums, 2, axis=-1)
        with np.errstate(all="ignore"):
            return np.nanmean(2 * hits / all_, axis=-1)  # a class that a draw lacks is none of it

    return bootstrap(np.hstack([due * said, due + said]), macro, (0.0, 1.0))


def _two_scores(returned: Any, n: int) -> Floats:
    """A score for class 1 of two, (n, 1); of both it is by how much class 1 has the higher one."""
    found = numbers(returned)
    if found.ndim == 2 and found.shape[1] > 1:
        both = scores(found, (n,), 2, exactly=True)
        return both[:, 1:] - both[:, :1]
    return values(found, (n, 1))


def _probabilities(returned: Any, n: int, classes: int) -> Floats:
    found = scores(returned, (n,), classes, exactly=True)
    check_probabilities(found)
    return found


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the warning that a class was predicted which no label has: it is a wrong answer, and no more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
