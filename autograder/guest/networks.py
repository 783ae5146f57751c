"""What the host may ask of a model of the notebook's, PyTorch and Keras alike; every answer is data.

A model keeps its mode (training or not) and its gradients: each question puts back what it had to change.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

Ask: TypeAlias = Callable[..., Any]


def ask(model: Any, question: str, *details: Any) -> Any:
    """The answer to one of the questions below.

    Raises:
        LookupError: a weight that the model does not have.
        TypeError: nothing that can be differentiated.
    """
    kind = kind_of(model)
    return kind if question == "kind" else _QUESTIONS[kind][question](model, *details)


def kind_of(model: Any) -> str:
    """``"keras"``, ``"torch"``, or nothing for what is no model."""
    keras, torch = sys.modules.get("keras"), sys.modules.get("torch")
    if keras is not None and isinstance(model, keras.Layer):
        return "keras"
    return "torch" if torch is not None and isinstance(model, torch.nn.Module) else ""


def _tree(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """``value`` with ``leaf`` applied to what is in its tuples, lists and dicts."""
    if type(value) in (tuple, list):
        return tuple(_tree(part, leaf) for part in value)
    if isinstance(value, Mapping):
        return {name: _tree(part, leaf) for name, part in value.items()}
    return leaf(value)


# PyTorch


def _array(value: Any) -> Any:
    """A tensor as an array of its own (float32 for half precision); anything else as it is."""
    import torch

    if not isinstance(value, torch.Tensor):
        return value
    plain = value.detach().cpu()
    # Copied: in an author's notebook nothing travels, and weights that are kept must not move with the model's.
    return (plain.float() if plain.dtype in (torch.bfloat16, torch.float16) else plain).numpy().copy()


def _torch_weights(model: Any) -> dict[str, Any]:
    import torch

    kept = model.state_dict(keep_vars=True)
    return {name: _array(value) for name, value in kept.items() if isinstance(value, torch.Tensor)}


def _torch_load(model: Any, weights: Mapping[str, Any]) -> None:
    import torch

    kept = model.state_dict(keep_vars=True)
    with torch.no_grad():
        for name, value in weights.items():
            _fits(name, kept, value)
            kept[name].copy_(torch.as_tensor(value))


def _fits(name: str, kept: Mapping[str, Any], value: Any) -> None:
    if name not in kept:
        raise LookupError(f"the model has no weight {name!r}; it has {', '.join(kept) or 'none'}")
    if tuple(kept[name].shape) != tuple(value.shape):
        raise ValueError(
            f"{name} has shape {tuple(kept[name].shape)}, and cannot be given {tuple(value.shape)}"
        )


@contextmanager
def _mode(model: Any, training: bool | None) -> Iterator[None]:
    """The modules in that mode; each is in its own again afterwards."""
    before = {module: module.training for module in model.modules()}
    if training is not None:
        model.train(training)
    try:
        yield
    finally:
        for module, mode in before.items():
            module.training = mode


def _torch_input(model: Any, parts: Sequence[Any]) -> list[Any]:
    """``parts`` as tensors where the model is; floats in the precision that it calculates in."""
    import torch

    first = next((p for p in model.parameters() if p.is_floating_point()), None)
    tensors = [torch.as_tensor(part) for part in parts]
    if first is None:
        return tensors
    return [t.to(first.device, first.dtype if t.is_floating_point() else t.dtype) for t in tensors]


def _torch_outputs(model: Any, parts: Sequence[Any], training: bool | None) -> Any:
    import torch

    with torch.no_grad(), _mode(model, training):
        return _tree(model(*_torch_input(model, parts)), _array)


def _torch_gradients(
    model: Any, parts: Sequence[Any], upstream: Any, training: bool | None
) -> dict[str, Any]:
    named = {name: value for name, value in model.named_parameters() if value.requires_grad}
    with _mode(model, training):
        found = _torch_grad(model(*_torch_input(model, parts)), list(named.values()), upstream)
    return dict(zip(named, map(_array, found), strict=True))


def _torch_input_gradient(model: Any, parts: Sequence[Any], upstream: Any, training: bool | None) -> Any:
    inputs = _torch_input(model, parts)
    if not all(part.is_floating_point() for part in inputs):
        raise TypeError("there is no gradient with respect to whole numbers")
    inputs = [part.clone().requires_grad_() for part in inputs]
    with _mode(model, training):
        found = _torch_grad(model(*inputs), inputs, upstream)
    return tuple(_array(part) for part in found)


def _torch_grad(output: Any, of: list[Any], upstream: Any) -> Sequence[Any]:
    import torch

    if not isinstance(output, torch.Tensor):
        raise TypeError(f"the model returned {type(output).__name__}, which has no gradient")
    if not of or not output.requires_grad:
        return [None] * len(of)
    weights = torch.as_tensor(upstream).to(output.device, output.dtype).expand(output.shape)
    return torch.autograd.grad(output, of, weights, allow_unused=True)


# Keras


def _keras_named(model: Any) -> dict[str, Any]:
    """The variables by their paths; a second of one path is numbered."""
    named: dict[str, Any] = {}
    for variable in model.weights:
        path, number = variable.path, 2
        while path in named:
            path, number = f"{variable.path}#{number}", number + 1
        named[path] = variable
    return named


def _keras_weights(model: Any) -> dict[str, Any]:
    return {path: variable.numpy().copy() for path, variable in _keras_named(model).items()}


def _keras_trainable(model: Any) -> list[str]:
    moving = {id(variable) for variable in model.trainable_variables}
    return [path for path, variable in _keras_named(model).items() if id(variable) in moving]


def _keras_load(model: Any, weights: Mapping[str, Any]) -> None:
    kept = _keras_named(model)
    for name, value in weights.items():
        _fits(name, kept, value)
        kept[name].assign(value)


def _keras_call(model: Any, parts: Sequence[Any], training: bool | None) -> Any:
    inputs = parts[0] if len(parts) == 1 else list(parts)
    return model(inputs) if training is None else model(inputs, training=training)


def _numpy(value: Any) -> Any:
    import keras

    return keras.ops.convert_to_numpy(value) if keras.ops.is_tensor(value) else value


def _keras_outputs(model: Any, parts: Sequence[Any], training: bool | None) -> Any:
    return _tree(_keras_call(model, parts, training), _numpy)


def _keras_gradients(
    model: Any, parts: Sequence[Any], upstream: Any, training: bool | None
) -> dict[str, Any]:
    tf: Any = importlib.import_module("tensorflow")  # its own types are not complete

    with tf.GradientTape() as tape:
        output = _keras_call(model, parts, training)
    named, paths = _keras_named(model), _keras_trainable(model)
    found = tape.gradient(output, [named[path].value for path in paths], _upstream(output, upstream))
    return dict(zip(paths, map(_dense, found), strict=True))


def _keras_input_gradient(model: Any, parts: Sequence[Any], upstream: Any, training: bool | None) -> Any:
    tf: Any = importlib.import_module("tensorflow")

    inputs = [tf.convert_to_tensor(part) for part in parts]
    if not all(part.dtype.is_floating for part in inputs):
        raise TypeError("there is no gradient with respect to whole numbers")
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        output = _keras_call(model, inputs, training)
    return tuple(_dense(part) for part in tape.gradient(output, inputs, _upstream(output, upstream)))


def _upstream(output: Any, upstream: Any) -> Any:
    tf: Any = importlib.import_module("tensorflow")

    if not tf.is_tensor(output):
        raise TypeError(f"the model returned {type(output).__name__}, which has no gradient")
    return tf.broadcast_to(tf.cast(upstream, output.dtype), tf.shape(output))


def _dense(gradient: Any) -> Any:
    tf: Any = importlib.import_module("tensorflow")

    return None if gradient is None else tf.convert_to_tensor(gradient).numpy()


_QUESTIONS: Final[dict[str, dict[str, Ask]]] = {
    "torch": {
        "weights": _torch_weights,
        "trainable": lambda model: [name for name, p in model.named_parameters() if p.requires_grad],
        "load": _torch_load,
        "outputs": _torch_outputs,
        "gradients": _torch_gradients,
        "input gradient": _torch_input_gradient,
        "training": lambda model: model.training,
    },
    "keras": {
        "weights": _keras_weights,
        "trainable": _keras_trainable,
        "load": _keras_load,
        "outputs": _keras_outputs,
        "gradients": _keras_gradients,
        "input gradient": _keras_input_gradient,
        "training": lambda model: None,
    },
}
