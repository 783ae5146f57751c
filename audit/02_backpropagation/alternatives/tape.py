# /// alternative
# summary = "A tape writes down every operation, and all gradients but the optimisers' come from playing it backwards."
# ///

# %% linear
class Tape:
    """What was computed, in order: pairs of a result and a function that hands its gradient on."""

    def __init__(self):
        self.steps = []

    def play_back(self, result, gradient):
        result.gradient = result.gradient + gradient
        for node, hand_on in reversed(self.steps):
            hand_on(node.gradient)


class Node:
    """An array on a tape, and what is known of its gradient; gradients are summed where a node is used twice."""

    def __init__(self, value, tape):
        self.value, self.tape = np.asarray(value, dtype=float), tape
        self.gradient = np.zeros_like(self.value)

    def then(self, value, hand_on):
        result = Node(value, self.tape)
        self.tape.steps.append((result, hand_on))
        return result

    def get(self, gradient):
        """Take in a gradient that may have been spread over rows or columns."""
        while gradient.ndim > self.value.ndim:
            gradient = gradient.sum(axis=0)
        for axis, size in enumerate(self.value.shape):
            if size == 1:
                gradient = gradient.sum(axis=axis, keepdims=True)
        self.gradient = self.gradient + gradient

    def __matmul__(self, other):
        def hand_on(g):
            self.get(g @ other.value.T)
            other.get(self.value.T @ g)

        return self.then(self.value @ other.value, hand_on)

    def __add__(self, other):
        def hand_on(g):
            self.get(g)
            other.get(g)

        return self.then(self.value + other.value, hand_on)

    def __sub__(self, other):
        def hand_on(g):
            self.get(g)
            other.get(-g)

        return self.then(self.value - other.value, hand_on)

    def __mul__(self, other):
        def hand_on(g):
            self.get(g * other.value)
            other.get(g * self.value)

        return self.then(self.value * other.value, hand_on)

    def map(self, f, slope):
        """Apply f to each entry; slope gives its derivative there."""
        return self.then(f(self.value), lambda g: self.get(g * slope(self.value)))

    def column_means(self):
        n = len(self.value)
        return self.then(self.value.sum(axis=0) / n, lambda g: self.get(np.tile(g / n, (n, 1))))

    def log_sums(self):
        top = self.value.max(axis=1, keepdims=True)
        sums = top + np.log(np.exp(self.value - top).sum(axis=1, keepdims=True))
        return self.then(sums, lambda g: self.get(g * np.exp(self.value - sums)))


def rectify(node):
    return node.map(lambda z: np.fmax(z, 0.0), lambda z: (z > 0).astype(float))


def linear_forward(X, W, b):
    tape = Tape()
    return (Node(X, tape) @ Node(W, tape) + Node(b, tape)).value


def linear_backward(dZ, X, W):
    tape = Tape()
    x, w, b = Node(X, tape), Node(W, tape), Node(np.zeros(W.shape[1]), tape)
    tape.play_back(x @ w + b, dZ)
    return x.gradient, w.gradient, b.gradient


# %% relu
def relu_forward(Z):
    return rectify(Node(Z, Tape())).value


def relu_backward(dA, Z):
    tape = Tape()
    z = Node(Z, tape)
    tape.play_back(rectify(z), dA)
    return z.gradient


# %% softmax
def losses_on_tape(scores, labels):
    """The losses (N, 1) of scores that lie on a tape."""
    chosen = Node(np.eye(scores.value.shape[1])[labels], scores.tape)
    ones = Node(np.ones((scores.value.shape[1], 1)), scores.tape)
    return scores.log_sums() - scores * chosen @ ones


def softmax_cross_entropy(scores, labels):
    tape = Tape()
    s = Node(scores, tape)
    losses = losses_on_tape(s, labels)
    tape.play_back(losses, np.full(losses.value.shape, 1 / len(scores)))
    return losses.value.mean(), s.gradient


# %% network
def scores_on_tape(nodes, X, tape):
    A = Node(X, tape)
    weights = [name for name in nodes if name[0] == "W"]
    for name in weights:
        A = A @ nodes[name] + nodes["b" + name[1:]]
        A = A if name == weights[-1] else rectify(A)
    return A


def network_scores(params, X):
    tape = Tape()
    return scores_on_tape({name: Node(value, tape) for name, value in params.items()}, X, tape).value


def loss_and_gradients(params, X, labels, l2=0.0):
    tape = Tape()
    nodes = {name: Node(value, tape) for name, value in params.items()}
    losses = losses_on_tape(scores_on_tape(nodes, X, tape), labels)
    total = np.mean(losses.value)
    for name, node in nodes.items():
        if name[0] == "W":
            square = node * node
            total += l2 / 2 * square.value.sum()
            square.gradient = np.full(square.value.shape, l2 / 2)
    tape.play_back(losses, np.full((len(X), 1), 1 / len(X)))
    return total, {name: node.gradient for name, node in nodes.items()}


# %% batchnorm
class BatchNorm:
    def __init__(self, size, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.gamma, self.beta = np.ones(size), np.zeros(size)
        self.running_mean, self.running_var = np.zeros(size), np.ones(size)

    def forward(self, X, training):
        tape = Tape()
        x, gamma, beta = (Node(value, tape) for value in (X, self.gamma, self.beta))
        if training:
            mean = x.column_means()
            centred = x - mean
            var = (centred * centred).column_means()
            self.running_mean = self.running_mean * (1 - self.momentum) + self.momentum * mean.value
            self.running_var = self.running_var * (1 - self.momentum) + self.momentum * var.value
        else:
            centred, var = x - Node(self.running_mean, tape), Node(self.running_var, tape)
        scale = var.map(lambda v: (v + self.eps) ** -0.5, lambda v: -0.5 * (v + self.eps) ** -1.5)
        Y = gamma * (centred * scale) + beta
        if training:
            self.latest = tape, Y, x, gamma, beta
        return Y.value

    def backward(self, dY):
        tape, Y, x, gamma, beta = self.latest
        for node in (x, gamma, beta, *(node for node, _ in tape.steps)):
            node.gradient = np.zeros_like(node.value)
        tape.play_back(Y, dY)
        return x.gradient, gamma.gradient, beta.gradient
