# /// mistake
# summary = "Evaluation multiplies by 1 - p, though the survivors were divided by it in training."
# topic = "T2 dropout"
# caught_by = ["dropout_checks::test_evaluation"]
# loses = 0.5
# ///

# %% dropout
def dropout_forward(A, p, training, seed):
    """Return (out, cache): out has the shape of A; cache is for dropout_backward.

    p is the probability of being dropped, 0 <= p < 1. The seed decides which entries are dropped.
    """
    if not training:
        return A * (1 - p), np.ones(A.shape)
    kept = np.random.default_rng(seed).random(A.shape) >= p
    mask = kept / (1 - p)  # shape of A: 0 or 1 / (1 - p)
    return A * mask, mask


def dropout_backward(dout, cache):
    """Return dA for the gradient dout and the cache of the forward pass."""
    return dout * cache
