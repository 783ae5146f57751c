# /// mistake
# summary = "The norm that comes back is that of the clipped gradients."
# topic = "T6.17"
# caught_by = ["clip_by_norm_checks::test_norm"]
# loses = 0.125
# ///

# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return (clipped, norm): a new dictionary of gradients, and the norm of all of them before clipping."""
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: factor * grad for name, grad in grads.items()}, min(norm, max_norm)
