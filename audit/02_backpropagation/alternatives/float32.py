# /// alternative
# summary = "Everything in single precision, and weights drawn from a uniform distribution."
# ///

# %% linear
def linear_forward(X, W, b):
    return np.matmul(X, W, dtype=np.float32) + np.float32(b)


def linear_backward(dZ, X, W):
    dZ, X, W = (array.astype(np.float32) for array in (dZ, X, W))
    return dZ.dot(W.T), X.T.dot(dZ), np.ones(len(dZ), dtype=np.float32).dot(dZ)


# %% relu
def relu_forward(Z):
    return (np.abs(Z) + Z).astype(np.float32) / 2


def relu_backward(dA, Z):
    return np.where(Z > 0, dA, 0).astype(np.float32)


# %% softmax
def softmax_cross_entropy(scores, labels):
    scores = scores.astype(np.float32)
    scores = scores - np.max(scores, axis=-1)[:, np.newaxis]
    e = np.exp(scores)
    sums = e.sum(axis=-1)
    loss = np.mean(np.log(sums) - np.take_along_axis(scores, labels[:, np.newaxis], axis=1)[:, 0])
    one_hot = (labels[:, np.newaxis] == np.arange(scores.shape[1])).astype(np.float32)
    return loss, (e / sums[:, np.newaxis] - one_hot) / np.float32(len(labels))


# %% init
def init_parameters(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for k, (inputs, outputs) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        limit = np.sqrt(6 / inputs)
        params[f"W{k}"] = rng.uniform(-limit, limit, size=(inputs, outputs)).astype(np.float32)
        params[f"b{k}"] = np.zeros(outputs, dtype=np.float32)
    return params


# %% sgd
class SGD:
    def __init__(self, lr, momentum=0.0):
        self.lr, self.momentum, self.velocity = np.float32(lr), np.float32(momentum), None

    def step(self, params, grads):
        if self.velocity is None:
            self.velocity = {name: np.zeros_like(value, dtype=np.float32) for name, value in params.items()}
        for name in params:
            self.velocity[name] = self.momentum * self.velocity[name] - self.lr * np.float32(grads[name])
        return {name: np.float32(params[name]) + self.velocity[name] for name in params}


# %% adam
class Adam:
    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.state = {}
        self.t = 0

    def step(self, params, grads):
        self.t = self.t + 1
        correction1, correction2 = 1 - self.beta1**self.t, 1 - self.beta2**self.t
        new = {}
        for name in params:
            g = np.float32(grads[name])
            m, v = self.state.get(name, (np.zeros_like(g), np.zeros_like(g)))
            m = m + np.float32(1 - self.beta1) * (g - m)
            v = v + np.float32(1 - self.beta2) * (g * g - v)
            self.state[name] = m, v
            root = np.sqrt(v) / np.float32(np.sqrt(correction2)) + np.float32(self.eps)
            new[name] = np.float32(params[name]) - np.float32(self.lr / correction1) * m / root
        return new


# %% dropout
def dropout_forward(A, p, training, seed):
    A = A.astype(np.float32)
    if not training or p == 0:
        return A, None
    rng = np.random.default_rng(seed)
    mask = rng.binomial(1, 1 - p, size=A.shape).astype(np.float32) / np.float32(1 - p)
    return A * mask, mask


def dropout_backward(dout, cache):
    return dout if cache is None else dout.astype(np.float32) * cache


# %% batchnorm
class BatchNorm:
    def __init__(self, size, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.gamma, self.beta = np.ones(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
        self.running_mean = np.zeros(size, dtype=np.float32)
        self.running_var = np.ones(size, dtype=np.float32)

    def forward(self, X, training):
        X = X.astype(np.float32)
        mean, var = self.running_mean, self.running_var
        if training:
            mean, var = X.mean(axis=0), X.var(axis=0)
            unbiased = X.var(axis=0, ddof=1)
            self.running_mean = self.running_mean + np.float32(self.momentum) * (mean - self.running_mean)
            self.running_var = self.running_var + np.float32(self.momentum) * (unbiased - self.running_var)
        normed = (X - mean) / np.sqrt(var + np.float32(self.eps))
        if training:
            self.cache = normed, np.sqrt(var + np.float32(self.eps))
        return np.float32(self.gamma) * normed + np.float32(self.beta)

    def backward(self, dY):
        normed, root = self.cache
        n = len(dY)
        dY = dY.astype(np.float32)
        dgamma, dbeta = (dY * normed).sum(axis=0), dY.sum(axis=0)
        dX = np.float32(self.gamma) / (n * root) * (n * dY - dbeta - normed * dgamma)
        return dX, dgamma, dbeta


# %% classifier
def train_classifier(images, labels, seed):
    X = (images / 16).astype(np.float32)
    fit, check = slice(0, 2100), slice(2100, None)
    stopper = EarlyStopping(8)
    history = {"train": [], "validation": []}
    params = init_parameters([64, 64, 64, 10], seed)
    optimiser = AdamW(lr=0.001, weight_decay=0.05)
    for epoch in range(60):
        params, losses = train(params, X[fit], labels[fit], optimiser.step, 1, 32, seed=1000 * seed + epoch)
        history["train"].append(losses[0])
        history["validation"].append(loss_and_gradients(params, X[check], labels[check])[0])
        if stopper.update(history["validation"][-1], params):
            break
    return stopper.best_params, history


def classify(model, images):
    return network_scores(model, np.float32(images) / 16).argmax(1)
