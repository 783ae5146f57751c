"""Independent answers and the hidden data for the checks of assignment 07_sequence_models.

Everything here goes value by value or word by word, as one would by hand, and none of it is fast.
"""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

HERE = Path(__file__).parent


def windows(series: Array, window: int, horizon: int, stride: int = 1) -> tuple[Array, Array]:
    """Inputs (M, window) and targets (M, horizon) of one series, gathered value by value."""
    starts = [i for i in range(0, len(series), stride) if i + window + horizon <= len(series)]
    X = np.zeros((len(starts), window))
    Y = np.zeros((len(starts), horizon))
    for row, start in enumerate(starts):
        for step in range(window):
            X[row, step] = series[start + step]
        for step in range(horizon):
            Y[row, step] = series[start + window + step]
    return X, Y


def naive(past: Array, horizon: int, season: int = 1) -> Array:
    """The last season of each row of past (N, T), continued for horizon values."""
    rows = []
    for row in past:
        values = list(row)
        for _ in range(horizon):
            values.append(values[-season])
        rows.append(values[len(row) :])
    return np.array(rows)


def words(text: str) -> list[str]:
    """The words of a text, letter by letter."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    found, word = [], ""
    for place, letter in enumerate(text):
        inside = 0 < place < len(text) - 1 and text[place - 1].isalnum() and text[place + 1].isalnum()
        if letter.isalnum() or (letter == "'" and inside):
            word += letter
        else:
            found.append(word)
            word = ""
    return [word for word in [*found, word] if word]


def vocabulary(texts: Sequence[str], size: int) -> dict[str, int]:
    """Word to id, from 2 on: frequent words first, then by the alphabet."""
    every = [word for text in texts for word in words(text)]
    ranked = sorted(sorted(set(every)), key=every.count, reverse=True)
    return {word: rank + 2 for rank, word in enumerate(ranked[: size - 2])}


def encoded(texts: Sequence[str], known: dict[str, int], length: int) -> Array:
    """The last ``length`` ids of each text, zeros after them: (N, length)."""
    rows = []
    for text in texts:
        ids = [known.get(word, 1) for word in words(text)]
        while len(ids) > length:
            ids.pop(0)
        rows.append(ids + [0] * (length - len(ids)))
    return np.array(rows, dtype=int).reshape(len(texts), length)


def masked_mean(values: Array, ids: Array) -> Array:
    """Means of values (N, T, D) over the places where ids (N, T) is not 0; zeros where there is none."""
    rows = [
        np.mean([v for v, i in zip(row, known, strict=True) if i != 0], axis=0)
        if known.any()
        else np.zeros(values.shape[2])
        for row, known in zip(values, ids, strict=True)
    ]
    return np.array(rows)


def masked_cross_entropy(log_p: Array, targets: Array) -> float:
    """Mean of -log p over all targets of the batch that are not 0."""
    found = [-log_p[n, t, k] for (n, t), k in np.ndenumerate(targets) if k != 0]
    return float(np.mean(found))


def hidden_series() -> Array:
    """The values (115,) that go on where the released series ends; the first 26 of them are its last ones."""
    with np.load(HERE / "seq_sunspots_hidden.npz") as data:
        return data["numbers"]


def hidden_reviews() -> tuple[list[str], Array]:
    """Texts and labels (600,) that are not released."""
    content = json.loads((HERE / "seq_reviews_hidden.json").read_text(encoding="utf-8"))
    return content["texts"], np.array(content["labels"])
