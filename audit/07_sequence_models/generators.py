"""Inputs for the functions and classes of 07_sequence_models, for the audit's search for differences.

Each generator is named after the solution cell that it is for. Networks and training have none: their results are
random numbers, and what they compute is compared by checks.
"""

import numpy as np


def windows(notebook, rng):
    n, window, horizon, stride = int(rng.integers(0, 9)), *map(int, rng.integers(1, 4, 3))
    series = rng.normal(size=n)
    notebook.create_sequences(series, window)
    notebook.create_sequences(series, window, horizon)
    notebook.create_sequences(series, window, horizon, stride)


def windows__of_all(notebook, rng):
    parts = [rng.normal(size=int(n)) for n in rng.integers(1, 7, 3)]
    window, horizon, stride = map(int, rng.integers(1, 4, 3))
    notebook.create_sequences_of_all(parts, window)
    notebook.create_sequences_of_all(parts, window, horizon, stride)


def split(notebook, rng):
    n = int(rng.integers(0, 7))
    notebook.split_in_time(rng.normal(size=n), int(rng.integers(0, n + 1)))


def scaler(notebook, rng):
    seen = rng.normal(3.0, 2.0, size=rng.integers(1, 4, rng.integers(1, 3)))
    made = notebook.Scaler().fit(seen)
    made.transform(rng.normal(size=(2, 2)))
    made.inverse(rng.normal(size=3))


def scaler__equal(notebook, rng):
    made = notebook.Scaler().fit(np.full(3, float(rng.integers(-2, 3))))
    made.transform(rng.normal(size=2))
    made.inverse(rng.normal(size=2))


def prepare(notebook, rng):
    validation, window, horizon = int(rng.integers(5, 8)), *map(int, rng.integers(1, 4, 2))
    scaler, *pairs = notebook.prepare_series(rng.normal(size=15), validation, window, horizon)
    scaler.inverse(np.arange(3.0))


def naive(notebook, rng):
    past = rng.normal(size=rng.integers(1, 5, 2))
    horizon = int(rng.integers(1, 6))
    notebook.naive_forecast(past, horizon)
    notebook.naive_forecast(past, horizon, int(rng.integers(1, past.shape[1] + 1)))


def errors(notebook, rng):
    shape = tuple(rng.integers(1, 4, rng.integers(1, 3)))
    truth, forecast, naive = rng.integers(-2, 3, (3, *shape)) + rng.integers(0, 2) * rng.normal(
        size=(3, *shape)
    )
    notebook.mae(truth, forecast)
    notebook.rmse(truth, forecast)
    notebook.mape(truth, forecast)
    notebook.skill(truth, forecast, naive + 0.25)


PIECES = [
    "good",
    "Dull",
    "ÉTÉ",
    "cafe\u0301",
    "3",
    "a",
    "o'clock",
    "wasn\u2019t",
    "'",
    "\u2019",
    "-",
    "_",
    "...",
    "\n",
    "ﬁlm",
]


def sentence(rng, most=8):
    pieces = rng.choice(PIECES, rng.integers(0, most))
    return str(rng.choice(["", " "])).join(map(str, pieces))


def tokenise(notebook, rng):
    notebook.tokenise(sentence(rng))


def vocabulary(notebook, rng):
    texts = [" ".join(map(str, rng.choice(["b", "a", "d", "c", "e"], rng.integers(0, 6)))) for _ in range(3)]
    notebook.build_vocabulary(texts, int(rng.integers(2, 9)))
    notebook.build_vocabulary([sentence(rng) for _ in range(2)], 50)


def encode(notebook, rng):
    known = {"good": 2, "dull": 3, "a": 4, "café": 5}
    notebook.encode([sentence(rng) for _ in range(3)], known, int(rng.integers(1, 7)))


def masked(notebook, rng):
    n, steps, depth = map(int, rng.integers(1, 5, 3))
    ids = rng.integers(0, depth + 1, (n, steps))
    notebook.masked_mean(rng.normal(size=(n, steps, depth)), ids)
    ids[0, 0] = 1
    notebook.masked_cross_entropy(-rng.uniform(0.1, 3.0, size=(n, steps, depth + 1)), ids)


def next_words(notebook, rng):
    sequences = [rng.integers(4, 9, rng.integers(0, 5)).tolist() for _ in range(rng.integers(1, 4))]
    notebook.next_words(sequences, int(rng.integers(5, 8)), 2, 3)


def last_states(notebook, rng):
    n, steps, depth = map(int, rng.integers(1, 5, 3))
    ids = rng.integers(1, 9, (n, steps)) * (np.arange(steps) < rng.integers(0, steps + 1, n)[:, None])
    notebook.summaries(rng.normal(size=(n, steps, depth)), rng.normal(size=(n, steps, depth)), ids)


def prepare_reviews(notebook, rng):
    texts = [" ".join(map(str, rng.choice(["b", "a", "d", "c", "e"], rng.integers(1, 5)))) for _ in range(6)]
    notebook.prepare_reviews(texts, np.arange(6), int(rng.integers(1, 5)), 6, 3, int(rng.integers(0, 9)))
