"""Sizes, weights and receptive fields of convolution stacks, found by counting.

Nothing here uses the formulas that students derive: places are listed one by one and then counted,
so a slip in a formula cannot be on both sides of a comparison.
A layer is a dict as the notebook describes it, for example ``{"kind": "conv", "filters": 8, "kernel": 3}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Layer = dict[str, Any]
Shape = tuple[int, ...]


def starts(n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> list[int]:
    """Return where the first tap stands for every output value; negative positions lie in the padding."""
    found = []
    start = -padding
    while start + dilation * (kernel - 1) < n + padding:
        found.append(start)
        start += stride
    return found


def output_size(n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many places there are for the kernel, 0 if it does not fit."""
    return len(starts(n, kernel, stride, padding, dilation))


def same_padding(n: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Return the smallest (before, after) padding that gives one output for each stride-th input."""
    wanted = len(range(0, n, stride))
    total = 0
    while output_size(n + total, kernel, stride, 0, dilation) != wanted:
        total += 1
    return total // 2, total - total // 2


def transposed_output_size(
    n: int, kernel: int, *, stride: int = 1, padding: int = 0, dilation: int = 1, output_padding: int = 0
) -> int:
    """Return the size after stamping the kernel once per input value and cropping both ends."""
    touched = {place * stride + tap * dilation for place in range(n) for tap in range(kernel)}
    return max(touched) + 1 - 2 * padding + output_padding


def receptive_field(layers: Sequence[Layer]) -> int:
    """Return the span of input positions behind one output value, by walking back through the layers."""
    seen = {0}
    for layer in reversed(layers):
        if "kernel" in layer:
            stride, dilation = layer.get("stride", _default_stride(layer)), layer.get("dilation", 1)
            seen = {place * stride + tap * dilation for place in seen for tap in range(layer["kernel"])}
    return max(seen) - min(seen) + 1


def stack_shape(shape: Shape, layers: Sequence[Layer]) -> Shape:
    """Return the shape, without the batch, that leaves the stack."""
    for layer in layers:
        shape = _layer_shape(shape, layer)
    return shape


def stack_parameters(shape: Shape, layers: Sequence[Layer]) -> int:
    """Return the number of trained numbers, by making the arrays of every layer and adding up their sizes."""
    total = 0
    for layer in layers:
        if layer["kind"] == "conv":
            total += conv_parameters(shape[0], **_weights_of(layer))
        elif layer["kind"] == "dense":
            weights, bias = np.empty((shape[0], layer["units"])), np.empty(layer["units"])
            total += weights.size + (bias.size if layer.get("bias", True) else 0)
        shape = _layer_shape(shape, layer)
    return total


def conv_parameters(
    in_channels: int, filters: int, kernel: int | tuple[int, int], bias: bool = True, groups: int = 1
) -> int:
    """Return the number of weights of one convolution layer, by listing the connections of every filter."""
    rows, columns = _both(kernel)
    group_of_channel = np.repeat(np.arange(groups), in_channels // groups)  # (C,)
    group_of_filter = np.repeat(np.arange(groups), filters // groups)  # (F,)
    connected = group_of_filter[:, None] == group_of_channel[None, :]  # (F, C)
    return int(connected.sum()) * rows * columns + (len(group_of_filter) if bias else 0)


def random_stack(rng: np.random.Generator) -> tuple[Shape, list[Layer]]:
    """Return an input shape and a stack that it survives; the rows could not halve once more."""
    shape = (int(rng.integers(1, 4)), int(rng.integers(26, 34)), int(rng.integers(34, 48)))
    layers: list[Layer] = []
    for _ in range(rng.integers(1, 3)):
        layers.append(_random_conv(rng))
        layers.append({"kind": "relu"})
        layers.append(_random_pool(rng))
    layers.append({"kind": str(rng.choice(["flatten", "globalpool"]))})
    layers.append({"kind": "dense", "units": int(rng.integers(2, 11)), "bias": bool(rng.integers(2))})
    return shape, layers


def _random_conv(rng: np.random.Generator) -> Layer:
    padding = [0, 1, (2, 1), "same", "valid"][rng.integers(5)]
    kernel = (int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    layer = {"kind": "conv", "filters": int(rng.integers(2, 9)), "kernel": kernel, "padding": padding}
    if rng.integers(2):
        layer["stride"] = int(rng.integers(1, 3))
    if rng.integers(2):
        layer["bias"] = False
    return layer


def _random_pool(rng: np.random.Generator) -> Layer:
    kind = str(rng.choice(["maxpool", "avgpool"]))
    if rng.integers(2):
        return {"kind": kind, "kernel": 2}
    return {"kind": kind, "kernel": (2, 3), "stride": (1, 2)}


def _layer_shape(shape: Shape, layer: Layer) -> Shape:
    match layer["kind"]:
        case "conv":
            return (layer["filters"], _axis_size(shape[1], layer, 0), _axis_size(shape[2], layer, 1))
        case "maxpool" | "avgpool":
            return (shape[0], _axis_size(shape[1], layer, 0), _axis_size(shape[2], layer, 1))
        case "globalpool":
            return shape[:1]
        case "flatten":
            return (np.empty(shape).size,)
        case "dense":
            return (layer["units"],)
        case _:
            return shape


def _axis_size(n: int, layer: Layer, axis: int) -> int:
    kernel = _both(layer["kernel"])[axis]
    stride = _both(layer.get("stride", _default_stride(layer)))[axis]
    dilation = _both(layer.get("dilation", 1))[axis]
    padding = layer.get("padding", 0)
    if padding == "same":
        return len(range(0, n, stride))
    return output_size(n, kernel, stride, 0 if padding == "valid" else _both(padding)[axis], dilation)


def _default_stride(layer: Layer) -> Any:
    return 1 if layer["kind"] == "conv" else layer["kernel"]


def _weights_of(layer: Layer) -> dict[str, Any]:
    return {name: layer[name] for name in ("filters", "kernel", "bias", "groups") if name in layer}


def _both(value: int | tuple[int, int]) -> tuple[int, int]:
    return value if isinstance(value, tuple) else (value, value)
