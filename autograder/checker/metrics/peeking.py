"""Asks a model about hidden inputs, and notices one whose answers do not depend on each input alone.

A model that ranks a batch or normalises by its statistics, that answers by the order or the size of a batch, or
that has dropout still active, is no model of one input. Some inputs are asked beforehand, in pairs and singly, so
that no answer to a batch can be repeated there; the batches follow, and the first of them comes again, as it was and
in another order. The answers to one input should agree. An honest model's agree up to rounding, in all but a few
rows, so it cannot fail by chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.checker.metrics.batches import rows_in, taken
from autograder.checker.metrics.predictions import BadPredictions
from autograder.checker.raised import GuestException

Rows = NDArray[np.int64]
Answers = NDArray[Any]
Read = Callable[[Any, Rows], Answers]
"""Turns what was returned for some rows into their answers, (k, ...): integers are class numbers, floats are scores."""

_PAIRS: Final = 32
"""Pairs asked beforehand: enough to see that half the answers in them are guesses."""
_ALONE: Final = 8
"""Inputs asked alone: whatever forgets the axis of the batch does so for each."""
_FEWEST: Final = 4
"""Rows below which nothing is asked twice: there is no telling."""
_APART: Final = 0.03
"""How far answers of a row may lie apart, in spreads of all answers: half precision gives 0.01, dropout 0.1 to 1."""
_APART_AGAIN: Final = 0.001
"""The same where the very same batch is asked again, which is rounded the same way."""
_ROUNDING: Final = 1e-5
"""The same as a share of the answers' size: single precision gives 1e-6."""

_EVAL = "in PyTorch, call model.eval() first"
_CHANGES: Final = (
    "predictions change from one call to the next for the same inputs: dropout is still active, perhaps, or the model "
    f"keeps something of earlier calls ({_EVAL})"
)
_ORDER: Final = (
    "predictions change with the order of the inputs in a batch; each input should be predicted by itself"
)
_COMPANY: Final = (
    "predictions change with the inputs that are asked together; each input should be predicted by itself "
    f"({_EVAL})"
)
_SIZE: Final = (
    "predictions change with the size of the batch; an input that is asked alone should be predicted as in a batch "
    f"({_EVAL})"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers to all rows, (N, ...), and which rows were asked in pairs before."""

    answers: Answers
    paired: Rows


def ask(
    predict: Callable[[Any], Any],
    inputs: Any,
    truth: NDArray[Any],
    read: Read,
    *,
    batch_size: int,
    one_by_one: bool,
) -> Asked:
    """The answers of ``predict`` to all ``inputs``, in batches.

    Args:
        predict: maps a batch to what ``read`` takes.
        inputs: N rows; see ``batches``.
        truth: (N, ...) what is due; it stays here, and chooses the rows asked beforehand: nobody else knows it.
        read: what came back for some rows -> their answers.
        batch_size: rows in one call.
        one_by_one: whether answers must depend on each input alone.

    Raises:
        BadPredictions: from ``read``, or since the model peeks.
        AssignmentError: inputs and ``truth`` do not fit.
    """
    n = rows_in(inputs, len(truth))

    def answers(rows: Rows) -> Answers:
        return read(predict(taken(inputs, rows)), rows)

    batches = [np.arange(start, min(n, start + batch_size)) for start in range(0, n, batch_size)]
    if not one_by_one or n < _FEWEST:
        return Asked(_joined([answers(rows) for rows in batches]), np.arange(0))
    chance = _chance_of(truth)
    chosen = chance.choice(n, (min(_PAIRS, n // 2), 2), replace=False)
    pairs = _joined([answers(pair) for pair in chosen])
    alone = _joined([_answer_alone(answers, row) for row in chosen[:_ALONE, :1]])
    found = _joined([answers(rows) for rows in batches])
    again, order = answers(batches[0]), chance.permutation(len(batches[0]))
    turned = answers(order)
    spread = _Spread.of(found)
    if spread.changed(found[batches[0]], again, _APART_AGAIN) > len(again) // 64:
        raise BadPredictions("peeking", _CHANGES)
    spread.compare(found[order], turned, _ORDER)
    spread.compare(found[chosen.ravel()], pairs, _COMPANY)
    spread.compare(found[chosen[:_ALONE, 0]], alone, _SIZE)
    return Asked(found, chosen.ravel())


def _chance_of(truth: NDArray[Any]) -> np.random.Generator:
    """Always the same for the same labels, and unknown without them."""
    digest = hashlib.sha256(np.ascontiguousarray(truth).tobytes()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def _answer_alone(answers: Callable[[Rows], Answers], row: Rows) -> Answers:
    """The answer to one row; two were answered before."""
    try:
        return answers(row)
    except (GuestException, ValueError, IndexError, RuntimeError) as error:
        # Batch norm in training mode has no variance of one row, and squeeze() takes the axis of the batch along.
        name = error.type_name if isinstance(error, GuestException) else type(error).__name__
        raise BadPredictions(
            "peeking",
            f"the model takes two inputs and raises {name} for one alone; a batch may have one row ({_EVAL})",
        ) from error


def _joined(parts: list[Answers]) -> Answers:
    shapes = sorted({part.shape[1:] for part in parts})
    if len(shapes) > 1:
        raise BadPredictions(
            "shape", f"the shape for one input changes from batch to batch: {shapes[0]} and {shapes[1]}"
        )
    return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class _Spread:
    """How far answers are from one another, to measure what a change of one of them means."""

    between: float
    size: float

    @classmethod
    def of(cls, answers: Answers) -> _Spread:
        if answers.dtype.kind != "f":
            return cls(0.0, 0.0)
        with np.errstate(invalid="ignore", over="ignore"):
            between = float(np.sqrt(np.mean((answers - answers.mean(axis=0)) ** 2)))
            return cls(between, float(np.sqrt(np.mean(answers**2))))

    def changed(self, first: Answers, second: Answers, apart: float) -> int:
        """In how many rows the two differ: in the class, or by more than ``apart`` spreads on (quadratic) average."""
        if first.shape != second.shape or first.dtype != second.dtype:
            return len(first)
        if first.dtype.kind != "f":
            return int((first != second).sum())
        with np.errstate(invalid="ignore"):  # an infinite surprise less another one
            distance = np.sqrt(np.mean((first - second).reshape(len(first), -1) ** 2, axis=1))
        return int((distance > apart * self.between + _ROUNDING * self.size).sum())

    def compare(self, first: Answers, second: Answers, text: str) -> None:
        """Raise ``text`` when more rows differ than ties and rounding explain."""
        n = len(first)
        few = n // 10 if first.dtype.kind == "f" else max(2, n // 10)
        if (changed := self.changed(first, second, _APART)) > few:
            raise BadPredictions("peeking", f"{text}: {changed} of {n} change")
