"""Independent answers for the checks of assignment 06_rnn_from_scratch: PyTorch's own cells, in double precision.

The notebook writes sequences as rows, x W; PyTorch has its matrices transposed, W x. Both put the blocks of a cell's
gates in the same order. PyTorch has two biases where the notebook has one; the second is zero then. Gradients come from
autograd. torch is imported where it is first needed, because that takes a second.

Arrays: X (B, T, D), states (B, H), parameters Wx (D, G*H), Wh (H, G*H) and b (G*H,), with G blocks of gates.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder import assert_close

Array = NDArray[Any]
Parameters = Mapping[str, Array]

ALPHABET = ".aehiklmnopstuy"
"""The characters of the language, the mark of beginning and end first."""


def parameters(rng: np.random.Generator, inputs: int, hidden: int, gates: int = 1) -> dict[str, Array]:
    """Parameters of a cell with no zero anywhere, small enough for tanh to have slopes."""
    return {
        "Wx": rng.normal(0.0, 0.7, (inputs, gates * hidden)),
        "Wh": rng.normal(0.0, 0.9 / hidden**0.5, (hidden, gates * hidden)),
        "b": rng.normal(0.0, 0.5, gates * hidden),
    }


def step_problem(sizes: Sequence[int]) -> tuple[Array, Array, dict[str, Array]]:
    """Inputs x (B, D), a state h (B, H) and parameters for sizes (B, D, H)."""
    batch, inputs, hidden = sizes
    rng = np.random.default_rng([63, *sizes])
    return rng.normal(size=(batch, inputs)), rng.normal(size=(batch, hidden)), parameters(rng, inputs, hidden)


def sequence_problem(sizes: Sequence[int]) -> tuple[Array, Array, dict[str, Array]]:
    """Inputs X (B, T, D), a first state (B, H) and parameters for sizes (B, T, D, H)."""
    batch, steps, inputs, hidden = sizes
    rng = np.random.default_rng([64, *sizes])
    h0 = rng.normal(size=(batch, hidden))
    return rng.normal(size=(batch, steps, inputs)), h0, parameters(rng, inputs, hidden)


def _module(kind: str, params: Parameters) -> Any:
    """torch.nn's module of that kind with the given parameters, in double precision."""
    import torch

    inputs, hidden = params["Wx"].shape[0], params["Wh"].shape[0]
    is_cell = kind.endswith("Cell")
    module = getattr(torch.nn, kind)(inputs, hidden, **({} if is_cell else {"batch_first": True})).double()
    after = "" if is_cell else "_l0"
    bias = params["b"] if "b" in params else params["bx"]
    values = {
        "weight_ih": params["Wx"].T,
        "weight_hh": params["Wh"].T,
        "bias_ih": bias,
        "bias_hh": params.get("bh", np.zeros_like(bias)),
    }
    module.load_state_dict({name + after: tensor(value) for name, value in values.items()})
    return module


def tensor(values: Array) -> Any:
    """A double tensor that holds a copy of the values."""
    import torch

    return torch.tensor(np.asarray(values), dtype=torch.float64)


def _numpy(value: Any) -> Array:
    found: Array = value.detach().numpy()
    return found


def rnn_step(x: Array, h: Array, params: Parameters) -> Array:
    """The next state (B, H), by torch.nn.RNNCell."""
    return _numpy(_module("RNNCell", params)(tensor(x), tensor(h)))


def lstm_step(x: Array, h: Array, c: Array, params: Parameters) -> tuple[Array, Array]:
    """The next hidden state and cell state (B, H), by torch.nn.LSTMCell."""
    h_new, c_new = _module("LSTMCell", params)(tensor(x), (tensor(h), tensor(c)))
    return _numpy(h_new), _numpy(c_new)


def gru_step(x: Array, h: Array, params: Parameters) -> Array:
    """The next state (B, H), by torch.nn.GRUCell; the biases are bx and bh."""
    return _numpy(_module("GRUCell", params)(tensor(x), tensor(h)))


def rnn(X: Array, h0: Array, params: Parameters) -> Array:
    """All states (B, T, H), by torch.nn.RNN."""
    return _numpy(_module("RNN", params)(tensor(X), tensor(h0)[None])[0])


def lstm(X: Array, h0: Array, c0: Array, params: Parameters, step: Any = lstm_step) -> Array:
    """All states and all cell states (2, B, T, H), for a step that may be a student's."""
    h, c, states, cells = h0, c0, [], []
    for t in range(X.shape[1]):
        h, c = (np.asarray(state) for state in step(X[:, t], h, c, params)[:2])
        states.append(h)
        cells.append(c)
    return np.array([np.stack(states, axis=1), np.stack(cells, axis=1)])


def lstm_steps_back(step: Any, step_backward: Any, *problem: Any) -> dict[str, Array]:
    """The gradients that a student's step and its backward pass give, carried through time here.

    ``problem`` is what `lstm_gradients` takes.
    """
    dH, X, h0, c0, params = problem
    h, c, caches = h0, c0, []
    for t in range(X.shape[1]):
        h, c, cache = step(X[:, t], h, c, params)
        caches.append(cache)
    dh, dc, dX, total = np.zeros(h0.shape), np.zeros(h0.shape), [], dict.fromkeys(("Wx", "Wh", "b"), 0.0)
    for t in reversed(range(X.shape[1])):
        dx, dh, dc, grads = step_backward(dH[:, t] + np.asarray(dh), np.asarray(dc), caches[t], params)
        dX.append(np.asarray(dx))
        total = {name: value + np.asarray(grads[name]) for name, value in total.items()}
    return {**total, "X": np.stack(dX[::-1], axis=1), "h0": np.asarray(dh), "c0": np.asarray(dc)}


Forward = Callable[[Array, Array, Parameters], Any]
"""(X, h0, params) -> states (B, T, H): `rnn`, or a student's."""


def by_steps(step: Callable[[Array, Array, Parameters], Any]) -> Forward:
    """All states, for a step that may be a student's."""

    def forward(X: Array, h0: Array, params: Parameters) -> Array:
        h, states = h0, []
        for t in range(X.shape[1]):
            h = np.asarray(step(X[:, t], h, params))
            states.append(h)
        return np.stack(states, axis=1)

    return forward


def assert_follows(actual: Any, due: Callable[[Any], Array], right: Any, theirs: Any) -> None:
    """Assert that ``actual`` is what is due when ``right`` is used, or else when the student's own part is.

    A mistake has lost its points where it was made. That the student's part does nothing at all is no excuse.
    """
    try:
        assert_close(actual, due(right), rtol=1e-4, atol=1e-5)
    except AssertionError:
        try:
            followed = np.asarray(due(theirs), dtype=float)
            assert np.ptp(followed) > 1e-3
            assert_close(actual, followed, rtol=1e-4, atol=1e-5)
        except Exception:  # whatever their part does, the first failure is the one to tell
            followed = None
        if followed is None:
            raise


def last_states(X: Array, lengths: Array, params: Parameters, forward: Forward = rnn) -> Array:
    """The state (B, H) after each row's last real step: every row by itself, cut off at its end."""
    zero = np.zeros((1, params["Wh"].shape[0]))
    rows = [np.asarray(forward(X[i : i + 1, :n], zero, params))[:, -1] for i, n in enumerate(lengths)]
    return np.concatenate(rows)


def one_to_many(x: Array, h0: Array, steps: int, params: Parameters, step: Any = rnn_step) -> Array:
    """What a network writes (B, steps, D) whose output is its next input."""
    h, outputs = h0, []
    for _ in range(steps):
        h = np.asarray(step(x, h, params))
        x = h @ params["Wy"] + params["by"]
        outputs.append(x)
    return np.stack(outputs, axis=1)


def stacked(X: Array, layers: Sequence[Parameters], forward: Forward = rnn) -> tuple[Array, list[Array]]:
    """The states of the last layer, and the last state of each."""
    finals = []
    for params in layers:
        X = np.asarray(forward(X, np.zeros((len(X), params["Wh"].shape[0])), params))
        finals.append(X[:, -1])
    return X, finals


def bidirectional(
    X: Array, forwards: Parameters, backwards: Parameters, forward: Forward = rnn
) -> tuple[Array, Array]:
    """Outputs (B, T, Hf + Hb) and summary (B, Hf + Hb); each step of the second half reads its own end of X."""
    zero = {name: np.zeros((len(X), p["Wh"].shape[0])) for name, p in (("f", forwards), ("b", backwards))}
    ahead = np.asarray(forward(X, zero["f"], forwards))
    steps = range(X.shape[1])
    ends = [np.asarray(forward(X[:, t:][:, ::-1].copy(), zero["b"], backwards))[:, -1] for t in steps]
    back = np.stack(ends, axis=1)
    return np.concatenate([ahead, back], axis=2), np.concatenate([ahead[:, -1], back[:, 0]], axis=1)


def rnn_gradients(
    dH: Array, X: Array, h0: Array, params: Parameters, window: int | None = None
) -> dict[str, Array]:
    """Gradients of sum(dH * states) by Wx, Wh, b, X and h0; a state is detached where a new window begins."""
    cell = _module("RNNCell", params)
    inputs, first = tensor(X).requires_grad_(), tensor(h0).requires_grad_()
    h, loss = first, tensor(np.zeros(()))
    for t in range(X.shape[1]):
        if window is not None and t > 0 and t % window == 0:
            h = h.detach()
        h = cell(inputs[:, t], h)
        loss = loss + (h * tensor(dH[:, t])).sum()
    loss.backward()
    return _cell_gradients(cell) | {"X": inputs.grad.numpy(), "h0": first.grad.numpy()}


def window_by_window(backward: Any, window: int, *arguments: Any) -> dict[str, Array]:
    """Sum over the windows of what a student's rnn_backward, which has these arguments, returns for the parameters."""
    dH, X, h0, H, params = arguments
    parts = []
    for start in range(0, X.shape[1], window):
        part, before = slice(start, start + window), H[:, start - 1] if start else h0
        parts.append(backward(dH[:, part], X[:, part], before, H[:, part], params)[0])
    return {name: np.sum([np.asarray(grads[name]) for grads in parts], axis=0) for name in ("Wx", "Wh", "b")}


def lstm_gradients(dH: Array, X: Array, h0: Array, c0: Array, params: Parameters) -> dict[str, Array]:
    """Gradients of sum(dH * states) by Wx, Wh, b, X, h0 and c0, by torch.nn.LSTMCell."""
    cell = _module("LSTMCell", params)
    inputs, h, c = (tensor(value).requires_grad_() for value in (X, h0, c0))
    first, loss = (h, c), tensor(np.zeros(()))
    for t in range(X.shape[1]):
        h, c = cell(inputs[:, t], (h, c))
        loss = loss + (h * tensor(dH[:, t])).sum()
    loss.backward()
    found = {"X": inputs, "h0": first[0], "c0": first[1]}
    return _cell_gradients(cell) | {name: leaf.grad.numpy() for name, leaf in found.items()}


def _cell_gradients(cell: Any) -> dict[str, Array]:
    return {
        "Wx": cell.weight_ih.grad.numpy().T,
        "Wh": cell.weight_hh.grad.numpy().T,
        "b": cell.bias_ih.grad.numpy(),
    }


def gradient_norms(dh_last: Array, X: Array, h0: Array, params: Parameters) -> Array:
    """Norms (T,) of the gradient of sum(dh_last * last state) by each state."""
    cell = _module("RNNCell", params)
    h, states = tensor(h0).requires_grad_(), []
    for t in range(X.shape[1]):
        h = cell(tensor(X[:, t]), h)
        h.retain_grad()
        states.append(h)
    (h * tensor(dh_last)).sum().backward()
    return np.array([float(state.grad.norm()) for state in states])


def sequence_loss(scores: Array, targets: Array, mask: Array) -> tuple[float, Array]:
    """Mean cross-entropy over real targets and its gradient (B, T, V), by torch.nn.functional.cross_entropy."""
    import torch

    leaf = tensor(scores).requires_grad_()
    known = torch.tensor(np.where(mask > 0, targets, -100).reshape(-1))
    loss = torch.nn.functional.cross_entropy(leaf.reshape(len(known), -1), known, ignore_index=-100)
    loss.backward()
    return float(loss.detach()), leaf.grad.numpy()


def model_loss(params: Parameters, inputs: Array, targets: Array, mask: Array) -> float:
    """Loss of the recurrent character model with readout Wy (H, V), by (V,)."""
    X = np.eye(len(params["Wx"]))[inputs]
    H = rnn(X, np.zeros((len(X), params["Wh"].shape[0])), params)
    return sequence_loss(H @ params["Wy"] + params["by"], targets, mask)[0]


def clip(grads: Parameters, max_norm: float) -> tuple[dict[str, Array], float]:
    """Clipped gradients and the norm before, by torch.nn.utils.clip_grad_norm_."""
    import torch

    leaves = {name: tensor(np.zeros_like(value)).requires_grad_() for name, value in grads.items()}
    for name, leaf in leaves.items():
        leaf.grad = tensor(grads[name])
    norm = torch.nn.utils.clip_grad_norm_(list(leaves.values()), max_norm)
    return {name: leaf.grad.numpy() for name, leaf in leaves.items()}, float(norm)


def softmax(scores: Array) -> Array:
    """Probabilities over the last axis."""
    return _numpy(tensor(scores).softmax(dim=-1))


def hidden_words() -> tuple[Array, Array, Array]:
    """Inputs, targets and mask (N, T) of the hidden words; padded targets are 0."""
    words = Path(__file__).with_name("rnn_words_hidden.txt").read_text(encoding="ascii").split()
    rows = [[ALPHABET.index(letter) for letter in word] for word in words]
    longest = max(map(len, rows)) + 1
    inputs, targets, mask = (np.zeros((len(rows), longest), kind) for kind in (np.int64, np.int64, float))
    for i, row in enumerate(rows):
        inputs[i, : len(row) + 1], targets[i, : len(row) + 1] = [0, *row], [*row, 0]
        mask[i, : len(row) + 1] = 1.0
    return inputs, targets, mask


def recall_problem() -> tuple[Array, Array]:
    """Hidden words (N, T), all of them with an h, and the letters (N,) that follow it: each word's first."""
    inputs, _, _ = hidden_words()
    return inputs, inputs[:, 1]


def places_of_h(inputs: Array) -> Array:
    """The step (N,) at which each word has its h."""
    return (inputs == ALPHABET.index("h")).argmax(axis=1)
