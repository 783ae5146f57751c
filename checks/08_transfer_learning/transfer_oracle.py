"""What is due in the checks of assignment 08_transfer_learning: shipped weights, prepared pictures, training by hand.

The linear models that training loops are tried on are trained here once more in NumPy, from the same weights and
with the same batches.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

COURSE = Path(__file__).resolve().parents[2]
FOLDER = COURSE / "source" / "08_transfer_learning"

Array = NDArray[Any]


def shipped() -> dict[str, Array]:
    """All arrays of the file that students get, by the names that they have in the network."""
    with safe_open(FOLDER / "letternet.safetensors", "np") as file:
        return {name.removeprefix("module."): file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def config() -> dict[str, Any]:
    """What the file says of the network: num_classes, mean and std of the source pictures."""
    with safe_open(FOLDER / "letternet.safetensors", "np") as file:
        return {name: json.loads(value) for name, value in file.metadata().items()}


def is_statistic(name: str) -> bool:
    """Whether this is the name of a buffer of batch norm."""
    return name.rsplit(".", 1)[-1] in ("running_mean", "running_var", "num_batches_tracked")


def prepared(images: Array, mean: Any, std: Any) -> Array:
    """Pictures (N, H, W, 3) from 0 to 255 as a network wants them: (N, 3, H, W) float32."""
    channels = [(images[..., c] / 255.0 - mean[c]) / std[c] for c in range(3)]
    return np.stack(channels, axis=1).astype(np.float32)


def released() -> dict[str, Array]:
    """The pictures and classes that students get."""
    with np.load(FOLDER / "letters.npz") as data:
        return dict(data)


def hidden_letters() -> tuple[Array, Array]:
    """New pictures (360, 16, 16, 3) from 0 to 255, and their classes (360,)."""
    with np.load(Path(__file__).resolve().with_name("transfer_letters_hidden.npz")) as data:
        return data["images"], data["labels"].astype(np.int64)


def log_probabilities(scores: Array) -> Array:
    """Logarithms of the softmax of scores (N, C)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def random_task(seed: int, n: int, inputs: int, classes: int) -> tuple[list[Array], Array, Array]:
    """Weights [(classes, inputs), (classes,)] of a linear model, samples (n, inputs) float32, and classes (n,)."""
    rng = np.random.default_rng([8, seed, n])
    weights = [rng.normal(size=(classes, inputs)), rng.normal(size=classes)]
    x = rng.normal(size=(n, inputs)).astype(np.float32)
    return [value.astype(np.float32) for value in weights], x, rng.integers(0, classes, n)


def rows_of(batch: Array, x: Array) -> Array:
    """Which rows of x are those of batch, both (n, ...) with rows that all differ; -1 where it is none of them."""
    places = {row.tobytes(): place for place, row in enumerate(np.ascontiguousarray(x))}
    return np.array([places.get(row.tobytes(), -1) for row in np.ascontiguousarray(batch)], int)


def descend(
    weights: Sequence[Array], batches: Sequence[tuple[Array, Array]], lr: float, momentum: float = 0.0
) -> tuple[list[Array], float]:
    """Weights of a linear model after a step of gradient descent for each batch, and the mean loss of all samples."""
    w, b = (value.astype(np.float64) for value in weights)
    moving = [np.zeros_like(w), np.zeros_like(b)]
    total, count = 0.0, 0
    for x, y in batches:
        log_p = log_probabilities(x @ w.T + b)
        total -= log_p[np.arange(len(x)), y].sum()
        count += len(x)
        slope = np.exp(log_p)
        slope[np.arange(len(x)), y] -= 1
        slope /= len(x)
        for place, gradient in enumerate((slope.T @ x, slope.sum(axis=0))):
            moving[place] = momentum * moving[place] + gradient
        w, b = w - lr * moving[0], b - lr * moving[1]
    return [w, b], total / count


def peak_task(seed: int, peak: int, epochs: int, lr: float) -> tuple[Any, Any, Any, list[list[Array]]]:
    """A task whose validation accuracy is highest after epoch `peak` (from 1) of full-batch descent, not at the end.

    Returns the first weights, training set, validation set, and the weights after each epoch.
    """
    weights, x, y = random_task(seed, 12, 3, 4)
    path, now = [], list(weights)
    for _ in range(epochs):
        now, _ = descend(now, [(x, y)], lr)
        path.append(now)
    samples = np.random.default_rng([9, seed]).normal(size=(4000, 3)).astype(np.float32)

    def scores(at: int) -> Array:
        result: Array = samples @ path[at][0].T + path[at][1]
        return result

    ordered = [np.sort(scores(at), axis=1) for at in range(epochs)]
    clear = np.all([s[:, -1] - s[:, -2] > 0.02 for s in ordered], axis=0)
    classes = np.stack([scores(at).argmax(axis=1) for at in range(epochs)])
    changes = (classes != classes[peak - 1]).any(axis=0) & clear
    chosen = np.flatnonzero(changes)[:150]
    return weights, (x, y), (samples[chosen], classes[peak - 1][chosen]), path


def accuracies(path: Sequence[Sequence[Array]], validation: tuple[Array, Array]) -> list[float]:
    """The share of the validation set that a linear model gets right after each epoch of path."""
    x, y = validation
    return [float(((x @ w.T + b).argmax(axis=1) == y).mean()) for w, b in path]


def keras_features(pictures: Array, mean: Any, std: Any, parts: Sequence[Array]) -> Array:
    """Features (N, 2) that the stub of `transfer_probes.keras_stub` gives for raw pictures (N, 4, 5, 3)."""
    kernel, gamma, beta, moving_mean, moving_var = parts
    x = np.moveaxis(prepared(pictures, mean, std).astype(np.float64), 1, -1) @ kernel[0, 0]
    x = gamma * (x - moving_mean) / np.sqrt(moving_var + 1e-3) + beta
    result: Array = x.mean(axis=(1, 2))
    return result


def as_keras(weights: dict[str, Array]) -> dict[str, list[Array]]:
    """Weights of a LetterNet's body as the layers of the notebook's Keras body hold them."""
    found: dict[str, list[Array]] = {}
    places = {"stem.0": "stem", "stem.1": "stem_norm"}
    inner = {"conv1": "first", "bn1": "first_norm", "conv2": "second", "bn2": "second_norm"}
    inner |= {"shortcut.0": "shortcut", "shortcut.1": "shortcut_norm"}
    for stage in range(3):
        places |= {f"stages.{stage}.{there}": f"stage{stage}_{here}" for there, here in inner.items()}
    for there, here in places.items():
        if f"{there}.running_mean" in weights:
            parts = ("weight", "bias", "running_mean", "running_var")
            found[here] = [weights[f"{there}.{part}"] for part in parts]
        elif f"{there}.weight" in weights:
            found[here] = [weights[f"{there}.weight"].transpose(2, 3, 1, 0)]
    return found
