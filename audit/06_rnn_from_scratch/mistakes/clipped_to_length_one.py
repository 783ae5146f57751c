# /// mistake
# summary = "Long gradients get the length 1."
# topic = "T6.17"
# caught_by = ["clip_by_norm_checks::test_long_gradients"]
# loses = 0.75
# ///

# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return (clipped, norm): a new dictionary of gradients, and the norm of all of them before clipping."""
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    factor = 1 / norm if norm > max_norm else 1.0
    return {name: factor * grad for name, grad in grads.items()}, norm
