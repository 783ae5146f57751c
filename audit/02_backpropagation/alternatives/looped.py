# /// alternative
# summary = "Sample by sample with explicit loops and einsum; a classifier trained with momentum and a falling learning rate."
# ///

# %% linear
def linear_forward(X, W, b):
    Z = np.empty((len(X), len(b)))
    for n, x in enumerate(X):
        for h in range(len(b)):
            Z[n, h] = sum(x[d] * W[d, h] for d in range(len(x))) + b[h]
    return Z


def linear_backward(dZ, X, W):
    dX = np.einsum("nh,dh->nd", dZ, W)
    dW = np.zeros_like(W)
    db = np.zeros(W.shape[1])
    for x, dz in zip(X, dZ):
        dW += np.outer(x, dz)
        db += dz
    return [dX, dW, db]


# The loops above are slow, and the training below takes thousands of steps.
slow_linear_forward = linear_forward


def linear_forward(X, W, b):
    return slow_linear_forward(X, W, b) if len(X) < 12 else np.einsum("nd,dh->nh", X, W) + b[None, :]


# %% relu
def relu_forward(Z):
    A = Z.copy()
    A[A < 0] = 0
    return A


def relu_backward(dA, Z):
    dZ = dA.copy()
    dZ[Z <= 0] = 0
    return dZ


# %% softmax
def softmax_cross_entropy(scores, labels):
    total, rows = 0.0, []
    for row, label in zip(scores, labels):
        shifted = row - max(row)
        exponentials = np.exp(shifted)
        total += float(np.log(sum(exponentials)) - shifted[label])
        p = exponentials / sum(exponentials)
        p[label] -= 1.0
        rows.append(p)
    return total / len(scores), np.stack(rows) / len(scores)


# %% numerical
def numerical_gradient(f, x, h=1e-5):
    flat = x.astype(float).ravel()
    slopes = []
    for i in range(flat.size):
        values = []
        for sign in (1, -1):
            kept = flat[i]
            flat[i] = kept + sign * h
            values.append(f(flat.reshape(x.shape).copy()))
            flat[i] = kept
        slopes.append((values[0] - values[1]) / (2 * h))
    return np.reshape(slopes, x.shape)


# %% network
def network_scores(params, X):
    A, k = X, 1
    while f"W{k + 1}" in params:
        A = relu_forward(linear_forward(A, params[f"W{k}"], params[f"b{k}"]))
        k += 1
    return linear_forward(A, params[f"W{k}"], params[f"b{k}"])


def loss_and_gradients(params, X, labels, l2=0.0):
    layers = sorted(int(name[1:]) for name in params if name.startswith("W"))
    trail = []
    A = X
    for k in layers:
        Z = linear_forward(A, params[f"W{k}"], params[f"b{k}"])
        trail.append((k, A, Z))
        A = relu_forward(Z)
    loss, upstream = softmax_cross_entropy(trail[-1][2], labels)
    grads = {}
    while trail:
        k, A, Z = trail.pop()
        if k != layers[-1]:
            upstream = relu_backward(upstream, Z)
        upstream, grads[f"W{k}"], grads[f"b{k}"] = linear_backward(upstream, A, params[f"W{k}"])
    for k in layers:
        loss = loss + l2 / 2 * np.sum(np.square(params[f"W{k}"]))
        grads[f"W{k}"] = grads[f"W{k}"] + l2 * params[f"W{k}"]
    return loss, grads


# %% batchnorm
class BatchNorm:
    def __init__(self, size, momentum=0.1, eps=1e-5):
        self.size, self.m, self.eps = size, momentum, eps
        self.gamma, self.beta = np.ones(size), np.zeros(size)
        self.running_mean, self.running_var = np.zeros(size), np.ones(size)

    def forward(self, X, training):
        Y = np.empty(X.shape)
        if not training:
            for j in range(self.size):
                scale = (self.running_var[j] + self.eps) ** 0.5
                Y[:, j] = self.gamma[j] * (X[:, j] - self.running_mean[j]) / scale + self.beta[j]
            return Y
        self.X = X.copy()
        means, variances = np.empty(self.size), np.empty(self.size)
        for j in range(self.size):
            means[j] = sum(X[:, j]) / len(X)
            variances[j] = sum((X[:, j] - means[j]) ** 2) / len(X)
            scale = (variances[j] + self.eps) ** 0.5
            Y[:, j] = self.gamma[j] * (X[:, j] - means[j]) / scale + self.beta[j]
        self.running_mean = self.running_mean + self.m * (means - self.running_mean)
        self.running_var = self.running_var + self.m * (variances - self.running_var)
        return Y

    def backward(self, dY):
        """One node of the graph at a time, as in the original article."""
        n = len(dY)
        mean = self.X.mean(axis=0)
        centred = self.X - mean
        var = (centred**2).mean(axis=0)
        inverse = (var + self.eps) ** -0.5
        dbeta = dY.sum(axis=0)
        dgamma = (dY * centred * inverse).sum(axis=0)
        dnormed = dY * self.gamma
        dvar = (dnormed * centred).sum(axis=0) * -0.5 * (var + self.eps) ** -1.5
        dmean = -(dnormed * inverse).sum(axis=0) + dvar * (-2 * centred).mean(axis=0)
        dX = dnormed * inverse + dvar * 2 * centred / n + dmean / n
        return dX, dgamma, dbeta


# %% train
def train(params, X, labels, step, epochs, batch_size, seed, l2=0.0, on_epoch=None):
    generator = np.random.RandomState(seed)
    losses = []
    epoch = 0
    while epoch < epochs:
        waiting = list(range(len(X)))
        generator.shuffle(waiting)
        batch_losses, batch_sizes = [], []
        while waiting:
            batch, waiting = waiting[:batch_size], waiting[batch_size:]
            loss, grads = loss_and_gradients(params, X[batch], labels[batch], l2=l2)
            params = step(params, grads)
            batch_losses.append(loss)
            batch_sizes.append(len(batch))
        losses.append(float(np.average(batch_losses, weights=batch_sizes)))
        epoch += 1
        if on_epoch and on_epoch(epoch, params):
            return params, losses
    return params, losses


# %% classifier
def train_classifier(images, labels, seed):
    X = images / 8 - 1
    optimiser = SGD(lr=0.05, momentum=0.9)
    stopper = EarlyStopping(patience=10)
    validation = []

    def after_epoch(epoch, params):
        optimiser.lr = 0.05 * 0.5 ** (epoch // 10)
        validation.append(loss_and_gradients(params, X[2000:], labels[2000:])[0])
        return stopper.update(validation[-1], params)

    start = init_parameters([64, 96, 10], seed)
    _, losses = train(start, X[:2000], labels[:2000], optimiser.step, 35, 50, seed, 5e-4, after_epoch)
    return stopper.best_params, {"train": losses, "validation": validation}


def classify(model, images):
    return np.argmax(network_scores(model, images / 8 - 1), axis=1)
