# /// alternative
# summary = "The classifier is an object built of layer objects with batch normalisation and dropout, on standardised and augmented pictures."
# ///

# %% classifier
class Dense:
    def __init__(self, name, params):
        self.name, self.params = name, params

    def forward(self, X, training, seed):
        self.X = X
        return linear_forward(X, self.params[f"W{self.name}"], self.params[f"b{self.name}"])

    def backward(self, dZ, grads):
        dX, grads[f"W{self.name}"], grads[f"b{self.name}"] = linear_backward(
            dZ, self.X, self.params[f"W{self.name}"]
        )
        return dX


class Normalise:
    def __init__(self, name, params, size):
        self.name, self.params, self.norm = name, params, BatchNorm(size)
        params[f"gamma{name}"], params[f"beta{name}"] = self.norm.gamma, self.norm.beta

    def forward(self, X, training, seed):
        self.norm.gamma, self.norm.beta = self.params[f"gamma{self.name}"], self.params[f"beta{self.name}"]
        return self.norm.forward(X, training)

    def backward(self, dY, grads):
        dX, grads[f"gamma{self.name}"], grads[f"beta{self.name}"] = self.norm.backward(dY)
        return dX


class Rectify:
    def forward(self, Z, training, seed):
        self.Z = Z
        return relu_forward(Z)

    def backward(self, dA, grads):
        return relu_backward(dA, self.Z)


class Drop:
    def __init__(self, p):
        self.p = p

    def forward(self, A, training, seed):
        out, self.cache = dropout_forward(A, self.p, training, seed)
        return out

    def backward(self, dout, grads):
        return dropout_backward(dout, self.cache)


class Model:
    def __init__(self, images, seed):
        self.mean, self.spread = images.mean(axis=0), images.std(axis=0) + 1.0
        self.params = init_parameters([64, 128, 10], seed)
        self.layers = [
            Dense("1", self.params),
            Normalise("1", self.params, 128),
            Rectify(),
            Drop(0.2),
            Dense("2", self.params),
        ]

    def scores(self, images, training=False, seed=0):
        A = (images - self.mean) / self.spread
        for layer in self.layers:
            A = layer.forward(A, training, seed)
        return A

    def descend(self, images, labels, optimiser, seed):
        loss, upstream = softmax_cross_entropy(self.scores(images, True, seed), labels)
        grads = {}
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream, grads)
        self.params.update(optimiser.step(self.params, grads))
        return float(loss)


def add_noise(images, rng):
    return images + rng.normal(0, 1, images.shape)


def train_classifier(images, labels, seed):
    model, optimiser = Model(images[:-400], seed), AdamW(lr=0.003, weight_decay=0.02)
    rng = np.random.default_rng(seed)
    history = {"train": [], "validation": []}
    for epoch in range(30):
        optimiser.lr = 0.003 * (1 - epoch / 30)
        losses = []
        for rows in np.array_split(rng.permutation(len(images) - 400), 40):
            noisy = add_noise(images[rows], rng)
            losses.append(model.descend(noisy, labels[rows], optimiser, int(rng.integers(2**31))))
        history["train"].append(np.mean(losses))
        history["validation"].append(softmax_cross_entropy(model.scores(images[-400:]), labels[-400:])[0])
    return model, history


def classify(model, images):
    return model.scores(images).argmax(axis=1)
