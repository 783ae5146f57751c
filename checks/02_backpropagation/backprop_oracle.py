"""Independent answers for the checks of assignment 02_backpropagation.

Nothing here repeats the reference solution. Optimisers and layers are those of PyTorch, with gradients by its
autograd. Those of the linear layer and of whole networks come from complex-step differentiation of the loss
(Squire and Trapp, 1998), which is exact to rounding and knows no backward pass.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Parameters = Mapping[str, Array]

COMPLEX_STEP = 1e-30


def gradient(f: Callable[[Array], Any], x: Array) -> Array:
    """Gradient of the scalar function f at x, same shape as x; f must accept complex arrays."""
    slopes = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * COMPLEX_STEP
        slopes[index] = np.imag(f(moved)) / COMPLEX_STEP
    return slopes


def linear(X: Array, W: Array, b: Array) -> Array:
    """Fully connected layer, one sample at a time: X (N, D), W (D, H), b (H,) -> (N, H)."""
    return np.array([(W * x[:, None]).sum(axis=0) + b for x in X])


def cross_entropy(scores: Array, labels: Array) -> Any:
    """Mean softmax cross-entropy of scores (N, C) for labels (N,), by log-sum-exp row by row."""
    total: Any = 0.0
    for row, label in zip(scores, labels, strict=True):
        top = row.real.max()
        total = total + top + np.log(np.exp(row - top).sum()) - row[label]
    return total / len(labels)


def depth(params: Parameters) -> int:
    """Number of layers of a network with parameters W1, b1, ..., WL, bL."""
    return len(params) // 2


def network_loss(params: Parameters, X: Array, labels: Array, l2: float = 0.0) -> Any:
    """Loss of the ReLU network, with half of l2 times the squared weights (biases are free)."""
    A = X
    for k in range(1, depth(params) + 1):
        Z = linear(A, params[f"W{k}"], params[f"b{k}"])
        A = Z * (Z.real > 0) if k < depth(params) else Z
    penalty: Any = sum((params[f"W{k}"] ** 2).sum() for k in range(1, depth(params) + 1))
    return cross_entropy(A, labels) + 0.5 * l2 * penalty


def network_gradients(params: Parameters, X: Array, labels: Array, l2: float = 0.0) -> dict[str, Array]:
    """Gradient of `network_loss` with respect to every parameter."""

    def slope(name: str) -> Array:
        return gradient(lambda value: network_loss({**params, name: value}, X, labels, l2), params[name])

    return {name: slope(name) for name in params}


def random_network(rng: np.random.Generator, sizes: Sequence[int]) -> dict[str, Array]:
    """Parameters W1 (sizes[0], sizes[1]), b1 (sizes[1],), ... with no zero anywhere."""
    params: dict[str, Array] = {}
    for k, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{k}"] = rng.normal(0.0, 1.0, (fan_in, fan_out))
        params[f"b{k}"] = rng.normal(0.0, 0.5, fan_out)
    return params


def by_autograd(layer: Callable[..., Any], upstream: Array, *inputs: Array) -> tuple[Array, list[Array]]:
    """Output of a layer of torch's, and the gradients of sum(upstream * output) by each of its inputs."""
    import torch  # takes a second, which only the checks that need it should wait

    leaves = [torch.tensor(np.asarray(array, dtype=np.float64), requires_grad=True) for array in inputs]
    output = layer(*leaves)
    slopes = torch.autograd.grad(output, leaves, torch.tensor(upstream))
    return output.detach().numpy(), [slope.numpy() for slope in slopes]


def softmax_cross_entropy(scores: Array, labels: Array) -> tuple[float, Array]:
    """Loss and gradient (N, C) that torch gives for scores (N, C) and labels (N,)."""
    import torch

    loss, (slope,) = by_autograd(
        lambda s: torch.nn.functional.cross_entropy(s, torch.tensor(labels)), np.array(1.0), scores
    )
    return float(loss), slope


def batch_norm(X: Array, gamma: Array, beta: Array, eps: float, dY: Array) -> tuple[Array, list[Array]]:
    """Output of torch's batch normalisation of X (N, D) in training mode, and its dX, dgamma and dbeta."""
    import torch

    def layer(x: Any, scale: Any, shift: Any) -> Any:
        return torch.nn.functional.batch_norm(x, None, None, scale, shift, training=True, eps=eps)

    return by_autograd(layer, dY, X, gamma, beta)


def follow(
    name: str, params: Parameters, gradients: Sequence[Parameters], **settings: Any
) -> dict[str, Array]:
    """Parameters after torch.optim's optimiser of this name took one step for each entry of gradients."""
    import torch

    values = {key: torch.tensor(value) for key, value in params.items()}
    optimiser = getattr(torch.optim, name)(list(values.values()), **settings)
    for step in gradients:
        for key, value in values.items():
            value.grad = torch.tensor(step[key])
        optimiser.step()
    return {key: value.numpy() for key, value in values.items()}


def run(optimiser: Any, params: Parameters, gradients: Sequence[Parameters]) -> Any:
    """Parameters after the student's optimiser has taken one step for each entry of gradients.

    The gradients come in the opposite order of the parameters, as a backward pass finds them: names pair them.
    """
    values: Any = dict(params)
    for step in gradients:
        values = optimiser.step(values, dict(reversed(step.items())))
    return values


def random_steps(
    rng: np.random.Generator, steps: int, scale: float = 1.0
) -> tuple[dict[str, Array], list[dict[str, Array]]]:
    """Two parameters of unlike shapes, and gradients for them that change from step to step."""
    shapes = {"W1": (3, 4), "b1": (5,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return params, [{name: scale * rng.normal(size=s) for name, s in shapes.items()} for _ in range(steps)]


def hidden_digits() -> tuple[Array, Array]:
    """Hidden pictures (597, 64) with grey levels 0.0 to 16.0, and their labels (597,)."""
    with np.load(Path(__file__).with_name("backprop_digits_hidden.npz")) as data:
        return data["images"].astype(np.float64), data["labels"].astype(np.int64)
