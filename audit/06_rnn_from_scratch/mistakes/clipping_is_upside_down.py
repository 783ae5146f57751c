# /// mistake
# summary = "Short gradients are changed, long ones stay."
# topic = "T6.17"
# caught_by = ["clip_by_norm_checks::test_long_gradients", "clip_by_norm_checks::test_short_gradients"]
# loses = 1.583333
# ///

# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return (clipped, norm): a new dictionary of gradients, and the norm of all of them before clipping."""
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    factor = max_norm / norm if 0 < norm < max_norm else 1.0
    return {name: factor * grad for name, grad in grads.items()}, norm
