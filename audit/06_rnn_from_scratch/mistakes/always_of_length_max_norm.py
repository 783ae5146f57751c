# /// mistake
# summary = "Short gradients are made longer."
# topic = "T6.17"
# caught_by = ["clip_by_norm_checks::test_short_gradients"]
# loses = 0.833333
# ///

# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return (clipped, norm): a new dictionary of gradients, and the norm of all of them before clipping."""
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    factor = max_norm / max(norm, 1e-12)
    return {name: factor * grad for name, grad in grads.items()}, norm
