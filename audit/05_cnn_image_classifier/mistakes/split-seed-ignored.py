# /// mistake
# summary = "The seed is always 0, whatever the argument says."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["split_checks::test_the_seed_decides"]
# loses = 0.25
# ///

# %% split
def split_rows(labels, share, seed):
    """Return (train_rows, validation_rows): two integer arrays that hold each index of labels (N,) once, in any order."""
    rng = np.random.default_rng(0)
    validation = []
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        validation.append(rows[: round(share * len(rows))])
    validation_rows = np.concatenate(validation)
    train_rows = np.setdiff1d(np.arange(len(labels)), validation_rows)
    return train_rows, validation_rows
