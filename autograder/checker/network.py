"""One view of a model of the notebook's, PyTorch or Keras, so that a check can look at what it does.

What comes back is data, and a claim of the student's process: let a verdict rest on what the host can work
out again, from weights that it has set itself for instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.checker.proxy import Proxy, describe, guest_of
from autograder.checker.raised import GuestException, Refusal
from autograder.guest import networks

Array = NDArray[Any]

_LOOKS = 32
"""How many random inputs a receptive field is seen with: the more, the fewer units are off in all of them."""


def network(model: Any) -> Network:
    """A view of ``model``.

    Raises:
        AssertionError: it is neither a torch module nor a Keras model.
    """
    kind = _ask(model, "kind")
    if kind not in ("torch", "keras"):
        raise AssertionError(f"a torch module or a Keras model is due, and this is {_what(model)}")
    return Network(model, kind)


class Network:
    """A torch module or a Keras model (a layer will do), asked in the words of neither.

    Inputs ``x`` are arrays (N, ...), whose floats reach a torch module in its own precision; a tuple of arrays is
    given to a model of several inputs. ``training`` says in which mode the model answers, and is put back
    afterwards; ``None`` leaves it as it is.
    """

    def __init__(self, model: Any, kind: str) -> None:
        self._model = model
        self.kind = kind

    @property
    def training(self) -> bool:
        """Whether it is in training mode now; a Keras model, which is told with each call, never is."""
        return _ask(self._model, "training") is True

    @property
    def size(self) -> int:
        """How many numbers there are in the weights that training moves."""
        weights = self.weights()
        return sum(weights[name].size for name in self.trainable())

    def weights(self) -> dict[str, Array]:
        """Every parameter and buffer by its name: that of ``state_dict``, or a Keras variable's path."""
        found = _ask(self._model, "weights")
        if type(found) is not dict or not all(map(_is_array, found.values())):
            raise Refusal("the model's weights are no arrays")
        if self.kind == "keras" and not found:
            raise AssertionError("the model has no weights yet: give it an Input, or call it once")
        return found

    def trainable(self) -> tuple[str, ...]:
        """The names of the weights that training moves: not those that are frozen, nor any statistics."""
        found = _ask(self._model, "trainable")
        if type(found) is not list or not all(type(name) is str for name in found):
            raise Refusal("the names of the model's weights are no texts")
        return tuple(found)

    def load(self, weights: Mapping[str, ArrayLike]) -> None:
        """Set some of its weights, or all.

        Raises:
            LookupError: there is none of that name.
            ValueError: one has another shape.
        """
        _ask(self._model, "load", {name: np.asarray(value) for name, value in weights.items()})

    def outputs(self, x: Any, training: bool | None = False) -> Any:
        """What it returns for ``x``: an array, or a tuple of them where it returns several.

        Raises:
            AssertionError: it takes the axis of channels in another place, or does not return numbers.
        """
        parts = _parts(x)
        try:
            found = _ask(self._model, "outputs", parts, training)
        except GuestException as error:
            if advice := self._other_layout(parts, training):
                raise AssertionError(advice) from error
            raise
        return _arrays(found)

    def gradients(
        self, x: Any, upstream: ArrayLike, training: bool | None = False
    ) -> dict[str, Array | None]:
        """The gradient of ``sum(outputs(x) * upstream)`` for each trainable weight; ``None`` where none arrives."""
        found = _ask(self._model, "gradients", _parts(x), np.asarray(upstream), training)
        if type(found) is not dict or not all(value is None or _is_array(value) for value in found.values()):
            raise Refusal("the model's gradients are no arrays")
        return found

    def input_gradient(self, x: Any, upstream: ArrayLike, training: bool | None = False) -> Any:
        """The gradient of ``sum(outputs(x) * upstream)`` for ``x``, of its shape; zeros where none arrives."""
        parts = _parts(x)
        found = _ask(self._model, "input gradient", parts, np.asarray(upstream), training)
        if type(found) is not tuple or len(found) != len(parts):
            raise Refusal("the gradient for the model's input is no array")
        found = tuple(np.zeros(part.shape) if g is None else g for g, part in zip(found, parts, strict=True))
        if not all(_is_array(g) and g.shape == part.shape for g, part in zip(found, parts, strict=True)):
            raise Refusal("the gradient for the model's input has another shape")
        return found if isinstance(x, tuple) else found[0]

    def receptive_field(
        self, shape: tuple[int, ...], at: tuple[int | slice, ...], seed: int = 0
    ) -> NDArray[np.bool_]:
        """Which places of an input of ``shape`` (without its batch) reach the output ``at`` (likewise).

        ``at`` may hold slices, to take all channels of one place together. Seen by the gradient for some random
        inputs, since a unit that is off lets nothing through.
        """
        x = np.random.default_rng(seed).normal(size=(_LOOKS, *shape)).astype(np.float32)
        upstream = np.zeros(np.shape(self.outputs(x)), np.float32)
        there = upstream[:, *at]
        upstream[:, *at] = np.random.default_rng(seed + 1).normal(size=there.shape)
        seen: NDArray[np.bool_] = (self.input_gradient(x, upstream) != 0).any(axis=0)
        return seen

    def _other_layout(self, parts: list[Array], training: bool | None) -> str:
        """What to tell of a model that refuses these pictures, and takes them with their axes moved."""
        if len(parts) != 1 or parts[0].ndim != 4:
            return ""
        channels_first = parts[0].shape[1] < parts[0].shape[3]
        moved = np.moveaxis(parts[0], 1, -1) if channels_first else np.moveaxis(parts[0], -1, 1)
        try:
            _ask(self._model, "outputs", [np.ascontiguousarray(moved)], training)
        except GuestException:
            return ""
        takes, due = ("last", "first") if channels_first else ("first", "last")
        return (
            f"the model takes pictures with the channels {takes}; here they come {due}, as {parts[0].shape}"
        )


def _ask(model: Any, question: str, *details: Any) -> Any:
    if isinstance(model, Proxy):
        return guest_of(model).verb("network", model, question, *details)
    return networks.ask(model, question, *details)


def _parts(x: Any) -> list[Array]:
    return [np.asarray(part) for part in (x if isinstance(x, tuple) else (x,))]


def _is_array(value: object) -> bool:
    return type(value) is np.ndarray and value.dtype.kind in "biufc"


def _arrays(found: Any) -> Any:
    if type(found) is tuple:
        return tuple(map(_arrays, found))
    if type(found) is dict:
        return {name: _arrays(part) for name, part in found.items()}
    if isinstance(found, np.generic):
        return np.asarray(found)
    if not _is_array(found):
        raise AssertionError(f"the model should return a tensor, and what it returned is {_what(found)}")
    return found


def _what(value: object) -> str:
    return describe(value) if isinstance(value, Proxy) else f"of type {type(value).__name__}"
