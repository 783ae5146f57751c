# /// mistake
# summary = "Zero is divided by zero."
# topic = "T6.17"
# caught_by = ["clip_by_norm_checks::test_short_gradients"]
# loses = 0.5
# ///

# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return (clipped, norm): a new dictionary of gradients, and the norm of all of them before clipping."""
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    factor = min(1.0, max_norm / np.float64(norm))
    return {name: (grad / norm) * (norm * factor) for name, grad in grads.items()}, norm
