# /// mistake
# summary = "A position may come twice."
# topic = "T3.15"
# caught_by = ["few_checks::test_n_of_each_class"]
# loses = 0.5
# ///

# %% few
def few_per_class(labels, n, seed):
    """Return an array of positions in labels (N,): n of each class that occurs, no position twice, drawn by chance.

    The same seed draws the same positions, another seed others. labels is an array of integers.
    """
    rng = np.random.default_rng(seed)
    chosen = [rng.choice(np.flatnonzero(labels == label), n, replace=True) for label in np.unique(labels)]
    return np.concatenate(chosen)  # (n * classes,)
