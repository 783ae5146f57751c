# /// mistake
# summary = "The draw comes from a generator that the whole notebook shares, so the seed decides nothing."
# topic = "cross-cutting: a global instead of an argument"
# caught_by = ["dropout_checks::test_seed"]
# loses = 0.25
# ///

# %% dropout
rng = np.random.default_rng(0)


def dropout_forward(A, p, training, seed):
    """Return (out, cache): out has the shape of A; cache is for dropout_backward.

    p is the probability of being dropped, 0 <= p < 1. The seed decides which entries are dropped.
    """
    if not training:
        return A, np.ones(A.shape)
    kept = rng.random(A.shape) >= p
    mask = kept / (1 - p)  # shape of A: 0 or 1 / (1 - p)
    return A * mask, mask


def dropout_backward(dout, cache):
    """Return dA for the gradient dout and the cache of the forward pass."""
    return dout * cache
