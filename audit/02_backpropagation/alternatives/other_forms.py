# /// alternative
# summary = "Equal formulas written another way: recursion, running averages as interpolation, eps under RMSprop's root, deep copies."
# ///

# %% linear
def linear_forward(X, W, b):
    with_ones = np.hstack([X, np.ones((X.shape[0], 1))])
    return with_ones @ np.vstack([W, b])


def linear_backward(dZ, X, W):
    with_ones = np.hstack([X, np.ones((X.shape[0], 1))])
    stacked = with_ones.T @ dZ
    return (W @ dZ.T).T, stacked[:-1], stacked[-1]


# %% relu
def relu_forward(Z):
    return Z * np.heaviside(Z, 0.0)


def relu_backward(dA, Z):
    return dA * np.heaviside(Z, 0.5)


# %% softmax
def log_softmax(scores):
    top = scores.max(axis=1)
    return (scores.T - top - np.log(np.exp(scores.T - top).sum(axis=0))).T


def softmax_cross_entropy(scores, labels):
    weights = np.eye(scores.shape[1])[labels] / len(scores)
    log_p = log_softmax(scores)
    return float(-np.sum(np.where(weights > 0, weights * log_p, 0.0))), np.exp(log_p) / len(scores) - weights


# %% init
def init_parameters(sizes, seed):
    generators = np.random.default_rng(seed).spawn(len(sizes) - 1)
    weights = {
        f"W{k + 1}": g.standard_normal((sizes[k], sizes[k + 1])) * (2.0 / sizes[k]) ** 0.5
        for k, g in enumerate(generators)
    }
    return weights | {f"b{k}": np.zeros(size) for k, size in enumerate(sizes) if k > 0}


# %% network
def network_scores(params, X, k=1):
    Z = linear_forward(X, params[f"W{k}"], params[f"b{k}"])
    return Z if 2 * k == len(params) else network_scores(params, relu_forward(Z), k + 1)


def loss_and_gradients(params, X, labels, l2=0.0):
    """Each level of the recursion is a layer: the way back is the return."""
    last = len(params) // 2
    grads = {}

    def descend(A, k):
        W, b = params[f"W{k}"], params[f"b{k}"]
        Z = linear_forward(A, W, b)
        if k == last:
            loss, dZ = softmax_cross_entropy(Z, labels)
        else:
            loss, dA = descend(relu_forward(Z), k + 1)
            dZ = relu_backward(dA, Z)
        dX, dW, grads[f"b{k}"] = linear_backward(dZ, A, W)
        grads[f"W{k}"] = dW + l2 * W
        return loss + l2 * np.vdot(W, W) / 2, dX

    loss, _ = descend(X, 1)
    return loss, grads


# %% sgd
class SGD:
    def __init__(self, lr, momentum=0.0):
        self.lr, self.momentum = lr, momentum
        self.last_move = {}

    def step(self, params, grads):
        moves = {
            name: self.momentum * self.last_move.get(name, np.zeros_like(grads[name])) - self.lr * grads[name]
            for name in params
        }
        self.last_move = moves
        return {name: params[name] + moves[name] for name in params}


# %% rmsprop
class RMSprop:
    def __init__(self, lr, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, {}

    def step(self, params, grads):
        for name, g in grads.items():
            old = self.s.setdefault(name, np.zeros(np.shape(g)))
            self.s[name] = old + (1 - self.rho) * (np.square(g) - old)
        return {name: params[name] - self.lr * grads[name] / np.sqrt(self.s[name] + self.eps**2) for name in params}


# %% adamw
class AdamW:
    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        self.adam = Adam(lr=lr, beta1=beta1, beta2=beta2, eps=eps)
        self.keep = 1 - lr * weight_decay

    def step(self, params, grads):
        return self.adam.step({name: self.keep * value for name, value in params.items()}, grads)


# %% dropout
def dropout_forward(A, p, training, seed):
    if not training:
        return A.copy(), (None, p)
    dropped = np.random.RandomState(seed).uniform(size=A.shape) < p
    out = A / (1 - p)
    out[dropped] = 0
    return out, (dropped, p)


def dropout_backward(dout, cache):
    dropped, p = cache
    return dout.copy() if dropped is None else np.where(dropped, 0, dout / (1 - p))


# %% early_stopping
import copy


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.losses = []
        self.best_loss, self.best_params = float("inf"), None

    def update(self, loss, params):
        self.losses.append(loss)
        best_at = int(np.argmin(self.losses))
        if best_at == len(self.losses) - 1:
            self.best_loss, self.best_params = loss, copy.deepcopy(params)
        return len(self.losses) - 1 - best_at >= self.patience


# %% train
def train(params, X, labels, step, epochs, batch_size, seed, l2=0.0, on_epoch=None):
    rng = np.random.default_rng(seed)
    losses = []
    for epoch in range(epochs):
        order = np.argsort(rng.random(len(X)))
        shuffled_X, shuffled_labels = X[order], labels[order]
        cuts = np.arange(batch_size, len(X), batch_size)
        sums = []
        for batch, targets in zip(np.split(shuffled_X, cuts), np.split(shuffled_labels, cuts)):
            loss, grads = loss_and_gradients(params, batch, targets, l2)
            sums.append(len(batch) * loss)
            params = step(params, grads)
        losses.append(np.sum(sums) / len(X))
        stop = on_epoch(epoch + 1, params) if on_epoch else False
        if stop:
            break
    return params, losses
