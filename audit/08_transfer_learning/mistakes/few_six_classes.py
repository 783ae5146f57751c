# /// mistake
# summary = "The classes are taken to be 0 to 5."
# topic = "cross-cutting: hard-coded"
# caught_by = ["few_checks::test_n_of_each_class"]
# loses = 1
# ///

# %% few
def few_per_class(labels, n, seed):
    """Return an array of positions in labels (N,): n of each class that occurs, no position twice, drawn by chance.

    The same seed draws the same positions, another seed others. labels is an array of integers.
    """
    rng = np.random.default_rng(seed)
    chosen = [rng.choice(np.flatnonzero(labels == label), n, replace=False) for label in range(6)]
    return np.concatenate(chosen)  # (n * classes,)
