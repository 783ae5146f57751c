"""Convolution and pooling of whole batches, one tap of one window at a time.

Padding is never built here: a tap that falls outside of the image is left out. That keeps this module
independent of the usual pad-and-slice solutions.
Layout: x (N, C, H, W), weights (F, C, KH, KW), output (N, F, OH, OW).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from convolution_shapes import starts
from numpy.typing import NDArray

from autograder import assert_close

Array = NDArray[np.float64]
Pair = tuple[int, int]


class Tap(NamedTuple):
    """One kernel entry over one pixel: which output value, which entry of the kernel, which pixel."""

    output: Pair
    entry: Pair
    pixel: Pair


def taps(size: Pair, kernel: Pair, stride: int = 1, padding: int = 0, dilation: int = 1) -> Iterator[Tap]:
    """Yield every tap that lies on the image."""
    tops = starts(size[0], kernel[0], stride, padding, dilation)
    lefts = starts(size[1], kernel[1], stride, padding, dilation)
    for (i, top), (j, left) in product(enumerate(tops), enumerate(lefts)):
        for u, v in product(range(kernel[0]), range(kernel[1])):
            row, column = top + u * dilation, left + v * dilation
            if 0 <= row < size[0] and 0 <= column < size[1]:
                yield Tap((i, j), (u, v), (row, column))


def conv2d(
    x: Array, weights: Array, bias: Array, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    """Return the cross-correlation plus bias, shape (N, F, OH, OW)."""
    tops = starts(x.shape[2], weights.shape[2], stride, padding, dilation)
    lefts = starts(x.shape[3], weights.shape[3], stride, padding, dilation)
    out = np.zeros((len(x), len(weights), len(tops), len(lefts))) + bias[:, None, None]
    for (i, j), (u, v), (row, column) in taps(_image(x), _image(weights), stride, padding, dilation):
        out[:, :, i, j] += x[:, :, row, column] @ weights[:, :, u, v].T
    return out


def conv2d_backward(
    grad_out: Array, x: Array, weights: Array, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[Array, Array, Array]:
    """Return the gradients of sum(grad_out * conv2d(x, weights, bias)) by x, weights and bias."""
    grad_x, grad_weights = np.zeros_like(x), np.zeros_like(weights)
    for (i, j), (u, v), (row, column) in taps(_image(x), _image(weights), stride, padding, dilation):
        grad_x[:, :, row, column] += grad_out[:, :, i, j] @ weights[:, :, u, v]
        grad_weights[:, :, u, v] += grad_out[:, :, i, j].T @ x[:, :, row, column]
    return grad_x, grad_weights, grad_out.sum(axis=(0, 2, 3))


def max_pool2d(x: Array, size: int, stride: int | None = None, padding: int = 0) -> Array:
    """Return the largest pixel of each window, shape (N, C, OH, OW)."""
    out = np.full(_pooled_shape(x, size, stride, padding), -np.inf)
    for (i, j), _, (row, column) in taps(_image(x), (size, size), stride or size, padding):
        out[:, :, i, j] = np.maximum(out[:, :, i, j], x[:, :, row, column])
    return out


def max_pool2d_backward(
    grad_out: Array, x: Array, size: int, stride: int | None = None, padding: int = 0
) -> Array:
    """Return the gradient by x for an x without ties inside a window, shape (N, C, H, W)."""
    out = max_pool2d(x, size, stride, padding)
    grad_x = np.zeros_like(x)
    for (i, j), _, (row, column) in taps(_image(x), (size, size), stride or size, padding):
        grad_x[:, :, row, column] += grad_out[:, :, i, j] * (x[:, :, row, column] == out[:, :, i, j])
    return grad_x


def avg_pool2d(x: Array, size: int, stride: int | None = None, padding: int = 0) -> Array:
    """Return the mean of the real pixels of each window, shape (N, C, OH, OW)."""
    total = np.zeros(_pooled_shape(x, size, stride, padding))
    count = np.zeros(total.shape[2:])  # (OH, OW)
    for (i, j), _, (row, column) in taps(_image(x), (size, size), stride or size, padding):
        total[:, :, i, j] += x[:, :, row, column]
        count[i, j] += 1
    return np.asarray(total / count, dtype=np.float64)


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


def _image(array: Array) -> Pair:
    return array.shape[2], array.shape[3]


def _pooled_shape(x: Array, size: int, stride: int | None, padding: int) -> tuple[int, ...]:
    rows = len(starts(x.shape[2], size, stride or size, padding))
    columns = len(starts(x.shape[3], size, stride or size, padding))
    return (len(x), x.shape[1], rows, columns)
