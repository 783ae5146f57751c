"""What models return that cannot be counted: each gets a sentence that says what came and what is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from courses import Grader, hidden

from autograder.checker.guest import Guest
from autograder.checker.metrics import (
    BadPredictions,
    accuracy,
    balanced_accuracy,
    confusion_matrix,
    mean_absolute_error,
    perplexity,
    roc_auc,
)
from autograder.checker.verdict import CATEGORIES, OF_PREDICTIONS
from autograder.results import CheckResult, Outcome

Array = np.ndarray[Any, Any]

N = 64
LABELS = np.arange(N) % 10
ROWS = np.arange(N)
SCORES = np.eye(10)[LABELS] * 5.0 - 1
BINARY = np.arange(N) % 2
TARGETS = np.arange(N * 24.0).reshape(N, 2, 3, 4)
TOKENS = np.arange(N * 5).reshape(N, 5) % 7
WORDS = np.eye(7)[TOKENS] * 3.0


def some(values: Array, wrong: float, count: int) -> Array:
    """``values`` as floats, with ``count`` wrong ones in the last row, which is asked late."""
    found = values.astype(float)
    found.reshape(-1)[-count:] = wrong
    return found


def classes(answer: Callable[[Array], Any], **more: Any) -> Callable[[], object]:
    return lambda: accuracy(answer, ROWS, LABELS, one_by_one=False, **more)


def numbers(answer: Callable[[Array], Any]) -> Callable[[], object]:
    return lambda: mean_absolute_error(answer, ROWS, TARGETS, one_by_one=False)


def tokens(answer: Callable[[Array], Any], **more: Any) -> Callable[[], object]:
    return lambda: perplexity(answer, ROWS, TOKENS, one_by_one=False, **more)


def probable(answer: Callable[[Array], Any]) -> Callable[[], object]:
    return lambda: roc_auc(answer, ROWS, LABELS, one_by_one=False)


def binary(answer: Callable[[Array], Any]) -> Callable[[], object]:
    return lambda: roc_auc(answer, ROWS, BINARY, one_by_one=False)


class Model:
    pass


def softmax(scores: Array) -> Array:
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]


BAD: dict[str, tuple[Callable[[], object], str, str]] = {
    "nothing": (
        classes(lambda rows: None),
        "kind",
        "the model returned nothing (None); return an array of numbers",
    ),
    "a generator": (
        classes(lambda rows: (row for row in rows)),
        "kind",
        "the model returned a generator; return an array of numbers",
    ),
    "a zip": (
        classes(lambda rows: zip(rows, rows, strict=True)),
        "kind",
        "the model returned an iterator (zip); return an array of numbers",
    ),
    "a text": (classes(lambda rows: "cat"), "kind", "the model returned a text; return an array of numbers"),
    "texts": (
        classes(lambda rows: ["cat"] * len(rows)),
        "kind",
        "the model returned a list of texts; return an array of numbers",
    ),
    "a dictionary": (
        classes(lambda rows: {"logits": SCORES}),
        "kind",
        "the model returned a dictionary; return an array of numbers",
    ),
    "a function": (
        classes(lambda rows: softmax),
        "kind",
        "the model returned a function; return an array of numbers",
    ),
    "a class": (
        classes(lambda rows: Model),
        "kind",
        "the model returned a class; return an array of numbers",
    ),
    "an object": (
        classes(lambda rows: Model()),
        "kind",
        "the model returned an object of type Model; return an array of numbers",
    ),
    "a module": (
        classes(lambda rows: torch.nn.Linear(2, 2)),
        "kind",
        "the model returned an object of type Linear; return an array of numbers",
    ),
    "objects in a list": (
        classes(lambda rows: [Model()] * N),
        "kind",
        "the model returned a list with an object of type Model in it; return an array of numbers",
    ),
    "None in a list": (
        classes(lambda rows: [None] * N),
        "kind",
        "the model returned a list with nothing (None) in it; return an array of numbers",
    ),
    "an output and a state": (
        classes(lambda rows: (SCORES, SCORES[:2])),
        "kind",
        "the model returned a tuple of 2; return the predictions alone",
    ),
    "an output and a state, tensors": (
        classes(lambda rows: (torch.tensor(SCORES), torch.tensor(SCORES))),
        "kind",
        "the model returned a tuple of 2; return the predictions alone",
    ),
    "a ragged list": (
        classes(lambda rows: [[0]] * (N - 1) + [[1, 2]]),
        "kind",
        "the model returned a list whose rows differ in length; return an array of numbers",
    ),
    "booleans": (
        classes(lambda rows: LABELS > 0),
        "kind",
        "the model returned an array of booleans; return numbers, by astype(int) say",
    ),
    "complex numbers": (
        classes(lambda rows: SCORES * 1j),
        "kind",
        "the model returned an array of complex numbers; return an array of numbers",
    ),
    "an array of objects": (
        classes(lambda rows: LABELS.astype(object)),
        "kind",
        "the model returned an array of objects; return an array of numbers",
    ),
    "nan": (
        classes(lambda rows: some(LABELS, np.nan, 3)),
        "finite",
        "predictions should be finite: 3 of 64 are nan",
    ),
    "infinity": (
        classes(lambda rows: some(SCORES, -np.inf, 2)),
        "finite",
        "predictions should be finite: 2 of 640 are infinite",
    ),
    "too large for its kind": (
        numbers(lambda rows: torch.full(TARGETS.shape, 1e38) * 10),
        "finite",
        "predictions should be finite: 1536 of 1536 are infinite",
    ),
    "nan and infinity": (
        numbers(lambda rows: np.where(TARGETS < 2, np.nan, np.where(TARGETS < 5, np.inf, 1.0))),
        "finite",
        "predictions should be finite: 2 of 1536 are nan and 3 of 1536 are infinite",
    ),
    "an empty list": (
        classes(lambda rows: []),
        "shape",
        "predictions for 64 inputs should have shape (64,) or (64, classes) and have (0,)",
    ),
    "a row too few": (
        classes(lambda rows: LABELS[1:]),
        "shape",
        "predictions for 64 inputs should have shape (64,) or (64, classes) and have (63,)",
    ),
    "one number for all": (
        classes(lambda rows: 3),
        "shape",
        "predictions for 64 inputs should have shape (64,) or (64, classes) and have (); "
        "keep the axis of the batch, also where it has one input",
    ),
    "classes first": (
        classes(lambda rows: SCORES.T),
        "shape",
        "predictions for 64 inputs should have shape (64,) or (64, classes) and have (10, 64); "
        "its first axis should be that of the batch",
    ),
    "a map of scores": (
        classes(lambda rows: SCORES.reshape(N, 10, 1, 1)),
        "shape",
        "predictions for 64 inputs should have shape (64,) or (64, classes) and have (64, 10, 1, 1); "
        "an axis is left over for each input",
    ),
    "a class too few": (
        classes(lambda rows: SCORES[:, :9]),
        "shape",
        "there should be a score for each of 10 classes, and there are 9",
    ),
    "a class too many": (
        classes(lambda rows: np.pad(SCORES, ((0, 0), (0, 1))), classes=10),
        "shape",
        "there should be a score for each of 10 classes, and there are 11",
    ),
    "channels first for last": (
        numbers(lambda rows: TARGETS.transpose(0, 3, 1, 2)),
        "shape",
        "predictions for 64 inputs should have shape (64, 2, 3, 4) and have (64, 4, 2, 3); "
        "its axes are in another order",
    ),
    "channels left out": (
        numbers(lambda rows: TARGETS.mean(axis=3)),
        "shape",
        "predictions for 64 inputs should have shape (64, 2, 3, 4) and have (64, 2, 3)",
    ),
    "the batch left out": (
        numbers(lambda rows: TARGETS[0]),
        "shape",
        "predictions for 64 inputs should have shape (64, 2, 3, 4) and have (2, 3, 4)",
    ),
    "the vocabulary first, as torch's loss takes it": (
        tokens(lambda rows: WORDS.transpose(0, 2, 1)),
        "shape",
        "predictions for 64 inputs should have shape (64, 5, classes) and have (64, 7, 5); "
        "its axes are in another order",
    ),
    "the last token alone": (
        tokens(lambda rows: WORDS[:, -1]),
        "shape",
        "predictions for 64 inputs should have shape (64, 5, classes) and have (64, 7)",
    ),
    "class numbers from 1 on": (
        classes(lambda rows: LABELS + 1),
        "range",
        "class numbers lie between 1 and 10; count classes from 0",
    ),
    "class numbers from 1 on, of known classes": (
        classes(lambda rows: LABELS + 1, classes=10),
        "range",
        "class numbers should be between 0 and 9 and lie between 1 and 10; count classes from 0",
    ),
    "a class that there is not": (
        classes(lambda rows: np.minimum(LABELS * 2, 12), classes=10),
        "range",
        "class numbers should be between 0 and 9 and lie between 0 and 12",
    ),
    "a class below 0": (
        lambda: balanced_accuracy(lambda rows: LABELS[rows] - 1, ROWS, LABELS),
        "range",
        "class numbers should be 0 or more and lie between -1 and 8",
    ),
    "a class that no label has, in a matrix": (
        lambda: confusion_matrix(lambda rows: LABELS * 10**9, ROWS, LABELS, one_by_one=False),
        "range",
        "class numbers should be between 0 and 9 and lie between 0 and 9000000000",
    ),
    "broken class numbers": (
        classes(lambda rows: some(LABELS, 1.5, 2)),
        "range",
        "class numbers should be whole, and 2 of 64 are not (1.5); "
        "return one whole number, or a row of scores, for each",
    ),
    "probabilities for class numbers": (
        lambda: accuracy(lambda rows: some(BINARY, 0.25, 1), ROWS, BINARY, one_by_one=False),
        "range",
        "class numbers should be whole, and 1 of 64 are not (0.25); compare probabilities with 0.5",
    ),
    "logits for probabilities": (
        probable(lambda rows: SCORES),
        "range",
        "probabilities are due, and 640 of 640 values lie outside 0 to 1: these look like logits, so apply a softmax",
    ),
    "logits for probabilities of tokens": (
        tokens(lambda rows: WORDS, probabilities=True),
        "range",
        "probabilities are due, and 320 of 2240 values lie outside 0 to 1: these look like logits, so apply a softmax",
    ),
    "logarithms of probabilities": (
        probable(lambda rows: np.log(softmax(SCORES))),
        "range",
        "probabilities are due, and these are their logarithms: take exp",
    ),
    "sigmoids for a softmax": (
        probable(lambda rows: np.full((N, 10), 0.3)),
        "range",
        "probabilities of all classes should add up to 1, and one row adds up to 3",
    ),
    "probabilities for logits": (
        tokens(lambda rows: softmax(WORDS)),
        "range",
        "scores or log-probabilities are due, and these are probabilities: leave the softmax out",
    ),
    "three scores of two classes": (
        binary(lambda rows: SCORES[:, :3]),
        "shape",
        "there should be a score for each of 2 classes, and there are 3",
    ),
    "another shape in the last batch": (
        classes(lambda rows: LABELS[rows] if rows[0] else SCORES[rows], batch_size=32),
        "shape",
        "the shape for one input changes from batch to batch: () and (10,)",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_predictions_are_called_by_their_name(bad: str) -> None:
    measured, category, text = BAD[bad]
    with pytest.raises(BadPredictions) as found:
        measured()
    assert (found.value.category, str(found.value)) == (category, text)
    assert category in OF_PREDICTIONS


GOOD: dict[str, Callable[[Array], Any]] = {
    "a list": lambda rows: LABELS[rows].tolist(),
    "a tuple": lambda rows: tuple(LABELS[rows].tolist()),
    "a list of rows": lambda rows: SCORES[rows].tolist(),
    "a list of arrays": lambda rows: list(SCORES[rows]),
    "a list of tensors": lambda rows: list(torch.tensor(LABELS[rows])),
    "tensors that want a gradient": lambda rows: [
        torch.tensor(row, requires_grad=True) for row in SCORES[rows]
    ],
    "a column": lambda rows: LABELS[rows, None],
    "whole floats": lambda rows: LABELS[rows].astype(np.float32),
    "small integers": lambda rows: LABELS[rows].astype(np.uint8),
    "a tensor that wants a gradient": lambda rows: torch.tensor(SCORES[rows], requires_grad=True),
    "half precision": lambda rows: torch.tensor(SCORES[rows]).half(),
    "numpy's half precision": lambda rows: SCORES[rows].astype(np.float16),
    "the other half precision": lambda rows: torch.tensor(SCORES[rows]).bfloat16(),
    "an eighth": lambda rows: torch.tensor(SCORES[rows]).to(torch.float8_e5m2),
    "a sparse tensor": lambda rows: torch.tensor(SCORES[rows]).to_sparse(),
    "a tensor of numbers seen as negative": lambda rows: torch.tensor(SCORES[rows] * 1j).conj().imag * -1,
    "one number for one input": lambda rows: LABELS[rows].squeeze()[()],
}


@pytest.mark.parametrize("good", GOOD)
def test_these_are_taken_as_they_are(good: str) -> None:
    assert accuracy(GOOD[good], ROWS, LABELS).value == 1


def test_axes_of_length_one_may_be_there_or_not_and_nothing_is_broadcast() -> None:
    targets = np.arange(N, dtype=float)
    for shape in ((-1,), (-1, 1), (-1, 1, 1)):
        found = mean_absolute_error(lambda rows: targets[rows].reshape(shape) + 1, ROWS, targets)  # noqa: B023
        assert found.value == 1
        found = mean_absolute_error(lambda rows: targets[rows] + 1, ROWS, targets.reshape(shape))
        assert found.value == 1


# ---- through the student's own process

STUDENT = """
import torch
torch.set_num_threads(1)

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.norm, self.out = torch.nn.BatchNorm1d(10), torch.nn.Linear(10, 10)
        self.kind = torch.float32
    def forward(self, rows):
        return self.out(self.norm(torch.as_tensor(rows, dtype=torch.float32))).to(self.kind)

net = Net()
def honest(rows):
    net.eval()
    return net(rows)
def half(rows): return honest(rows).half()
def other_half(rows): return honest(rows).bfloat16()
def training(rows):
    net.train()
    return net(rows)
def generated(rows):
    for row in rows:
        yield row.argmax()
def itself(rows): return net
def listed(rows): return [net] * len(rows)
class Odd:
    def __array__(self, *_, **__): raise SystemExit
    def __class__(self): raise SystemExit
def odd(rows): return Odd()
"""


@pytest.fixture
def student(guest: Guest) -> Guest:
    assert guest.run(STUDENT, 1)
    return guest


def test_a_students_tensors_of_any_precision_are_counted(student: Guest) -> None:
    whole = accuracy(student.find("honest"), SCORES, LABELS).value
    assert accuracy(student.find("half"), SCORES, LABELS).value == whole
    assert accuracy(student.find("other_half"), SCORES, LABELS).value == pytest.approx(whole, abs=0.05)


@pytest.mark.parametrize(
    ("function", "category", "text"),
    [
        ("training", "peeking", "raises ValueError for one alone; a batch may have one row"),
        ("generated", "kind", "the model returned a generator; return an array of numbers"),
        ("itself", "kind", "the model returned an object of type Net; return an array of numbers"),
        ("listed", "kind", "the model returned a list with an object of type Net in it"),
        ("odd", "kind", "the model returned an object of type Odd; return an array of numbers"),
    ],
)
def test_a_students_other_things_are_called_by_their_name(
    student: Guest, function: str, category: str, text: str
) -> None:
    with pytest.raises(BadPredictions) as found:
        accuracy(student.find(function), SCORES, LABELS)
    assert found.value.category == category
    assert text in str(found.value)


CHECK = """
import numpy as np
import pytest
from autograder import accuracy

@pytest.mark.hint("Train for longer.")
def test_new_rows():
    assert accuracy(predict, np.eye(4)[np.arange(80) % 4], np.arange(80) % 4).value == 1
"""
RIGHT = "def predict(rows): return rows.argmax(axis=1)"


def checked(grader: Grader, student: str, check: str = CHECK, **settings: Any) -> CheckResult:
    cell = grader.cell(student, check, reference=RIGHT, **settings)
    assert cell.checks[0].outcome.is_graded
    return cell.checks[0]


def test_a_visible_check_says_what_came(grader: Grader) -> None:
    found = checked(grader, "def predict(rows): return rows.argmax(axis=1) + 1")
    assert found.message.endswith("E BadPredictions: class numbers lie between 1 and 4; count classes from 0")


def test_a_hidden_check_says_why_in_fixed_words_before_its_hint(grader: Grader) -> None:
    found = checked(grader, "def predict(rows): return rows / 0", hidden(CHECK))
    assert (found.outcome, found.category) == (Outcome.FAILED, "finite")
    assert found.message == f"{CATEGORIES['finite']}. Train for longer."
    assert checked(grader, "def predict(rows): return rows * 0", hidden(CHECK)).message == "Train for longer."


def test_an_error_in_the_model_is_the_models(grader: Grader) -> None:
    found = checked(grader, "def predict(rows): raise ValueError('mat1 and mat2 shapes')")
    assert found.category == "raised"
    assert "mat1 and mat2 shapes" in found.message


def test_a_model_that_never_ends_is_stopped(grader: Grader) -> None:
    found = checked(grader, "def predict(rows):\n    while True: pass", check_seconds=1)
    assert (found.outcome, found.category) == (Outcome.TIMEOUT, "timeout")


def test_a_fault_of_the_check_costs_no_points(grader: Grader) -> None:
    cell = grader.cell(RIGHT, CHECK.replace("np.arange(80) % 4).value", "np.arange(79) % 4).value"))
    assert (cell.checks[0].outcome, cell.earned) == (Outcome.CHECKER_ERROR, None)
