# /// alternative
# summary = "Samples are columns inside every function, results are plain lists where lists will do, and the optimisers work on one long vector."
# ///

# %% linear
def linear_forward(X, W, b):
    columns = np.transpose(W) @ np.transpose(X) + np.reshape(b, (-1, 1))  # (H, N)
    return np.ascontiguousarray(columns.T)


def linear_backward(dZ, X, W):
    dZ, X = np.transpose(dZ), np.transpose(X)  # (H, N), (D, N)
    return np.dot(W, dZ).T.tolist(), np.dot(X, dZ.T).tolist(), np.sum(dZ, axis=1).tolist()


# %% relu
def relu_forward(Z):
    return np.clip(Z, 0, None)


def relu_backward(dA, Z):
    """The mask of the outputs is that of the inputs."""
    return np.multiply(dA, np.sign(relu_forward(Z)))


# %% softmax
def softmax_cross_entropy(scores, labels):
    columns = np.array(scores, dtype=float).T  # (C, N)
    log_p = columns - np.logaddexp.reduce(columns, axis=0)  # (C, N)
    loss, gradient = 0.0, np.exp(log_p)
    for n, label in enumerate(labels):
        loss -= log_p[label, n] / len(labels)
        gradient[label, n] -= 1.0
    return loss, (gradient.T / len(labels)).tolist()


# %% numerical
def numerical_gradient(f, x, h=1e-5):
    moves = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + move) - f(x - move)) / (h + h) for move in moves]).reshape(x.shape)


# %% init
def init_parameters(sizes, seed):
    """All weights come from one draw, which is cut into pieces."""
    pairs = list(zip(sizes, sizes[1:]))
    draw = np.random.default_rng(seed).standard_normal(sum(rows * columns for rows, columns in pairs))
    params, start = {}, 0
    for k, (rows, columns) in enumerate(pairs, start=1):
        piece = draw[start : start + rows * columns]
        params[f"b{k}"] = np.zeros((columns,))
        params[f"W{k}"] = piece.reshape(rows, columns) * np.sqrt(2.0 / rows)
        start += rows * columns
    return params


# %% network
def network_scores(params, X):
    return layer_outputs(params, X)[-1]


def layer_outputs(params, X):
    """X, what leaves each ReLU, and the scores: one array for each layer and one more."""
    found = [np.asarray(X, dtype=float)]
    depth = max(int(name[1:]) for name in params)
    for k in range(1, depth + 1):
        Z = linear_forward(found[-1], params[f"W{k}"], params[f"b{k}"])
        found.append(Z if k == depth else relu_forward(Z))
    return found


def loss_and_gradients(params, X, labels, l2=0.0):
    found = layer_outputs(params, X)
    loss, upstream = softmax_cross_entropy(found.pop(), labels)
    grads = {}
    for k in range(len(found), 0, -1):
        A = found.pop()
        W = params[f"W{k}"]
        upstream, dW, grads[f"b{k}"] = (np.array(part) for part in linear_backward(upstream, A, W))
        upstream = upstream * (A > 0)
        loss += l2 * float(np.linalg.norm(W)) ** 2 / 2
        grads[f"W{k}"] = dW + l2 * W
    return loss, grads


# %% sgd
def flat(values, names):
    """The arrays of those names behind each other, as one vector."""
    return np.concatenate([np.ravel(values[name]) for name in names])


def cut(vector, params):
    """The pieces of the vector with the names and shapes of params."""
    pieces, start = {}, 0
    for name, value in params.items():
        pieces[name] = vector[start : start + np.size(value)].reshape(np.shape(value))
        start += np.size(value)
    return pieces


class Optimiser:
    """Moves all parameters as one vector; `move` says by how much."""

    t = 0

    def step(self, params, grads):
        self.t += 1
        w, g = flat(params, params), flat(grads, params)
        return cut(w + self.move(w, g), params)


class SGD(Optimiser):
    def __init__(self, lr, momentum=0.0):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def move(self, w, g):
        self.v = self.momentum * self.v + g
        return -self.lr * self.v


# %% rmsprop
class RMSprop(Optimiser):
    def __init__(self, lr, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, 0.0

    def move(self, w, g):
        self.s = self.rho * self.s + (1 - self.rho) * g * g
        return -self.lr * g / np.sqrt(self.s + self.eps)


# %% adam
class Adam(Optimiser):
    decay = 0.0

    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.betas, self.eps = lr, np.array([[beta1], [beta2]]), eps
        self.sums = 0.0

    def move(self, w, g):
        """Both running means are rows of one array."""
        self.sums = self.betas * self.sums + (1 - self.betas) * np.stack([g, g**2])
        mean, mean_square = self.sums / (1 - self.betas**self.t)
        return -self.lr * (self.decay * w + mean / (mean_square**0.5 + self.eps))


# %% adamw
class AdamW(Adam):
    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        Adam.__init__(self, lr, beta1, beta2, eps)
        self.decay = weight_decay


# %% dropout
def dropout_forward(A, p, training, seed):
    """A fixed rule instead of a mask is kept for the way back: seed, p and the shape."""
    cache = (seed, p, A.shape) if training else None
    return dropout_backward(A, cache), cache


def dropout_backward(dout, cache):
    if cache is None:
        return np.array(dout)
    seed, p, shape = cache
    drawn = np.random.default_rng(seed).uniform(-p, 1 - p, size=shape)
    return np.where(drawn < 0, 0.0, np.divide(dout, 1 - p))


# %% batchnorm
class BatchNorm:
    def __init__(self, size, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.gamma, self.beta = np.ones(size), np.zeros(size)
        self.running_mean, self.running_var = np.zeros(size), np.ones(size)

    def forward(self, X, training):
        columns = X.T  # (size, N)
        if training:
            self.batch = columns.copy()
            m = self.momentum
            self.running_mean = (1 - m) * self.running_mean + m * np.mean(columns, axis=1)
            self.running_var = (1 - m) * self.running_var + m * np.var(columns, axis=1)
            normed = self.normed()
        else:
            spread = np.sqrt(self.running_var + self.eps)
            normed = (columns - self.running_mean[:, None]) / spread[:, None]
        return (self.gamma[:, None] * normed + self.beta[:, None]).T

    def normed(self):
        mean, var = self.batch.mean(axis=1, keepdims=True), self.batch.var(axis=1, keepdims=True)
        return (self.batch - mean) / np.sqrt(var + self.eps)

    def backward(self, dY):
        """The Jacobian of each column (N, N), written out."""
        n = len(dY)
        normed, dX = self.normed(), np.empty_like(self.batch)
        for j, row in enumerate(normed):
            centring = np.eye(n) - 1 / n - np.outer(row, row) / n
            dX[j] = centring @ dY[:, j] * self.gamma[j] / np.sqrt(self.batch[j].var() + self.eps)
        return dX.T, np.einsum("nj,jn->j", dY, normed), np.einsum("nj->j", dY)


# %% early_stopping
class EarlyStopping:
    def __init__(self, patience):
        self.left = self.patience = patience
        self.best_loss, self.best_params = float("inf"), None

    def update(self, loss, params):
        is_better = bool(loss < self.best_loss)
        self.left = self.patience if is_better else self.left - 1
        if is_better:
            self.best_loss = float(loss)
            self.best_params = dict(zip(params, (np.array(value) for value in params.values())))
        return not self.left > 0


# %% train
def train(params, X, labels, step, epochs, batch_size, seed, l2=0.0, on_epoch=None):
    rng = np.random.default_rng(seed)

    def batches():
        waiting = list(rng.permutation(X.shape[0]))
        return [waiting[i : i + batch_size] for i in range(0, len(waiting), batch_size)]

    losses = []
    for epoch in range(epochs):
        weighted = []
        for rows in batches():
            loss, grads = loss_and_gradients(params, X.take(rows, axis=0), labels.take(rows), l2)
            weighted.append(loss * len(rows) / X.shape[0])
            params = step(params, grads)
        losses.append(sum(weighted))
        if (on_epoch or (lambda *ignored: False))(epoch + 1, params):
            break
    return params, losses
