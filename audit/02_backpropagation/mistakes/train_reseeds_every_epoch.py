# /// mistake
# summary = "The generator is made anew in every epoch, so all epochs have the same order."
# topic = "cross-cutting: seed"
# caught_by = ["train_checks::test_order_is_random"]
# loses = 0.5
# ///

# %% train
def train(params, X, labels, step, epochs, batch_size, seed, l2=0.0, on_epoch=None):
    """Return (params, losses): the trained parameters, and a list with the loss of every epoch.

    X is (N, D), labels (N,); step(params, grads) returns new parameters; the seed decides the order.
    """
    losses = []
    for epoch in range(1, epochs + 1):
        order = np.random.default_rng(seed).permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(params, X[rows], labels[rows], l2)
            params = step(params, grads)
            total += loss * len(rows)
        losses.append(total / len(X))
        if on_epoch is not None and on_epoch(epoch, params):
            break
    return params, losses
