# /// alternative
# summary = "Single precision throughout, einsum instead of products of matrices, one product for inputs and states, and a GRU trained by differentiation on a tape of its own."
# ///

# %% characters
def encode(text, alphabet):
    places = np.array([alphabet.find(letter) for letter in text], dtype=np.int32)
    if (places < 0).any():
        raise ValueError("unknown character")
    return places


def decode(ids, alphabet):
    return "".join(np.array(list(alphabet))[np.asarray(ids, dtype=int)])


def one_hot(ids, size):
    return (np.asarray(ids)[..., None] == np.arange(size)).astype(np.float32)


# %% prepare
def prepare(words, alphabet):
    text = [alphabet[0] + word + alphabet[0] for word in words]
    longest = max(map(len, text))
    ids = np.array([np.pad(encode(line, alphabet), (0, longest - len(line))) for line in text])  # (B, T + 1)
    mask = np.arange(longest - 1) < np.array([len(word) + 1 for word in words])[:, None]
    return ids[:, :-1], ids[:, 1:], mask.astype(np.float32)


# %% rnn_step
def rnn_step(x, h, params):
    both = np.concatenate([x, h], axis=1).astype(np.float32)
    weights = np.concatenate([params["Wx"], params["Wh"]], axis=0).astype(np.float32)
    return np.tanh(both @ weights + params["b"].astype(np.float32))


# %% rnn_forward
def rnn_forward(X, h0, params):
    """All the inputs at once, then the states."""
    from_x = np.einsum("btd,dh->tbh", X, params["Wx"]) + params["b"]
    H = np.zeros((X.shape[1] + 1, *h0.shape), dtype=np.float32)
    H[0] = h0
    for t, part in enumerate(from_x):
        H[t + 1] = np.tanh(part + H[t] @ params["Wh"])
    return H[1:].swapaxes(0, 1)


# %% last_state
def last_state(X, lengths, params):
    """The state stops where its sequence ends."""
    h = np.zeros((X.shape[0], params["Wh"].shape[1]), dtype=np.float32)
    for t in range(X.shape[1]):
        h = np.where((t < np.asarray(lengths))[:, None], rnn_step(X[:, t], h, params), h)
    return h


# %% sequence_loss
def sequence_loss(scores, targets, mask):
    mask = np.asarray(mask, dtype=bool)
    real, due = np.asarray(scores)[mask], np.asarray(targets)[mask]  # (M, V), (M,)
    top = real.max(axis=1, keepdims=True)
    logs = real - top - np.log(np.exp(real - top).sum(axis=1, keepdims=True))
    rows = np.arange(len(due))
    slopes = np.exp(logs)
    slopes[rows, due] -= 1
    dscores = np.zeros(np.shape(scores), dtype=np.float32)
    dscores[mask] = slopes / len(due)
    return np.float32(-logs[rows, due].mean()), dscores


# %% rnn_backward
def rnn_backward(dH, X, h0, H, params):
    """Gather what reaches the inside of each tanh first, then sum everything at once."""
    da = np.zeros(H.shape, dtype=np.float32)
    passed = np.zeros(h0.shape, dtype=np.float32)
    for t in range(H.shape[1])[::-1]:
        da[:, t] = (dH[:, t] + passed) * (1 - np.square(H[:, t]))
        passed = np.einsum("bh,kh->bk", da[:, t], params["Wh"])
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    grads = {
        "Wx": np.einsum("btd,bth->dh", X, da),
        "Wh": np.einsum("btk,bth->kh", before, da),
        "b": np.einsum("bth->h", da),
    }
    return grads, np.einsum("bth,dh->btd", da, params["Wx"]), passed


# %% truncated_backward
def truncated_backward(dH, X, h0, H, params, window):
    before = np.concatenate([h0[:, None], H], axis=1)
    total = {"Wx": 0.0, "Wh": 0.0, "b": 0.0}
    for start in np.arange(0, X.shape[1], window):
        end = min(start + window, X.shape[1])
        pieces = rnn_backward(dH[:, start:end], X[:, start:end], before[:, start], H[:, start:end], params)[0]
        total = {name: total[name] + pieces[name] for name in total}
    return total


# %% gradient_norms
def gradient_norms(dh_last, H, params):
    """The gradient of the inputs of the steps is not needed: let the backward pass run with dH of one step at a time."""
    B, T, size = H.shape
    norms = np.zeros(T, dtype=np.float32)
    for t in range(T):
        if t == T - 1:
            norms[t] = np.sqrt((dh_last**2).sum())
            continue
        dH = np.zeros((B, T - 1 - t, size))
        dH[:, -1] = dh_last
        nothing = np.zeros((B, T - 1 - t, params["Wh"].shape[0]))
        some = {"Wx": np.zeros((size, size)), "Wh": params["Wh"], "b": np.zeros(size)}
        norms[t] = np.linalg.norm(rnn_backward(dH, nothing, H[:, t], H[:, t + 1 :], some)[2])
    return norms


# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads.values()]))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return {name: np.float32(grad * factor) for name, grad in grads.items()}, norm


# %% lstm_step
def sigmoid(a):
    return np.where(a >= 0, 1, np.exp(-np.abs(a))) / (1 + np.exp(-np.abs(a)))


def lstm_step(x, h, c, params):
    a = np.einsum("bd,dk->bk", x, params["Wx"]) + np.einsum("bd,dk->bk", h, params["Wh"]) + params["b"]
    i, f, g, o = (block.astype(np.float64) for block in np.split(a, 4, axis=1))
    cache = {"x": x, "h": h, "c": c, "i": sigmoid(i), "f": sigmoid(f), "g": np.tanh(g), "o": sigmoid(o)}
    cache["new"] = cache["f"] * c + cache["i"] * cache["g"]
    return cache["o"] * np.tanh(cache["new"]), cache["new"], cache


# %% lstm_step_backward
def lstm_step_backward(dh, dc, cache, params):
    i, f, g, o = (cache[name] for name in "ifgo")
    shown = np.tanh(cache["new"])
    through = dc + dh * o / np.cosh(cache["new"]) ** 2
    da = np.hstack(
        [through * g * (i - i**2), through * cache["c"] * (f - f**2), through * i * (1 - g) * (1 + g), dh * shown * (o - o**2)]
    )
    both = np.hstack([cache["x"], cache["h"]]).T @ da
    width = cache["x"].shape[1]
    back = da @ np.vstack([params["Wx"], params["Wh"]]).T
    return back[:, :width], back[:, width:], f * through, {"Wx": both[:width], "Wh": both[width:], "b": np.ones(len(da)) @ da}


# %% gru_step
def gru_step(x, h, params):
    H = h.shape[1]
    gate = lambda k: sigmoid(
        x @ params["Wx"][:, k * H : (k + 1) * H]
        + h @ params["Wh"][:, k * H : (k + 1) * H]
        + params["bx"][k * H : (k + 1) * H]
        + params["bh"][k * H : (k + 1) * H]
    )
    r, z = gate(0), gate(1)
    n = np.tanh(x @ params["Wx"][:, 2 * H :] + params["bx"][2 * H :] + r * (h @ params["Wh"][:, 2 * H :] + params["bh"][2 * H :]))
    return n + z * (h - n)


# %% stacked
def stacked_forward(X, layers):
    """All layers step by step."""
    states = [np.zeros((len(X), params["Wh"].shape[0])) for params in layers]
    top = []
    for t in range(X.shape[1]):
        x = X[:, t]
        for k, params in enumerate(layers):
            x = states[k] = rnn_step(x, states[k], params)
        top.append(x)
    return np.stack(top, 1), states


# %% bidirectional
def bidirectional_forward(X, forwards, backwards):
    steps = X.shape[1]
    ahead = back = None
    rows, halves = [], []
    ahead = np.zeros((len(X), forwards["Wh"].shape[0]))
    back = np.zeros((len(X), backwards["Wh"].shape[0]))
    for t in range(steps):
        ahead = rnn_step(X[:, t], ahead, forwards)
        back = rnn_step(X[:, steps - 1 - t], back, backwards)
        rows.append(ahead)
        halves.insert(0, back)
    outputs = np.concatenate([np.array(rows), np.array(halves)], axis=2).transpose(1, 0, 2)
    return outputs, np.hstack([ahead, back])


# %% sampling
def probabilities(scores, temperature):
    scores = np.asarray(scores, dtype=np.float64)
    weights = np.exp((scores - np.max(scores, axis=-1)[..., None]) / temperature)
    return weights / np.sum(weights, axis=-1)[..., None]


def sample(scores, temperature, rng):
    """Gumbel's way: the largest of the scores with noise."""
    return np.argmax(np.asarray(scores) / temperature + rng.gumbel(size=np.shape(scores)), axis=1)


# %% init
def init_model(size, hidden, seed):
    """From the singular vectors of one draw of the legacy generator."""
    rng = np.random.RandomState(seed)
    left, _, right = np.linalg.svd(rng.standard_normal((hidden, hidden)))
    return {
        "by": np.zeros(size, dtype=np.float32),
        "Wy": (rng.standard_normal((hidden, size)) / np.sqrt(hidden)).astype(np.float32),
        "b": np.zeros(hidden, dtype=np.float32),
        "Wh": (left @ right).astype(np.float32),
        "Wx": (rng.standard_normal((size, hidden)) / np.sqrt(size)).astype(np.float32),
    }


# %% language_model
class Node:
    """A value and how its gradient goes on to those it was made from."""

    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = value, parents, 0.0

    def backward(self, upstream):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = upstream
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad = parent.grad + slope(node.grad)


def product(a, b):
    return Node(a.value @ b.value, ((a, lambda d: d @ b.value.T), (b, lambda d: a.value.T @ d)))


def plus(a, b):
    return Node(a.value + b.value, ((a, lambda d: d), (b, lambda d: d if np.ndim(b.value) > 1 else d.sum(axis=0))))


def times(a, b):
    return Node(a.value * b.value, ((a, lambda d: d * b.value), (b, lambda d: d * a.value)))


def squash(a):
    value = np.tanh(a.value)
    return Node(value, ((a, lambda d: d * (1 - value**2)),))


def gate(a):
    value = sigmoid(a.value)
    return Node(value, ((a, lambda d: d * value * (1 - value)),))


def rows_of(a, ids):
    def back(d):
        total = np.zeros(a.value.shape)
        np.add.at(total, ids, d)
        return total

    return Node(a.value[ids], ((a, back),))


def read(params, ids):
    """Scores of each step, a list of T nodes (B, V)."""
    h, scores = Node(np.zeros((len(ids), len(params["Ur"].value)))), []
    for t in range(ids.shape[1]):
        r, z, n = (rows_of(params["W" + name], ids[:, t]) for name in "rzn")
        r = gate(plus(plus(r, product(h, params["Ur"])), params["br"]))
        z = gate(plus(plus(z, product(h, params["Uz"])), params["bz"]))
        n = squash(plus(n, times(r, plus(product(h, params["Un"]), params["bn"]))))
        old = times(z, h)
        h = plus(old, plus(n, times(Node(-z.value, ((z, lambda d: -d),)), n)))
        scores.append(plus(product(h, params["Wy"]), params["by"]))
    return scores


def train_language_model(words, alphabet, seed):
    rng, V, H = np.random.default_rng(seed), len(alphabet), 40
    start = {"W" + name: rng.normal(0, 0.5, (V, H)) for name in "rzn"}
    start |= {"U" + name: rng.normal(0, H**-0.5, (H, H)) for name in "rzn"}
    start |= {"br": np.zeros(H), "bz": np.ones(H), "bn": np.zeros(H)}
    start |= {"Wy": rng.normal(0, H**-0.5, (H, V)), "by": np.zeros(V)}

    def slopes(params, inputs, targets, mask):
        nodes = {name: Node(value) for name, value in params.items()}
        steps = read(nodes, inputs)
        loss, dscores = sequence_loss(np.stack([step.value for step in steps], 1), targets, mask)
        whole = Node(0.0, [(step, lambda d, t=t: dscores[:, t]) for t, step in enumerate(steps)])
        whole.backward(1.0)
        return loss, {name: node.grad for name, node in nodes.items()}

    return train(start, prepare(words, alphabet), slopes, Adam(0.01).step, 12, 50, seed, 5.0)


def next_scores(model, ids):
    nodes = {name: Node(value) for name, value in model.items()}
    return np.stack([step.value for step in read(nodes, np.asarray(ids))], axis=1)
