"""What is due in assignment 05_cnn_image_classifier, worked out on the host, and its hidden pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Array = NDArray[Any]
Weights = Mapping[str, Array]
Batches = Sequence[tuple[Array, Array]]
PlainSettings = tuple[int, int, int, int, str]
"""Of the plain network: classes, width, depth, kernel, pooling."""

HERE = Path(__file__).resolve().parent
RELEASED = HERE.parents[1] / "source" / "05_cnn_image_classifier" / "coloured_digits.npz"
HIDDEN = HERE / "cnn_digits_hidden.npz"

SMALL_TRAINABLE = ("conv.weight", "conv.bias", "norm.weight", "norm.bias", "last.weight", "last.bias")


def released() -> tuple[Array, Array]:
    """The course's own copy of what students train on: images (1197, 12, 12, 3) uint8, labels (1197,) int64."""
    return _pictures(RELEASED)


def hidden() -> tuple[Array, Array]:
    """Pictures of other originals: images (600, 12, 12, 3) uint8, labels (600,) int64."""
    return _pictures(HIDDEN)


def _pictures(path: Path) -> tuple[Array, Array]:
    with np.load(path) as data:
        return data["images"], data["labels"].astype(np.int64)


def statistics(images: Array) -> tuple[Array, Array]:
    """Mean and standard deviation (3,) of images (N, H, W, 3) uint8, scaled to 0..1."""
    pixels = images.reshape(-1, 3) / 255  # (N H W, 3)
    mean = pixels.sum(axis=0) / len(pixels)
    return mean, np.sqrt(((pixels - mean) ** 2).sum(axis=0) / len(pixels))


def prepared(images: Array, mean: Array, std: Array) -> Array:
    """(N, 3, H, W) float64 for images (N, H, W, 3) uint8."""
    return np.stack([(images[..., c] / 255 - mean[c]) / std[c] for c in range(3)], axis=1)


def move_between(picture: Array, moved: Array, most: int) -> tuple[int, int] | None:
    """How far ``picture`` (C, H, W) was moved down and right to give ``moved``, or None: by at most ``most`` each."""
    height, width = picture.shape[1:]
    padded = np.pad(picture, ((0, 0), (most, most), (most, most)), mode="edge")
    for down in range(-most, most + 1):
        for right in range(-most, most + 1):
            top, left = most - down, most - right
            if np.allclose(padded[:, top : top + height, left : left + width], moved, atol=1e-6):
                return down, right
    return None


def brightest(pictures: Array) -> Array:
    """Row and column of the brightest pixel of each of the pictures (N, H, W, 3): (N, 2)."""
    grey = pictures.sum(axis=-1)
    return np.stack(np.unravel_index(grey.reshape(len(grey), -1).argmax(axis=1), grey.shape[1:]), axis=1)


def is_bounded(scores: Array) -> bool:
    """Whether scores (N, C) look like the output of a softmax, of its logarithm or of a sigmoid."""
    probabilities = scores.min() >= 0 and scores.max() <= 1
    logarithms = bool(np.allclose(np.exp(np.minimum(scores, 50)).sum(axis=1), 1, atol=1e-3))
    return bool(probabilities) or logarithms


def plain_size(settings: PlainSettings) -> int:
    """The number of weights of the plain network."""
    classes, width, depth, kernel, _ = settings
    channels = [3, *(width * 2**i for i in range(depth))]
    convolutions = sum((kernel**2 * a + 1) * b for a, b in pairwise(channels))
    return convolutions + (channels[-1] + 1) * classes


def plain(weights: Weights, x: Array, settings: PlainSettings) -> Array:
    """The logits of the plain network for x (N, 3, H, W); its weights are known by their shapes."""
    from torch.nn import functional

    classes, width, depth, kernel, pooling = settings
    tensors = {tuple(value.shape): _tensor(value) for value in weights.values()}
    pool = functional.max_pool2d if pooling == "max" else functional.avg_pool2d
    h, channels = _tensor(x), 3
    for i in range(depth):
        out = width * 2**i
        h = functional.conv2d(
            h, _known(tensors, out, channels, kernel, kernel), _known(tensors, out), padding=kernel // 2
        )
        h, channels = pool(functional.relu(h), 2), out
    h = functional.linear(h.mean(dim=(2, 3)), _known(tensors, classes, channels), _known(tensors, classes))
    return _array(h)


def _known(tensors: Mapping[tuple[int, ...], torch.Tensor], *shape: int) -> torch.Tensor:
    if shape not in tensors:
        raise AssertionError(f"no weights of the shape {shape}")
    return tensors[shape]


def block_sizes(c_in: int, c_out: int, stride: int) -> set[int]:
    """The numbers of weights that a residual block may have, with and without needless biases."""
    own = 9 * c_in * c_out + 9 * c_out * c_out + 4 * c_out
    if c_in == c_out and stride == 1:
        return {own + needless * c_out for needless in range(3)}
    return {own + c_in * c_out + 2 * c_out + needless * c_out for needless in range(4)}


def plain_norms(weights: Weights) -> dict[str, Array]:
    """New values for all one-dimensional weights of a block: scale 1, shift 0, mean 0, variance 1, no bias."""
    scales = {
        name.removesuffix("running_mean") + "weight" for name in weights if name.endswith("running_mean")
    }
    new = {}
    for name, value in weights.items():
        if value.ndim == 1:
            is_one = name in scales or name.endswith("running_var")
            new[name] = np.ones_like(value) if is_one else np.zeros_like(value)
    return new


def block(weights: Weights, x: Array, c_in: int, c_out: int, stride: int) -> Array:
    """The output of a block whose norms are plain, in evaluation; of two like convolutions the first comes first."""
    from torch.nn import functional

    first, second, shortcut = _convolutions(weights, c_in, c_out, stride)
    h = functional.relu(functional.conv2d(_tensor(x), first, stride=stride, padding=1))
    h = functional.conv2d(h, second, padding=1)
    return _array(
        functional.relu(
            h + (_tensor(x) if shortcut is None else functional.conv2d(_tensor(x), shortcut, stride=stride))
        )
    )


def residual_net(weights: Weights, x: Array) -> Array:
    """The logits of the residual network whose norms are plain, without a bias in its last layer."""
    from torch.nn import functional

    def block_of(h: Array, c_in: int, c_out: int) -> Array:
        own = {name: value for name, value in weights.items() if value.shape[:1] == (c_out,)}
        return block(own, h, c_in, c_out, 2)

    stem = next(value for value in weights.values() if value.shape == (12, 3, 3, 3))
    last = next(value for value in weights.values() if value.ndim == 2)
    h = _array(functional.relu(functional.conv2d(_tensor(x), _tensor(stem), padding=1)))
    h = block_of(block_of(h, 12, 24), 24, 48)
    return h.mean(axis=(2, 3)) @ last.T


def _convolutions(
    weights: Weights, c_in: int, c_out: int, stride: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]:
    kernels = [_tensor(value) for value in weights.values() if value.ndim == 4]
    wide = [k for k in kernels if k.shape[2:] == (3, 3)]
    first = [k for k in wide if k.shape[1] == c_in]
    second = [k for k in wide if k.shape[:2] == (c_out, c_out)]
    narrow = [k for k in kernels if tuple(k.shape) == (c_out, c_in, 1, 1)]
    if len(wide) != 2 or not first or not second or len(narrow) != (c_in != c_out or stride != 1):
        raise AssertionError(f"the convolutions have the shapes {[tuple(k.shape) for k in kernels]}")
    return first[0], second[-1], narrow[0] if narrow else None


def small_weights() -> dict[str, Array]:
    """Weights of the small network that training loops are tried with (see ``cnn_probes``)."""
    rng = np.random.default_rng(5)
    shapes = {
        "conv.weight": (4, 3, 3, 3),
        "conv.bias": (4,),
        "norm.weight": (4,),
        "norm.bias": (4,),
        "norm.running_mean": (4,),
        "norm.running_var": (4,),
        "last.weight": (5, 4),
        "last.bias": (5,),
    }
    weights = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    weights["norm.running_var"] = 0.5 + weights["norm.running_var"] ** 2
    return weights


def small_batches() -> list[tuple[Array, Array]]:
    """Three batches of pictures (n, 3, 5, 6) and labels (n,) of five classes, the last one short."""
    rng = np.random.default_rng(6)
    return [
        (rng.normal(size=(n, 3, 5, 6)).astype(np.float32), rng.integers(0, 5, n).astype(np.int64))
        for n in (6, 6, 3)
    ]


def one_pass(
    weights: Weights, batches: Batches, lr: float, momentum: float
) -> tuple[dict[str, Array], float]:
    """The small network's weights after one pass of gradient descent, and the mean loss over all pictures.

    Its norm uses kept statistics in either mode, so nothing here depends on the mode.
    """
    from torch.nn import functional

    state = {name: _tensor(weights[name]).requires_grad_() for name in SMALL_TRAINABLE}
    velocity = dict.fromkeys(state, 0.0)
    total = 0.0
    for x, labels in batches:
        loss = functional.cross_entropy(_small(state, weights, x), _tensor(labels))
        loss.backward()
        total += float(loss) * len(x)
        for name, value in state.items():
            velocity[name] = momentum * velocity[name] + value.grad
            state[name] = (value.detach() - lr * velocity[name]).requires_grad_()
    return {name: _array(value) for name, value in state.items()}, total / sum(len(x) for x, _ in batches)


def _small(state: Mapping[str, torch.Tensor], weights: Weights, x: Array) -> torch.Tensor:
    from torch.nn import functional

    h = functional.conv2d(_tensor(x), state["conv.weight"], state["conv.bias"], padding=1)
    mean, var = _tensor(weights["norm.running_mean"]), _tensor(weights["norm.running_var"])
    h = functional.relu(functional.batch_norm(h, mean, var, state["norm.weight"], state["norm.bias"]))
    return functional.linear(h.mean(dim=(2, 3)), state["last.weight"], state["last.bias"])


def small_inside(weights: Weights, x: Array) -> Array:
    """What the small network's norm gives for x in evaluation: (n, 4, 5, 6)."""
    from torch.nn import functional

    h = functional.conv2d(
        _tensor(x), _tensor(weights["conv.weight"]), _tensor(weights["conv.bias"]), padding=1
    )
    names = ("running_mean", "running_var", "weight", "bias")
    return _array(functional.batch_norm(h, *(_tensor(weights[f"norm.{name}"]) for name in names)))


def scripted_logits(wrong: int = 64, sizes: Sequence[int] = (32, 32, 1)) -> tuple[list[Array], list[Array]]:
    """Batches of logits (n, 4) and of labels (n,), of which only number ``wrong`` is not the largest logit's."""
    rng = np.random.default_rng(7)
    logits = rng.normal(scale=2.0, size=(sum(sizes), 4)).astype(np.float32)
    labels = logits.argmax(axis=1).astype(np.int64)
    if wrong < len(labels):
        labels[wrong] = (labels[wrong] + 1) % 4
    ends = np.cumsum(sizes)[:-1]
    return np.split(logits, ends), np.split(labels, ends)


def cross_entropy(batches: Sequence[Array], labels: Sequence[Array]) -> float:
    """The mean cross-entropy of all rows."""
    scores, classes = np.concatenate(batches).astype(float), np.concatenate(labels)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(classes)), classes].mean())


def counts(labels: Array, predictions: Array, classes: int) -> Array:
    """Counts (classes, classes) of pairs (true, given)."""
    found = np.zeros((classes, classes), dtype=int)
    for true, given in zip(labels.tolist(), predictions.tolist(), strict=True):
        found[true, given] += 1
    return found


def filter_pictures(weights: Array) -> Array:
    """(K, h, w, 3) in 0..1 for weights (K, 3, h, w), each filter from its own least to its own greatest."""
    return np.stack([((w - w.min()) / (w.max() - w.min())).transpose(1, 2, 0) for w in weights])


def _tensor(value: Array) -> torch.Tensor:
    import torch

    return torch.from_numpy(np.array(value))


def _array(value: torch.Tensor) -> Array:
    array: Array = value.detach().numpy()
    return array
