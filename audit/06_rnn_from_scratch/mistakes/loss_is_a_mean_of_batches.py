# /// mistake
# summary = "The loss of an epoch is the mean of the batches' losses."
# topic = "T3.18"
# caught_by = ["train_checks::test_loss_of_an_epoch"]
# loses = 0.25
# ///

# %% train
def train(params, data, loss_and_gradients, step, epochs, batch_size, seed, max_norm):
    """Return (params, losses): the trained parameters, and a list with the loss of every epoch.

    data is (inputs, targets, mask), each (N, T). Gradients are clipped to max_norm. The seed decides the order.
    """
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(data[0]))
        total, batches = 0.0, 0
        for start in range(0, len(order), batch_size):
            inputs, targets, mask = (part[order[start : start + batch_size]] for part in data)
            loss, grads = loss_and_gradients(params, inputs, targets, mask)
            clipped, _ = clip_by_norm(grads, max_norm)
            params = step(params, clipped)
            total, batches = total + loss, batches + 1
        losses.append(total / batches)
    return params, losses
