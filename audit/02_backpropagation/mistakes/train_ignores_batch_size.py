# /// mistake
# summary = "Batches have 32 samples, whatever batch_size says."
# topic = "cross-cutting: hard-coded shape"
# caught_by = ["train_checks::test_every_sample_once_per_epoch"]
# loses = 1
# ///

# %% train
def train(params, X, labels, step, epochs, batch_size, seed, l2=0.0, on_epoch=None):
    """Return (params, losses): the trained parameters, and a list with the loss of every epoch.

    X is (N, D), labels (N,); step(params, grads) returns new parameters; the seed decides the order.
    """
    rng = np.random.default_rng(seed)
    losses = []
    for epoch in range(1, epochs + 1):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), 32):
            rows = order[start : start + 32]
            loss, grads = loss_and_gradients(params, X[rows], labels[rows], l2)
            params = step(params, grads)
            total += loss * len(rows)
        losses.append(total / len(X))
        if on_epoch is not None and on_epoch(epoch, params):
            break
    return params, losses
