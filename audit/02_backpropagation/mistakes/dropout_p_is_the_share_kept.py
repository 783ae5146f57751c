# /// mistake
# summary = "p is taken for the probability of being kept."
# topic = "T5.5"
# caught_by = ["dropout_checks::test_share_of_zeros"]
# loses = 0.75
# ///

# %% dropout
def dropout_forward(A, p, training, seed):
    """Return (out, cache): out has the shape of A; cache is for dropout_backward.

    p is the probability of being dropped, 0 <= p < 1. The seed decides which entries are dropped.
    """
    if not training:
        return A, np.ones(A.shape)
    kept = np.random.default_rng(seed).random(A.shape) < p
    mask = kept / p if p > 0 else np.ones(A.shape)  # shape of A: 0 or 1 / (1 - p)
    return A * mask, mask


def dropout_backward(dout, cache):
    """Return dA for the gradient dout and the cache of the forward pass."""
    return dout * cache
