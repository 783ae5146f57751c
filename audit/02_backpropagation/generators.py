"""Inputs for the functions and classes of 02_backpropagation, for the audit's search for differences.

Each generator is named after the solution cell that it is for. Sizes are small and all differ, edges are there (one
sample, one class, one input), and what is kept from call to call is called several times with other arguments.
"""

import numpy as np


def linear(notebook, rng):
    n, d, h = rng.integers(1, 5, 3)
    X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, h)), rng.normal(size=h)
    notebook.linear_forward(X, W, b)
    notebook.linear_backward(rng.normal(size=(n, h)), X, W)


def linear__whole_numbers(notebook, rng):
    n, d, h = rng.permutation([1, 2, 3])
    X, W = rng.integers(-2, 3, (n, d)) * 1.0, rng.integers(-2, 3, (d, h)) * 1.0
    notebook.linear_forward(X, W, np.zeros(h))
    notebook.linear_backward(np.ones((n, h)), X, W)


def relu(notebook, rng):
    Z = rng.normal(size=rng.integers(1, 4, 2))
    notebook.relu_forward(Z)
    notebook.relu_backward(rng.normal(size=Z.shape), Z)


def relu__wide(notebook, rng):
    Z = rng.choice([-1e6, -1.0, -1e-6, 1e-6, 0.5, 3.0, 1e6], (2, 3))
    notebook.relu_forward(Z)
    notebook.relu_backward(np.full(Z.shape, -2.0), Z)


def softmax(notebook, rng):
    n, c = rng.integers(1, 5, 2)
    notebook.softmax_cross_entropy(rng.normal(scale=3.0, size=(n, c)), rng.integers(0, c, n))


def softmax__large(notebook, rng):
    n, c = rng.integers(1, 4, 2)
    scale = rng.choice([50.0, 1e3, 1e4])
    scores = scale * rng.integers(-1, 2, (n, c)) + rng.normal(size=(n, c)).round(1)
    notebook.softmax_cross_entropy(scores, rng.integers(0, c, n))


def softmax__rows_far_apart(notebook, rng):
    scores = np.array([[1e3], [-1e3]]) + rng.normal(size=(2, 3)).round(1)
    notebook.softmax_cross_entropy(scores, rng.integers(0, 3, 2))


def numerical(notebook, rng):
    x = rng.normal(size=rng.integers(1, 3, rng.integers(1, 4))).round(2)
    notebook.numerical_gradient(lambda v: float((v**3).sum()), x)
    notebook.numerical_gradient(lambda v: float((v**3).sum()), x, float(rng.choice([0.5, 0.1])))


def numerical__not_separable(notebook, rng):
    x = rng.uniform(0.5, 1.5, size=rng.integers(1, 3, 2)).round(2)
    notebook.numerical_gradient(lambda v: float(np.prod(v) + np.exp(v).sum()), x, 0.25)


def init(notebook, rng):
    sizes = [int(size) for size in rng.integers(1, 5, rng.integers(2, 5))]
    seed = int(rng.integers(100))
    notebook.init_parameters(sizes, seed)
    notebook.init_parameters(sizes, seed)
    notebook.init_parameters(sizes, seed=seed + 1)


def _parameters(rng, sizes):
    params = {}
    for k, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), start=1):
        params[f"W{k}"] = rng.normal(size=(inputs, outputs)).round(2)
        params[f"b{k}"] = rng.normal(size=outputs).round(2)
    return params


def _problem(rng):
    n, sizes = rng.integers(1, 5), rng.integers(1, 5, rng.integers(2, 5))
    return _parameters(rng, sizes), rng.normal(size=(n, sizes[0])).round(2), rng.integers(0, sizes[-1], n)


def network(notebook, rng):
    params, X, labels = _problem(rng)
    notebook.network_scores(params, X)
    notebook.loss_and_gradients(params, X, labels)
    notebook.loss_and_gradients(params, X, labels, l2=float(rng.choice([0.3, 2.0])))


def network__twice(notebook, rng):
    for _ in range(2):
        params, X, labels = _problem(rng)
        notebook.loss_and_gradients(params, X, labels, 0.1)


def _follow(optimiser, rng, steps, scale=1.0):
    """Steps with changing gradients for parameters of two shapes; the gradients come in the other order."""
    params = {"w": rng.normal(size=(1, 2)).round(2), "b": rng.normal(size=2).round(2)}
    for _ in range(steps):
        grads = {name: scale * rng.normal(size=params[name].shape).round(2) for name in ("b", "w")}
        params = optimiser.step(params, grads)


def sgd(notebook, rng):
    _follow(notebook.SGD(lr=0.1), rng, 2)
    _follow(notebook.SGD(0.5, momentum=float(rng.choice([0.0, 0.5, 0.9]))), rng, 3)


def sgd__two_at_once(notebook, rng):
    first, second = notebook.SGD(lr=0.1, momentum=0.9), notebook.SGD(lr=0.2, momentum=0.5)
    for optimiser in (first, second, first):
        optimiser.step({"w": np.array([1.0, 2.0])}, {"w": rng.normal(size=2).round(2)})


def rmsprop(notebook, rng):
    _follow(notebook.RMSprop(lr=0.1), rng, 3)
    _follow(notebook.RMSprop(0.2, rho=0.5, eps=float(rng.choice([0.1, 1.0]))), rng, 3)


def rmsprop__tiny(notebook, rng):
    _follow(notebook.RMSprop(lr=1.0), rng, 2, scale=float(rng.choice([0.0, 1e-8, 1e4])))


def adam(notebook, rng):
    _follow(notebook.Adam(lr=0.1), rng, 3)
    _follow(notebook.Adam(0.2, beta1=0.5, beta2=0.7, eps=float(rng.choice([0.1, 1.0]))), rng, 3)


def adam__tiny(notebook, rng):
    _follow(notebook.Adam(lr=1.0), rng, 2, scale=float(rng.choice([0.0, 1e-8, 1e4])))


def adamw(notebook, rng):
    _follow(notebook.AdamW(lr=0.1), rng, 3)
    _follow(notebook.AdamW(0.5, beta1=0.5, beta2=0.7, eps=0.1, weight_decay=0.3), rng, 3)


def adamw__decay_alone(notebook, rng):
    _follow(notebook.AdamW(lr=0.5, weight_decay=float(rng.choice([0.0, 0.1, 1.0]))), rng, 2, scale=0.0)


def dropout(notebook, rng):
    A, dout = rng.uniform(1, 2, (3, 4)).round(2), rng.normal(size=(3, 4)).round(2)
    seed = int(rng.integers(100))
    for p in (0.0, 0.25, 0.5, 0.9):
        for training in (True, False):
            _, cache = notebook.dropout_forward(A, p, training, seed)
            notebook.dropout_backward(dout, cache)


def batchnorm(notebook, rng):
    n, size = rng.integers(2, 6), rng.integers(1, 4)
    layer = notebook.BatchNorm(int(size), momentum=0.3, eps=float(rng.choice([1e-5, 0.5])))
    layer.gamma, layer.beta = rng.uniform(0.5, 2.0, size).round(2), rng.normal(size=size).round(2)
    for training in (True, False, True, False):
        layer.forward(rng.normal(1.0, 3.0, (n, size)).round(2), training)
        layer.backward(rng.normal(size=(n, size)).round(2))
    layer.running_mean
    layer.running_var


def batchnorm__as_it_is_made(notebook, rng):
    layer = notebook.BatchNorm(2)
    layer.forward(rng.normal(size=(1, 2)).round(2), False)
    layer.forward(rng.normal(size=(rng.integers(1, 4), 2)).round(2), True)
    layer.forward(rng.normal(size=(1, 2)).round(2), False)


def early_stopping(notebook, rng):
    stopper = notebook.EarlyStopping(patience=int(rng.integers(1, 4)))
    stopper.best_loss
    stopper.best_params
    for loss in rng.integers(-2, 4, 7).tolist():
        stop = stopper.update(float(loss), {"w": np.array([loss, 1.0])})
        stopper.best_loss
        stopper.best_params
        if stop:
            return


def early_stopping__large(notebook, rng):
    stopper = notebook.EarlyStopping(1)
    for loss in rng.choice([1e3, 1e6, 1e9, np.inf], 3).tolist():
        stopper.update(loss, {"w": np.array([loss])})
        stopper.best_params


def train(notebook, rng):
    params, X, labels = _problem(rng)
    epochs, batch_size, seed = (int(number) for number in rng.integers(0, 4, 3))
    step = notebook.SGD(lr=0.1).step
    notebook.train(params, X, labels, step, epochs, batch_size + 1, seed)
    notebook.train(params, X, labels, step, epochs, batch_size + 1, seed + 1, l2=0.2)


def train__stops(notebook, rng):
    params, X, labels = _problem(rng)
    step = notebook.SGD(lr=0.1).step
    notebook.train(params, X, labels, step, 4, 2, 0, 0.0, lambda epoch, params: epoch == 2)
    notebook.train(params, X, labels, step, 2, 2, 0, on_epoch=lambda epoch, params: epoch == 0)


def classifier(notebook, rng):
    images, labels = rng.integers(0, 17, (430, 64)) * 1.0, rng.integers(0, 10, 430)
    model, _ = notebook.train_classifier(images, labels, int(rng.integers(5)))
    notebook.classify(model, images[:5])
