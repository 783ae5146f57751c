# /// mistake
# summary = "The norms of the parameters are added up."
# topic = "T6.17"
# caught_by = ["clip_by_norm_checks::test_norm", "clip_by_norm_checks::test_long_gradients"]
# loses = 1
# ///

# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return (clipped, norm): a new dictionary of gradients, and the norm of all of them before clipping."""
    norm = sum(np.linalg.norm(grad) for grad in grads.values())
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: factor * grad for name, grad in grads.items()}, norm
