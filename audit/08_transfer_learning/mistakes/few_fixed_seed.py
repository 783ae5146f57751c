# /// mistake
# summary = "The seed is ignored."
# topic = "cross-cutting: seed inside"
# caught_by = ["few_checks::test_seed"]
# loses = 0.5
# ///

# %% few
def few_per_class(labels, n, seed):
    """Return an array of positions in labels (N,): n of each class that occurs, no position twice, drawn by chance.

    The same seed draws the same positions, another seed others. labels is an array of integers.
    """
    rng = np.random.default_rng(0)
    chosen = [rng.choice(np.flatnonzero(labels == label), n, replace=False) for label in np.unique(labels)]
    return np.concatenate(chosen)  # (n * classes,)
