"""A model of the notebook's is asked in the same words, whether it is PyTorch's or Keras's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from autograder.checker.guest import Guest
from autograder.checker.network import Network, network
from autograder.checker.raised import GuestException, Refusal
from autograder.sandbox.base import Limits, SandboxSpec
from autograder.sandbox.fake import FakeSandbox

TORCH = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(4, 3)
    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x)))
        return self.head(self.drop(x).mean((2, 3)))

class Pair(nn.Module):
    def forward(self, a, b): return a + b, [a, b]

class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(5, 2)
    def forward(self, ids): return self.table(ids)

class Lists(nn.Module):
    def forward(self, x): return "text"

class Raises(nn.Module):
    def forward(self, x): raise KeyError("no such layer")

class Claims(nn.Module):
    def state_dict(self, *a, **k): return {"w": torch.zeros(2), **{str(i): Claims() for i in range(2)}}
    def named_parameters(self, *a, **k): return [(1, torch.zeros(2, requires_grad=True))]
    def forward(self, x): return self

net = Net()
frozen = Net()
frozen.conv.requires_grad_(False)
half = nn.Linear(3, 2).half()
detached = nn.Linear(3, 2)
detached.forward = lambda x: nn.functional.linear(x, detached.weight, detached.bias).detach()
two = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(1, 2, 3, padding=1))
function = lambda x: x
"""

KERAS = """
import keras
net = keras.Sequential([
    keras.Input((6, 6, 1)),
    keras.layers.Conv2D(4, 3, padding="same"), keras.layers.BatchNormalization(), keras.layers.ReLU(),
    keras.layers.Dropout(0.5), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3),
])
frozen = keras.models.clone_model(net)
frozen.layers[0].trainable = False
unbuilt = keras.Sequential([keras.layers.Dense(2)])
words = keras.Sequential([keras.Input((4,), dtype="int32"), keras.layers.Embedding(5, 2)])
a, b = keras.Input((3,)), keras.Input((3,))
pair = keras.Model([a, b], [a + b, a - b])
"""


def notebook(source: str, preload: tuple[str, ...]) -> Iterator[Guest]:
    with (
        FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=("numpy", *preload), seed=7)) as sandbox,
        sandbox.open(Limits()) as process,
    ):
        guest = Guest(process)
        with guest.within(120):
            assert guest.run(source, 1), guest.take_outputs()
            yield guest


@pytest.fixture(scope="module")
def in_torch() -> Iterator[Guest]:
    yield from notebook(TORCH, ("torch",))


@pytest.fixture(scope="module")
def in_keras() -> Iterator[Guest]:
    yield from notebook(KERAS, ("tensorflow", "keras"))


@pytest.fixture(params=["torch", "keras"])
def guest(request: pytest.FixtureRequest) -> Guest:
    found: Guest = request.getfixturevalue(f"in_{request.param}")
    return found


def pictures(net: Network, n: int = 5) -> np.ndarray:
    shape = (n, 6, 6, 1) if net.kind == "keras" else (n, 1, 6, 6)
    return np.random.default_rng(3).normal(size=shape).astype(np.float32)


def test_its_size_and_its_weights_are_told(guest: Guest) -> None:
    net = network(guest.find("net"))
    assert net.size == (9 * 4 + 4) + 2 * 4 + (4 * 3 + 3)
    statistics = set(net.weights()) - set(net.trainable())
    assert sorted(net.weights()[name].size for name in statistics if "tracked" not in name) == [4, 4]


def test_what_is_frozen_is_not_trainable(guest: Guest) -> None:
    assert network(guest.find("frozen")).size == network(guest.find("net")).size - 40


def test_it_answers_in_evaluation_unless_asked_otherwise(guest: Guest) -> None:
    net = network(guest.find("net"))
    x = pictures(net)
    assert np.array_equal(net.outputs(x), net.outputs(x))
    assert not np.array_equal(net.outputs(x, training=True), net.outputs(x, training=True))
    assert np.allclose(net.outputs(x)[:2], net.outputs(x[:2]), atol=1e-6)


def test_training_mode_moves_the_statistics_and_evaluation_does_not(guest: Guest) -> None:
    net = network(guest.find("net"))
    before = net.weights()
    net.outputs(pictures(net))
    assert all(np.array_equal(before[name], now) for name, now in net.weights().items())
    net.outputs(pictures(net), training=True)
    moved = {name for name, now in net.weights().items() if not np.array_equal(before[name], now)}
    assert moved
    assert not moved & set(net.trainable())


def test_what_is_loaded_decides_what_comes_out(guest: Guest) -> None:
    net = network(guest.find("net"))
    kept = net.weights()
    bias = next(name for name in net.trainable() if kept[name].shape == (3,))
    kernel = next(name for name in net.trainable() if sorted(kept[name].shape) == [3, 4])
    net.load({bias: np.array([1.0, 2.0, 3.0]), kernel: np.zeros(kept[kernel].shape)})
    assert np.allclose(net.outputs(pictures(net)), [[1, 2, 3]] * 5)
    net.load(kept)
    assert np.array_equal(net.weights()[kernel], kept[kernel])


def test_a_weight_that_is_not_there_or_does_not_fit_is_refused(guest: Guest) -> None:
    net = network(guest.find("net"))
    with pytest.raises(LookupError, match="no weight 'w'"):
        net.load({"w": np.zeros(2)})
    name = net.trainable()[0]
    with pytest.raises(ValueError, match=r"cannot be given \(2,\)"):
        net.load({name: np.zeros(2)})


def test_gradients_are_those_of_the_weighted_sum(guest: Guest) -> None:
    net = network(guest.find("net"))
    x, upstream = pictures(net), np.random.default_rng(4).normal(size=(5, 3))
    found, kept = net.gradients(x, upstream), net.weights()
    assert set(found) == set(net.trainable())
    name = next(n for n in net.trainable() if kept[n].shape == (3,))
    assert np.allclose(np.asarray(found[name]), upstream.sum(axis=0), atol=1e-5)
    kernel = next(n for n in net.trainable() if kept[n].ndim == 4)
    step = np.zeros_like(kept[kernel])
    step[(0,) * 4] = 1e-2
    sums = []
    for sign in (1, -1):
        net.load({kernel: kept[kernel] + sign * step})
        sums.append(float((net.outputs(x) * upstream).sum()))
    net.load(kept)
    assert np.asarray(found[kernel])[(0,) * 4] == pytest.approx((sums[0] - sums[1]) / 2e-2, abs=2e-2)


def test_what_is_frozen_gets_no_gradient(guest: Guest) -> None:
    net = network(guest.find("frozen"))
    assert set(net.gradients(pictures(net), np.ones((5, 3)))) == set(net.trainable())


def test_questions_leave_mode_and_gradients_as_they_were(in_torch: Guest) -> None:
    net = network(in_torch.find("net"))
    in_torch.run("net.train(); net.drop.eval()", 2)
    net.outputs(pictures(net))
    net.gradients(pictures(net), np.ones((5, 3)))
    in_torch.run(
        "left = [net.training, net.drop.training, net.norm.training, net.conv.weight.grad is None]", 3
    )
    assert in_torch.find("left") == [True, False, True, True]
    assert net.training


def test_the_gradient_for_the_input_shows_what_is_seen(guest: Guest) -> None:
    net = network(guest.find("net"))
    x = pictures(net, 2)
    upstream = np.array([[1.0, 0, 0], [0, 0, 0]])
    found = net.input_gradient(x, upstream)
    assert found.shape == x.shape
    assert np.any(found[0])
    assert not np.any(found[1])


def test_the_receptive_field_is_found_behind_pooling_and_relu(in_torch: Guest) -> None:
    net = network(in_torch.find("two"))
    seen = net.receptive_field((1, 16, 16), at=(slice(None), 4, 4))
    rows, columns = np.flatnonzero(seen.any(axis=(0, 2))), np.flatnonzero(seen.any(axis=(0, 1)))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (5, 12, 5, 12)


def test_several_inputs_and_outputs(guest: Guest) -> None:
    model = guest.find("Pair")() if network(guest.find("net")).kind == "torch" else guest.find("pair")
    a, b = np.ones((2, 3), np.float32), np.full((2, 3), 2, np.float32)
    first, second = network(model).outputs((a, b))
    assert np.array_equal(first, a + b)
    assert len(second) == 2


def test_words_go_in_as_numbers_and_have_no_gradient(guest: Guest) -> None:
    model = guest.find("Words")() if network(guest.find("net")).kind == "torch" else guest.find("words")
    net, ids = network(model), np.array([[0, 1, 4, 2]])
    assert net.outputs(ids).shape == (1, 4, 2)
    with pytest.raises(TypeError, match="whole numbers"):
        net.input_gradient(ids, np.ones((1, 4, 2)))


def test_half_precision_is_met_in_its_own_and_comes_back_readable(in_torch: Guest) -> None:
    found = network(in_torch.find("half")).outputs(np.ones((4, 3)))
    assert found.dtype == np.float32
    assert found.shape == (4, 2)


def test_a_graph_that_is_cut_has_no_gradients(in_torch: Guest) -> None:
    net = network(in_torch.find("detached"))
    assert set(net.gradients(np.ones((4, 3)), np.ones((4, 2))).values()) == {None}
    assert not net.input_gradient(np.ones((4, 3)), np.ones((4, 2))).any()


def test_channels_in_another_place_are_told_of(guest: Guest) -> None:
    net = network(guest.find("net"))
    moved = np.moveaxis(pictures(net), 1, -1) if net.kind == "torch" else np.moveaxis(pictures(net), -1, 1)
    takes = "first" if net.kind == "torch" else "last"
    with pytest.raises(AssertionError, match=f"takes pictures with the channels {takes}"):
        net.outputs(moved)


def test_an_exception_of_the_model_is_the_students(in_torch: Guest) -> None:
    with pytest.raises(GuestException, match="no such layer"):
        network(in_torch.find("Raises")()).outputs(np.ones((2, 1, 6, 6)))


def test_what_is_no_model_is_named(in_torch: Guest) -> None:
    with pytest.raises(AssertionError, match="a torch module or a Keras model is due, and this is function"):
        network(in_torch.find("function"))
    with pytest.raises(AssertionError, match="this is of type list"):
        network([1, 2])


def test_a_model_that_is_not_built_has_no_weights(in_keras: Guest) -> None:
    with pytest.raises(AssertionError, match="give it an Input, or call it once"):
        network(in_keras.find("unbuilt")).weights()


def test_a_model_that_returns_no_numbers_is_told_of(in_torch: Guest) -> None:
    with pytest.raises(AssertionError, match="should return a tensor, and what it returned is of type str"):
        network(in_torch.find("Lists")()).outputs(np.ones((2, 3)))


def test_claims_of_another_kind_are_refused(in_torch: Guest) -> None:
    net = network(in_torch.find("Claims")())
    with pytest.raises(Refusal):
        net.trainable()
    with pytest.raises(AssertionError, match="an object of type Claims"):
        net.outputs(np.ones((2, 3)))


def test_a_model_of_ones_own_is_looked_at_without_a_guest() -> None:
    net = network(torch.nn.Linear(3, 2))
    assert (net.kind, net.size, net.outputs(np.ones((4, 3))).shape) == ("torch", 8, (4, 2))


def test_weights_that_were_read_stay_when_the_model_moves_on() -> None:
    model = torch.nn.Linear(3, 2)
    net = network(model)
    before = net.weights()
    with torch.no_grad():
        model.weight += 1
    assert np.allclose(net.weights()["weight"] - before["weight"], 1)
