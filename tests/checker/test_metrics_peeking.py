"""Models whose answers depend on more than the input, and honest ones that must never be taken for such."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checker.metrics import (
    BadPredictions,
    accuracy,
    mean_squared_error,
    perplexity,
    roc_auc,
)

Array = np.ndarray[Any, Any]
Model = Callable[[Array], Any]

N = 200
RNG = np.random.default_rng(0)
INPUTS = RNG.normal(size=(N, 6)).astype(np.float32)
WEIGHTS = RNG.normal(size=(6, 3)).astype(np.float32)
LABELS = (INPUTS @ WEIGHTS).argmax(axis=1)
TARGETS = INPUTS @ WEIGHTS[:, 0]


def score(inputs: Array) -> Array:
    return inputs @ WEIGHTS  # type: ignore[no-any-return]


class Counter:
    """Every other call gives another answer."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, batch: Array) -> Array:
        self.calls += 1
        return score(batch) + np.array([3.0 * (self.calls % 2), 0, 0])  # type: ignore[no-any-return]


def dropping(batch: Array) -> Array:
    return score(batch * (np.random.default_rng().random(batch.shape) < 0.8))


def normalised(batch: Array) -> Array:
    return score((batch - batch.mean(axis=0)) / (batch.std(axis=0) + 1e-5))


def centred(batch: Array) -> Array:
    return score(batch) - 0.5 * score(batch).mean(axis=0)


def ranked(batch: Array) -> Array:
    place: Array = batch[:, 0].argsort().argsort()
    return np.eye(3)[place * 3 // len(batch)]


def placed(batch: Array) -> Array:
    return score(batch) + 3 * (np.arange(len(batch)) % 2)[:, None] * [1, 0, 0]  # type: ignore[no-any-return]


def smoothed(batch: Array) -> Array:
    return score(batch) + np.roll(score(batch), 1, axis=0)


def sized(batch: Array) -> Array:
    return score(batch) * (1 if len(batch) > 1 else -1)


def squeezed(batch: Array) -> Array:
    return score(batch).squeeze()


PEEKING: dict[str, tuple[Callable[[], Model], str]] = {
    "a counter": (Counter, "from one call to the next"),
    "dropout": (lambda: dropping, "from one call to the next"),
    "its batch's statistics": (lambda: normalised, "asked together.*model.eval"),
    "its batch's mean": (lambda: centred, "asked together"),
    "a rank": (lambda: ranked, "asked together"),
    "a place in the batch": (lambda: placed, "the order"),
    "its neighbour": (lambda: smoothed, "the order"),
    "the size of the batch": (lambda: sized, "size of the batch"),
    "one row without its axis": (lambda: squeezed, "keep the axis of the batch"),
}


@pytest.mark.parametrize("peek", PEEKING)
def test_a_classifier_that_peeks_is_told_how_by_its_scores(peek: str) -> None:
    model, text = PEEKING[peek]
    with pytest.raises(BadPredictions, match=text) as found:
        accuracy(model(), INPUTS, LABELS)
    assert found.value.category == ("shape" if "axis" in text else "peeking")


@pytest.mark.parametrize("peek", PEEKING)
def test_so_is_one_that_says_nothing_but_classes(peek: str) -> None:
    model, text = PEEKING[peek]
    predict = model()
    if "axis" in text:  # its own argmax fails, for one row alone
        text = "takes two inputs and raises AxisError for one alone"
    with pytest.raises(BadPredictions, match=text):
        accuracy(lambda batch: predict(batch).argmax(axis=1), INPUTS, LABELS)


@pytest.mark.parametrize("peek", [peek for peek in PEEKING if "axis" not in peek])
def test_so_is_one_that_predicts_numbers(peek: str) -> None:
    model, text = PEEKING[peek]
    predict = model()
    with pytest.raises(BadPredictions, match=text):
        mean_squared_error(lambda batch: predict(batch) @ [1.0, 0.5, 0.2], INPUTS, TARGETS)


def test_so_is_one_that_gives_scores_of_tokens() -> None:
    tokens = np.repeat(LABELS[:, None], 4, axis=1)
    with pytest.raises(BadPredictions, match="asked together"):
        perplexity(lambda batch: np.repeat(normalised(batch)[:, None], 4, axis=1), INPUTS, tokens)


@pytest.mark.parametrize("peek", [peek for peek in PEEKING if "axis" not in peek])
def test_the_author_may_allow_it(peek: str) -> None:
    accuracy(PEEKING[peek][0](), INPUTS, LABELS, one_by_one=False)


def test_who_repeats_for_a_batch_what_was_said_in_pairs_gets_no_accuracy_either() -> None:
    inputs = np.arange(200.0)[:, None]
    labels = (inputs[:, 0] >= 100).astype(int)
    said: dict[float, int] = {}

    def predict(batch: Array) -> list[int]:
        guesses = batch[:, 0].argsort().argsort() * 2 // len(batch)
        return [said.setdefault(float(v), int(g)) for v, g in zip(batch[:, 0], guesses, strict=True)]

    with pytest.raises(BadPredictions, match="few inputs are asked together"):
        accuracy(predict, inputs, labels)


@pytest.mark.parametrize("seed", range(50))
def test_an_honest_model_that_is_often_wrong_gets_its_figure(seed: int) -> None:
    wrong = np.random.default_rng(seed).random(N) < 0.4
    answers = dict(zip(INPUTS[:, 0].tolist(), LABELS ^ wrong, strict=True))
    found = accuracy(lambda batch: [answers[v] for v in batch[:, 0].tolist()], INPUTS, LABELS)
    assert found.value == (LABELS ^ wrong == LABELS).mean()


def network(seed: int, dtype: torch.dtype, *, deep: bool) -> torch.nn.Module:
    torch.manual_seed(seed)
    layers: list[torch.nn.Module] = [torch.nn.Linear(6, 64), torch.nn.BatchNorm1d(64), torch.nn.ReLU()]
    for _ in range(6 * deep):
        layers += [torch.nn.Linear(64, 64), torch.nn.GELU(), torch.nn.Dropout(0.3)]
    return torch.nn.Sequential(*layers, torch.nn.Linear(64, 3)).to(dtype)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("deep", [False, True], ids=["flat", "deep"])
def test_networks_of_any_precision_are_honest_in_batches_of_any_size(dtype: torch.dtype, deep: bool) -> None:
    for seed in range(4):
        model = network(seed, dtype, deep=deep).eval()
        for size in (1, 7, 64, 256):

            def predict(batch: Array, model: torch.nn.Module = model) -> Any:
                return model(torch.from_numpy(batch).to(dtype))

            accuracy(predict, INPUTS, LABELS, batch_size=size)
            accuracy(lambda batch: predict(batch).argmax(1), INPUTS, LABELS, batch_size=size)
            mean_squared_error(lambda batch: predict(batch)[:, 0] + 40, INPUTS, TARGETS, batch_size=size)
            roc_auc(lambda batch: predict(batch).float().softmax(1), INPUTS, LABELS, batch_size=size)


@pytest.mark.parametrize("deep", [False, True], ids=["batch norm", "dropout, too"])
def test_a_network_in_training_mode_is_told_to_call_eval(deep: bool) -> None:
    for seed in range(4):
        model = network(seed, torch.float32, deep=deep).train()
        with pytest.raises(BadPredictions, match=r"model\.eval\(\)"):
            accuracy(lambda batch, model=model: model(torch.from_numpy(batch)), INPUTS, LABELS)


def test_a_recurrent_network_and_a_convolution_are_honest() -> None:
    torch.manual_seed(1)
    rnn, read = torch.nn.GRU(6, 32, num_layers=2, batch_first=True), torch.nn.Linear(32, 9)
    series = RNG.normal(size=(N, 20, 6)).astype(np.float32)
    tokens = RNG.integers(0, 9, (N, 20))
    perplexity(lambda batch: read(rnn(torch.from_numpy(batch))[0]), series, tokens, batch_size=33)
    layers = [torch.nn.Conv2d(1, 8, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(288, 3)]
    picture = torch.nn.Sequential(*layers)
    pictures = RNG.normal(size=(N, 1, 8, 8)).astype(np.float32)
    accuracy(lambda batch: picture(torch.from_numpy(batch)), pictures, LABELS, batch_size=33)


@pytest.mark.parametrize(
    "predict",
    [
        lambda batch: np.zeros((len(batch), 3)),
        lambda batch: (
            np.full((len(batch), 3), 290.0) + 1e-5 * np.random.default_rng().random((len(batch), 3))
        ),
        lambda batch: np.ones(len(batch), dtype=int),
        lambda batch: score(batch) * 1e-30,
        lambda batch: score(batch) * 1e30,
    ],
    ids=["zero", "rounding about a constant", "one class", "tiny", "huge"],
)
def test_models_that_say_next_to_nothing_are_honest(predict: Model) -> None:
    accuracy(predict, INPUTS, LABELS)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 9, 63])
def test_few_inputs_are_enough_for_an_honest_model(n: int) -> None:
    assert accuracy(score, INPUTS[:n], LABELS[:n]).value == 1
    assert mean_squared_error(lambda batch: score(batch)[:, 0], INPUTS[:n], TARGETS[:n]).value < 1e-9


def test_a_rank_among_few_is_found() -> None:
    with pytest.raises(BadPredictions, match="asked together"):
        mean_squared_error(lambda batch: batch[:, 0].argsort().argsort(), INPUTS[:20], TARGETS[:20])
