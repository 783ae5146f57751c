"""Inputs for the functions of 06_rnn_from_scratch, for the audit's search for differences.

Each generator is named after the solution cell that it is for. Sizes are small and all differ where they can, edges
are there (one step, one sequence, zeros, no padding), and what might be kept from call to call is called twice.
"""

import numpy as np

WORDS = ["ab", "c", "cab", "bacca", "a"]


def characters(notebook, rng):
    text = "".join(rng.choice(list("abc."), rng.integers(1, 5)))
    notebook.encode(text, ".cab")
    notebook.decode(rng.integers(0, 4, rng.integers(1, 5)), ".cab")
    notebook.one_hot(rng.integers(0, 3, rng.integers(1, 4, rng.integers(1, 3))), 3 + int(rng.integers(2)))


def characters__unknown(notebook, rng):
    notebook.encode("ab" + str(rng.choice(list("xAB "))), ".ab")


def prepare(notebook, rng):
    notebook.prepare(rng.choice(WORDS, rng.integers(1, 4)).tolist(), ".abc")


def _cell(rng, inputs, hidden, gates=1):
    return {
        "Wx": rng.normal(size=(inputs, gates * hidden)).round(2),
        "Wh": rng.normal(size=(hidden, gates * hidden)).round(2),
        "b": rng.normal(size=gates * hidden).round(2),
    }


def _step(rng, gates=1):
    batch, inputs, hidden = rng.integers(1, 4, 3)
    x, h = rng.normal(size=(batch, inputs)).round(2), rng.normal(size=(batch, hidden)).round(2)
    return x, h, _cell(rng, inputs, hidden, gates)


def _sequence(rng, gates=1):
    batch, steps, inputs, hidden = rng.integers(1, 5, 4)
    X, h0 = rng.normal(size=(batch, steps, inputs)).round(2), rng.normal(size=(batch, hidden)).round(2)
    return X, h0, _cell(rng, inputs, hidden, gates)


def rnn_step(notebook, rng):
    notebook.rnn_step(*_step(rng))
    x, h, params = _step(rng)
    notebook.rnn_step(0 * x, h, params)
    notebook.rnn_step(x, 0 * h, params)


def rnn_forward(notebook, rng):
    X, h0, params = _sequence(rng)
    notebook.rnn_forward(X, h0, params)
    notebook.rnn_forward(X, 0 * h0, params)


def last_state(notebook, rng):
    X, _, params = _sequence(rng)
    notebook.last_state(X, rng.integers(1, X.shape[1] + 1, len(X)), params)
    notebook.last_state(X, np.full(len(X), X.shape[1]), params)


def _writer(rng, inputs, hidden):
    readout = {"Wy": rng.normal(size=(hidden, inputs)).round(2), "by": rng.normal(size=inputs).round(2)}
    return _cell(rng, inputs, hidden) | readout


def one_to_many(notebook, rng):
    batch, inputs, hidden, steps = (int(number) for number in rng.integers(1, 4, 4))
    params = _writer(rng, inputs, hidden)
    notebook.one_to_many(rng.normal(size=(batch, inputs)), rng.normal(size=(batch, hidden)), steps, params)


def one_to_many__after_reading(notebook, rng):
    X, h0, encoder = _sequence(rng)
    lengths = rng.integers(1, X.shape[1] + 1, len(X))
    decoder = _writer(rng, int(rng.integers(1, 4)), h0.shape[1])
    notebook.seq2seq(X, lengths, int(rng.integers(1, 4)), encoder, decoder)


def sequence_loss(notebook, rng):
    batch, steps, size = rng.integers(1, 4, 3)
    mask = (np.arange(steps) < rng.integers(1, steps + 1, batch)[:, None]).astype(float)
    scores = rng.choice([0.5, 2.0, 1e3]) * rng.normal(size=(batch, steps, size)).round(2)
    notebook.sequence_loss(scores, rng.integers(0, size, (batch, steps)), mask)


def sequence_loss__nothing_is_padding(notebook, rng):
    batch, steps, size = rng.integers(1, 4, 3)
    targets = rng.integers(0, size, (batch, steps))
    notebook.sequence_loss(rng.normal(size=(batch, steps, size)), targets, np.ones((batch, steps)))


def _backward(rng):
    X, h0, params = _sequence(rng)
    shape = (*X.shape[:2], h0.shape[1])
    return rng.normal(size=shape).round(2), X, h0, np.tanh(rng.normal(size=shape)).round(2), params


def rnn_backward(notebook, rng):
    dH, X, h0, H, params = _backward(rng)
    notebook.rnn_backward(dH, X, h0, H, params)
    dH[:, :-1] = 0
    notebook.rnn_backward(dH, X, h0, H, params)


def truncated_backward(notebook, rng):
    notebook.truncated_backward(*_backward(rng), int(rng.integers(1, 5)))


def gradient_norms(notebook, rng):
    dH, _, _, H, params = _backward(rng)
    notebook.gradient_norms(dH[:, -1], H, params)


def clip_by_norm(notebook, rng):
    scale = float(rng.choice([0.0, 0.01, 1.0, 100.0]))
    grads = {"a": scale * rng.normal(size=rng.integers(1, 4)).round(2), "b": scale * rng.normal(size=(2, 1)).round(2)}
    notebook.clip_by_norm(grads, float(rng.choice([0.1, 1.0, 5.0])))


def clip_by_norm__exactly(notebook, rng):
    notebook.clip_by_norm({"a": np.array([3.0]), "b": np.array([[4.0]])}, float(rng.choice([4.0, 5.0, 6.0])))


def lstm_step(notebook, rng):
    notebook.sigmoid(rng.choice([-30.0, -1.0, 0.0, 0.5, 30.0], 3))
    x, h, params = _step(rng, gates=4)
    h_new, c_new, _ = notebook.lstm_step(x, h, 2 * h + 1, params)
    notebook.lstm_step(x, h_new, c_new, params)


def lstm_step_backward(notebook, rng):
    x, h, params = _step(rng, gates=4)
    dh, dc = rng.normal(size=h.shape).round(2), rng.normal(size=h.shape).round(2)
    for share in ((1, 0), (0, 1), (1, 1)):
        _, _, cache = notebook.lstm_step(x, h, 2 * h + 1, params)
        notebook.lstm_step_backward(share[0] * dh, share[1] * dc, cache, params)


def lstm_sequence(notebook, rng):
    X, h0, params = _sequence(rng, gates=4)
    H, C, caches = notebook.lstm_forward(X, h0, 0.5 * h0 + 1, params)
    notebook.lstm_backward(rng.normal(size=(*X.shape[:2], h0.shape[1])).round(2), caches, params)


def gru_step(notebook, rng):
    x, h, params = _step(rng, gates=3)
    params["bx"] = params.pop("b") * rng.choice([1.0, 20.0])
    params["bh"] = rng.normal(size=params["bx"].shape).round(2)
    notebook.gru_step(x, h, params)


def _layers(rng, sizes):
    return [_cell(rng, *pair) for pair in zip(sizes, sizes[1:])]


def stacked(notebook, rng):
    sizes = rng.integers(1, 4, rng.integers(2, 5)).tolist()
    notebook.stacked_forward(rng.normal(size=(*rng.integers(1, 4, 2), sizes[0])), _layers(rng, sizes))


def bidirectional(notebook, rng):
    batch, steps, inputs, ahead, back = (int(number) for number in rng.integers(1, 4, 5))
    X = rng.normal(size=(batch, steps, inputs)).round(2)
    notebook.bidirectional_forward(X, _cell(rng, inputs, ahead), _cell(rng, inputs, back))


def sampling(notebook, rng):
    scores = rng.choice([1.0, 1e3]) * rng.normal(size=rng.integers(1, 4, rng.integers(1, 4))).round(1)
    notebook.probabilities(scores, float(rng.choice([0.1, 1.0, 3.0])))


def sampling__draws(notebook, rng):
    scores = rng.normal(size=rng.integers(1, 5, 2)).round(1)
    notebook.sample(scores, float(rng.choice([0.5, 1.0, 3.0])), np.random.default_rng(int(rng.integers(1000))))


def generate(notebook, rng):
    table = 50.0 * np.eye(4)[rng.permutation(4)]

    def next_scores(ids):
        return table[np.asarray(ids)]

    notebook.generate(next_scores, 1.0, int(rng.integers(1, 7)), np.random.default_rng(0))


def generate__by_chance(notebook, rng):
    def next_scores(ids):
        return np.zeros((1, np.asarray(ids).shape[1], 3))

    drawn = np.random.default_rng(int(rng.integers(1000)))
    notebook.generate(next_scores, float(rng.choice([0.5, 2.0])), 5, drawn)


def init(notebook, rng):
    size, hidden, seed = (int(number) for number in rng.integers(1, 5, 3))
    notebook.init_model(size, hidden, seed)
    notebook.init_model(size, hidden, seed)
    notebook.init_model(size, hidden, seed=seed + 1)


def _batch(rng, size):
    batch, steps = rng.integers(1, 4, 2)
    mask = (np.arange(steps) < rng.integers(1, steps + 1, batch)[:, None]).astype(float)
    return rng.integers(0, size, (batch, steps)), rng.integers(0, size, (batch, steps)), mask


def model(notebook, rng):
    size, hidden = (int(number) for number in rng.integers(1, 4, 2))
    notebook.loss_and_gradients(_writer(rng, size, hidden), *_batch(rng, size))


def train(notebook, rng):
    size, hidden, epochs = (int(number) for number in rng.integers(1, 4, 3))
    batch_size, max_norm, seed = int(rng.integers(1, 4)), float(rng.choice([0.01, 1.0, 100.0])), int(rng.integers(9))

    def step(params, grads):
        return {name: value - 0.1 * grads[name] for name, value in params.items()}

    arguments = (notebook.loss_and_gradients, step, epochs - 1, batch_size, seed, max_norm)
    notebook.train(_writer(rng, size, hidden), _batch(rng, size), *arguments)


def language_model(notebook, rng):
    model, _ = notebook.train_language_model(WORDS, ".abc", int(rng.integers(5)))
    notebook.next_scores(model, np.array([[0, 1, 2]]))
