# /// mistake
# summary = "One mask row serves all samples of the batch."
# topic = "T2 dropout"
# caught_by = ["dropout_checks::test_share_of_zeros"]
# loses = 0.25
# ///

# %% dropout
def dropout_forward(A, p, training, seed):
    """Return (out, cache): out has the shape of A; cache is for dropout_backward.

    p is the probability of being dropped, 0 <= p < 1. The seed decides which entries are dropped.
    """
    if not training:
        return A, np.ones(A.shape)
    kept = np.random.default_rng(seed).random(A.shape[1:]) >= p
    mask = kept / (1 - p)  # shape of A: 0 or 1 / (1 - p)
    return A * mask, mask


def dropout_backward(dout, cache):
    """Return dA for the gradient dout and the cache of the forward pass."""
    return dout * cache
