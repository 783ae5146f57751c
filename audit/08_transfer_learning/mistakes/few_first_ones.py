# /// mistake
# summary = "The first positions of each class are taken."
# topic = "T12.7"
# caught_by = ["few_checks::test_seed"]
# loses = 0.5
# ///

# %% few
def few_per_class(labels, n, seed):
    """Return an array of positions in labels (N,): n of each class that occurs, no position twice, drawn by chance.

    The same seed draws the same positions, another seed others. labels is an array of integers.
    """
    rng = np.random.default_rng(seed)
    chosen = [np.flatnonzero(labels == label)[:n] for label in np.unique(labels)]
    return np.concatenate(chosen)  # (n * classes,)
