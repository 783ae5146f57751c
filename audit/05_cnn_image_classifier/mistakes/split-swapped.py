# /// mistake
# summary = "The two results come in the wrong order."
# topic = "cross-cutting: wrong return order"
# caught_by = ["split_checks::test_each_class_gives_its_share"]
# loses = 3.5
# ///

# %% split
def split_rows(labels, share, seed):
    """Return (train_rows, validation_rows): two integer arrays that hold each index of labels (N,) once, in any order."""
    rng = np.random.default_rng(seed)
    validation = []
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        validation.append(rows[: round(share * len(rows))])
    validation_rows = np.concatenate(validation)
    train_rows = np.setdiff1d(np.arange(len(labels)), validation_rows)
    return validation_rows, train_rows
