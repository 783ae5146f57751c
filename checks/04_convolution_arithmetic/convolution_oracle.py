"""Convolution and pooling of whole batches as PyTorch does them, with gradients by its autograd.

Layout: x (N, C, H, W), weights (F, C, KH, KW), output (N, F, OH, OW).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from autograder import assert_close

Array = NDArray[np.float64]
Layer = Callable[..., Any]
Pair = tuple[int, int]


def conv2d(x: Array, weights: Array, bias: Array, **settings: int) -> Array:
    """Return the feature maps, shape (N, F, OH, OW); the settings are stride, padding and dilation."""
    return _output(lambda *tensors: functional.conv2d(*tensors, **settings), x, weights, bias)


def conv2d_backward(grad_out: Array, x: Array, weights: Array, **settings: int) -> list[Array]:
    """Return the gradients of sum(grad_out * conv2d(x, weights, bias)) by x, weights and bias."""
    bias = np.zeros(len(weights))  # its values do not matter
    return _gradients(lambda *tensors: functional.conv2d(*tensors, **settings), grad_out, x, weights, bias)


def max_pool2d(x: Array, size: int, stride: int | None = None, padding: int = 0) -> Array:
    """Return the largest pixel of each window, shape (N, C, OH, OW)."""
    return _output(lambda pixels: functional.max_pool2d(pixels, size, stride, padding), x)


def max_pool2d_backward(
    grad_out: Array, x: Array, size: int, stride: int | None = None, padding: int = 0
) -> Array:
    """Return the gradient by x for an x without ties inside a window, shape (N, C, H, W)."""
    return _gradients(lambda pixels: functional.max_pool2d(pixels, size, stride, padding), grad_out, x)[0]


def avg_pool2d(x: Array, size: int, stride: int | None = None, padding: int = 0) -> Array:
    """Return the mean of the real pixels of each window, shape (N, C, OH, OW)."""
    return _output(
        lambda pixels: functional.avg_pool2d(pixels, size, stride, padding, count_include_pad=False), x
    )


def global_avg_pool2d(x: Array) -> Array:
    """Return the mean of each feature map, shape (N, C)."""
    return _output(lambda pixels: functional.adaptive_avg_pool2d(pixels, 1).flatten(1), x)


def agree(actual: object, expected: Array) -> None:
    """Raise AssertionError unless both agree as far as float32 arithmetic allows."""
    assert_close(actual, expected, rtol=1e-4, atol=1e-5)


def conv_case(
    rng: np.random.Generator,
    *,
    images: int = 1,
    channels: int = 1,
    filters: int = 1,
    kernel: Pair = (3, 3),
) -> tuple[Array, Array, Array]:
    """Return x, weights and a zero bias, with a kernel that no mirror and no half turn changes.

    What is 1 or 0 by default keeps a slip in one place from failing the checks of all the others.
    """
    rows, columns = int(rng.integers(8, 10)), int(rng.integers(10, 13))
    x: Array = rng.normal(size=(images, channels, rows, columns))
    return x, unflippable(rng, (filters, channels, *kernel)), np.zeros(filters)


def distinct(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return an array without equal values, in random order, so that every maximum is unique."""
    size = int(np.prod(shape))
    values: Array = rng.permutation(size).astype(np.float64)
    return (values - size / 2 + 0.25).reshape(shape)


def unflippable(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return weights that stay the same when the kernel is mirrored or turned by half a turn."""
    weights: Array = rng.normal(size=shape)
    weights = weights + weights[..., ::-1, :]
    return weights + weights[..., ::-1]


def _output(layer: Layer, *inputs: Array) -> Array:
    output: Array = layer(*map(torch.tensor, inputs)).numpy()
    return output


def _gradients(layer: Layer, grad_out: Array, *inputs: Array) -> list[Array]:
    leaves = [torch.tensor(array, requires_grad=True) for array in inputs]
    return [slope.numpy() for slope in torch.autograd.grad(layer(*leaves), leaves, torch.tensor(grad_out))]
