# /// mistake
# summary = "The gradients of the caller are scaled."
# topic = "cross-cutting: input changed in place"
# caught_by = ["clip_by_norm_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    """Return (clipped, norm): a new dictionary of gradients, and the norm of all of them before clipping."""
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    for grad in grads.values():
        grad *= factor
    return grads, norm
