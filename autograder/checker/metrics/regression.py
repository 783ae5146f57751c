"""Errors of predicted numbers on hidden data, by themselves and against a naive forecast.

``inputs`` are sent in batches as for a classifier (see ``classification``, also for what is raised); targets stay
here. Predictions have the shape of the targets, (N, ...); axes of length one may be there or not. Every 95 % interval
is a bootstrap over rows (BCa; Efron, JASA 82, 1987): the numbers within a row need not be independent. Errors have the
unit of the targets, a squared error its square.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.checker.metrics.classification import Predict
from autograder.checker.metrics.intervals import bootstrap
from autograder.checker.metrics.kept import BATCH, kept
from autograder.checker.metrics.peeking import ask
from autograder.checker.metrics.predictions import Floats, Integers, values
from autograder.errors import AssignmentError
from autograder.results import Better, Metric


def mean_squared_error(
    predict: Predict,
    inputs: Any,
    targets: ArrayLike,
    *,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "mean_squared_error",
) -> Metric:
    """The mean of the squared errors; lower is better.

    Args:
        predict: maps a batch (n, ...) to numbers shaped like its targets.
        inputs: N rows, sent to the student's code in batches.
        targets: (N, ...) finite numbers; they never leave the host.
        batch_size: rows in one call.
        one_by_one: whether answers must depend on each input alone.
        name: of the metric in the results.
    """
    from sklearn.metrics import mean_squared_error as error_of

    found, due = _predicted(predict, inputs, _targets(targets), (batch_size, one_by_one))
    return _mean_of((found - due) ** 2, error_of(due, found), name)


def mean_absolute_error(
    predict: Predict,
    inputs: Any,
    targets: ArrayLike,
    *,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "mean_absolute_error",
) -> Metric:
    """The mean of the absolute errors; lower is better. Arguments are those of ``mean_squared_error``."""
    from sklearn.metrics import mean_absolute_error as error_of

    found, due = _predicted(predict, inputs, _targets(targets), (batch_size, one_by_one))
    return _mean_of(np.abs(found - due), error_of(due, found), name)


def r2(
    predict: Predict,
    inputs: Any,
    targets: ArrayLike,
    *,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "r2",
) -> Metric:
    """The share of the targets' variance that is explained, at most 1; 0 is what their mean as a forecast gives.

    Of several numbers in a row it is the mean over them. Arguments are those of ``mean_squared_error``; targets must
    vary.
    """
    from sklearn.metrics import r2_score

    found, due = _predicted(predict, inputs, _targets(targets), (batch_size, one_by_one))
    if len(due) < 2 or (due == due[0]).all(axis=0).any():
        raise AssignmentError("R2 needs targets that vary, in each of their columns.")
    # Centred first: else the difference of two large sums would be the variance.
    centred = due - due.mean(axis=0)
    rows = np.hstack([(due - found) ** 2, centred**2, centred, np.ones((len(due), 1))])

    def explained(sums: Floats) -> Any:
        errors, squares, plain = np.split(sums[..., :-1], 3, axis=-1)
        return (1 - errors / (squares - plain**2 / sums[..., -1:])).mean(axis=-1)

    return kept(name, r2_score(due, found), bootstrap(rows, explained, (-math.inf, 1)), len(due))


def forecast_skill(
    predict: Predict,
    inputs: Any,
    targets: ArrayLike,
    naive: ArrayLike,
    *,
    batch_size: int = BATCH,
    one_by_one: bool = True,
    name: str = "forecast_skill",
) -> Metric:
    """1 - MAE(predict) / MAE(naive): 1 is a perfect forecast, 0 no better than the naive one, below 0 worse.

    One less the relative mean absolute error (Hyndman and Koehler, Int. J. Forecasting 22, 2006). Both errors are of
    the same rows, and the bootstrap draws them together.

    Args:
        predict: as for ``mean_squared_error``, and so are the arguments not named here.
        inputs: N rows.
        targets: (N, ...).
        naive: forecasts shaped like ``targets``, the last known value of each series say; they stay on the host.
        batch_size: rows in one call.
        one_by_one: whether answers must depend on each input alone.
        name: of the metric in the results.
    """
    from sklearn.metrics import mean_absolute_error as error_of

    plain, wanted = _targets(naive), _targets(targets)
    if plain.numbers.shape != wanted.numbers.shape or error_of(wanted.numbers, plain.numbers) == 0:
        raise AssignmentError("The naive forecasts should be shaped like the targets, and not all be right.")
    found, due = _predicted(predict, inputs, wanted, (batch_size, one_by_one))
    rows = np.stack([np.abs(found - due).mean(axis=1), np.abs(plain.numbers - due).mean(axis=1)], axis=1)
    value = 1 - error_of(due, found) / error_of(due, plain.numbers)
    return kept(name, value, bootstrap(rows, _skill, (-math.inf, 1)), len(due))


@dataclass(frozen=True, slots=True)
class _Targets:
    """What is due: ``numbers`` as rows, (N, numbers in a row), and the ``shape`` of one row's targets."""

    numbers: Floats
    shape: tuple[int, ...]


def _targets(targets: ArrayLike) -> _Targets:
    due = np.asarray(targets)
    if due.ndim == 0 or not due.size or due.dtype.kind not in "iuf" or not np.isfinite(due).all():
        raise AssignmentError("Targets should be an array of finite numbers, a row for each input.")
    return _Targets(due.reshape(len(due), -1).astype(np.float64), due.shape[1:])


def _predicted(
    predict: Predict, inputs: Any, due: _Targets, manner: tuple[int, bool]
) -> tuple[Floats, Floats]:
    """What is predicted and what is due, as rows of numbers each; ``manner`` is (batch_size, one_by_one)."""
    batch_size, one_by_one = manner

    def read(returned: Any, rows: Integers) -> Floats:
        return values(returned, (len(rows), *due.shape)).reshape(len(rows), -1)

    asked = ask(predict, inputs, due.numbers, read, batch_size=batch_size, one_by_one=one_by_one)
    return asked.answers, due.numbers


def _mean_of(errors: Floats, value: float, name: str) -> Metric:
    """``value``, the mean of ``errors`` (N, numbers in a row), as a metric with its interval."""
    # Each row with a count of one, so that the sums of a draw give its mean.
    rows = np.stack([errors.mean(axis=1), np.ones(len(errors))], axis=1)
    return kept(name, value, bootstrap(rows, _mean, (0, math.inf)), len(errors), Better.LOWER)


def _mean(sums: Floats) -> Any:
    return sums[..., 0] / sums[..., 1]


def _skill(sums: Floats) -> Any:
    return 1 - _mean(sums)
