# /// alternative
# summary = "The language is learnt by the simple recurrent network of the notebook itself; padding is sorted away, and the model is an object."
# ///

# %% rnn_forward
def rnn_forward(X, h0, params):
    def states():
        h = np.array(h0, dtype=float)
        for x in np.moveaxis(X, 1, 0):
            h = rnn_step(x, h, params)
            yield h

    return np.moveaxis(np.array(list(states())), 0, 1)


# %% last_state
def last_state(X, lengths, params):
    """The longest first, and those that have ended are left where they are."""
    order = np.argsort(-np.asarray(lengths), kind="stable")
    h = np.zeros((len(X), len(params["b"])))
    for t in range(int(np.max(lengths))):
        still = order[np.asarray(lengths)[order] > t]
        h[still] = rnn_step(X[still, t], h[still], params)
    return h


# %% sequence_loss
def sequence_loss(scores, targets, mask):
    largest = np.max(scores, axis=-1, keepdims=True)
    p = np.exp(scores - largest)
    sums = p.sum(axis=-1, keepdims=True)
    right = np.take_along_axis(scores - largest, targets[..., None], axis=-1) - np.log(sums)
    count = np.count_nonzero(mask)
    dscores = p / sums
    np.put_along_axis(dscores, targets[..., None], np.take_along_axis(dscores, targets[..., None], -1) - 1, axis=-1)
    keep = np.where(mask > 0, 1.0, 0.0)[..., None]
    return -np.sum(right * keep) / count, dscores * keep / count


# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    norm = np.hypot.reduce([np.linalg.norm(grad) for grad in grads.values()])
    shrink = 1.0 if norm == 0 else np.minimum(max_norm / norm, 1)
    return {name: np.array(grad) * shrink for name, grad in grads.items()}, norm


# %% lstm_step
def sigmoid(a):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-a))


class Memory:
    """What the backward pass wants: an object of its own."""

    def __init__(self, **kept):
        self.__dict__.update(kept)


def lstm_step(x, h, c, params):
    size = c.shape[1]
    blocks = [slice(k * size, (k + 1) * size) for k in range(4)]
    a = [x @ params["Wx"][:, s] + h @ params["Wh"][:, s] + params["b"][s] for s in blocks]
    i, f, g, o = sigmoid(a[0]), sigmoid(a[1]), np.tanh(a[2]), sigmoid(a[3])
    new = c * f + g * i
    return np.tanh(new) * o, new, Memory(x=x, h=h, c=c, gates=(i, f, g, o), new=new, blocks=blocks)


# %% lstm_step_backward
def lstm_step_backward(dh, dc, cache, params):
    i, f, g, o = cache.gates
    t = np.tanh(cache.new)
    total = np.array(dc)
    total += dh * o - dh * o * t * t
    da = [total * g, total * cache.c, total * i, dh * t]
    for k, value in enumerate((i, f, g, o)):
        da[k] = da[k] * (1 - value**2 if k == 2 else value * (1 - value))
    grads = {name: np.zeros(params[name].shape) for name in ("Wx", "Wh", "b")}
    dx, dh_prev = np.zeros(cache.x.shape), np.zeros(cache.h.shape)
    for s, part in zip(cache.blocks, da):
        grads["Wx"][:, s], grads["Wh"][:, s], grads["b"][s] = cache.x.T @ part, cache.h.T @ part, part.sum(0)
        dx += part @ params["Wx"][:, s].T
        dh_prev += part @ params["Wh"][:, s].T
    return dx, dh_prev, total * f, grads


# %% lstm_sequence
def lstm_forward(X, h0, c0, params):
    """What is needed later: the inputs and the first states; the rest is made again."""
    B, T, _ = X.shape
    H, C = np.zeros((B, T, h0.shape[1])), np.zeros((B, T, h0.shape[1]))
    for t in range(T):
        H[:, t], C[:, t], _ = lstm_step(X[:, t], H[:, t - 1] if t else h0, C[:, t - 1] if t else c0, params)
    return H, C, {"X": X, "H": np.concatenate([h0[:, None], H], 1), "C": np.concatenate([c0[:, None], C], 1)}


def lstm_backward(dH, caches, params):
    steps = dH.shape[1]
    dX = np.zeros(caches["X"].shape)
    total = {name: 0 * params[name] for name in params if name in ("Wx", "Wh", "b")}
    dh = dc = np.zeros(dH[:, 0].shape)
    for t in range(steps - 1, -1, -1):
        cache = lstm_step(caches["X"][:, t], caches["H"][:, t], caches["C"][:, t], params)[2]
        dX[:, t], dh, dc, grads = lstm_step_backward(dh + dH[:, t], dc, cache, params)
        total = {name: total[name] + grads[name] for name in total}
    return total, dX, dh, dc


# %% bidirectional
def bidirectional_forward(X, forwards, backwards):
    one = rnn_forward(X, np.zeros((X.shape[0], forwards["Wh"].shape[0])), forwards)
    other = rnn_forward(np.flip(X, axis=1), np.zeros((X.shape[0], backwards["Wh"].shape[0])), backwards)
    return np.dstack([one, np.flip(other, axis=1)]), np.hstack([one[:, -1], other[:, -1]])


# %% model
def loss_and_gradients(params, inputs, targets, mask):
    """Only the columns that a batch needs, and the gradients of the readout from long matrices."""
    width = int(np.max(np.asarray(mask).sum(axis=1)))
    inputs, targets, mask = inputs[:, :width], targets[:, :width], mask[:, :width]
    X = one_hot(inputs, params["by"].size)
    zero = np.zeros((len(inputs), params["b"].size))
    H = rnn_forward(X, zero, params)
    scores = np.matmul(H, params["Wy"]) + params["by"]
    loss, dscores = sequence_loss(scores, targets, mask)
    flat_H, flat_d = H.reshape(-1, H.shape[2]), dscores.reshape(-1, dscores.shape[2])
    dH = (flat_d @ params["Wy"].T).reshape(H.shape)
    grads, _, _ = rnn_backward(dH, X, zero, H, params)
    return loss, {**grads, "Wy": flat_H.T @ flat_d, "by": flat_d.sum(axis=0)}


# %% train
def train(params, data, loss_and_gradients, step, epochs, batch_size, seed, max_norm):
    order = np.arange(len(data[0]))
    generator = np.random.RandomState(seed)
    curve = []
    while len(curve) < epochs:
        generator.shuffle(order)
        sums, counts = [], []
        for first in range(0, order.size, batch_size):
            batch = [np.take(part, order[first : first + batch_size], axis=0) for part in data]
            loss, grads = loss_and_gradients(params, *batch)
            params = step(params, clip_by_norm(grads, max_norm)[0])
            counts.append(np.sum(batch[2]))
            sums.append(loss * counts[-1])
        curve.append(sum(sums) / sum(counts))
    return params, curve


# %% language_model
class Reader:
    def __init__(self, size, seed):
        self.params, self.size = init_model(size, 72, seed), size

    def learn(self, data, seed):
        losses = []
        for epoch, rate in enumerate([0.006] * 12 + [0.003] * 3 + [0.001] * 2):
            if epoch in (0, 12, 15):
                optimiser = Adam(rate)
            self.params, (loss,) = train(self.params, data, loss_and_gradients, optimiser.step, 1, 40, 100 * seed + epoch, 1.0)
            losses.append(loss)
        return losses

    def scores(self, ids):
        H = rnn_forward(one_hot(ids, self.size), np.zeros((len(ids), 72)), self.params)
        return H @ self.params["Wy"] + self.params["by"]


def train_language_model(words, alphabet, seed):
    reader = Reader(len(alphabet), seed)
    return reader, reader.learn(prepare(words, alphabet), seed)


def next_scores(model, ids):
    return model.scores(ids)
