# /// mistake
# summary = "One epoch too many."
# topic = "T2.18"
# caught_by = ["train_checks::test_every_word_once_per_epoch", "train_checks::test_one_step_after_the_other"]
# loses = 1
# ///

# %% train
def train(params, data, loss_and_gradients, step, epochs, batch_size, seed, max_norm):
    """Return (params, losses): the trained parameters, and a list with the loss of every epoch.

    data is (inputs, targets, mask), each (N, T). Gradients are clipped to max_norm. The seed decides the order.
    """
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs + 1):
        order = rng.permutation(len(data[0]))
        total = 0.0
        for start in range(0, len(order), batch_size):
            inputs, targets, mask = (part[order[start : start + batch_size]] for part in data)
            loss, grads = loss_and_gradients(params, inputs, targets, mask)
            clipped, _ = clip_by_norm(grads, max_norm)
            params = step(params, clipped)
            total += loss * mask.sum()
        losses.append(total / data[2].sum())
    return params, losses
