# /// mistake
# summary = "Training keeps all rows, those of validation as well."
# topic = "T3.16"
# caught_by = ["split_checks::test_every_row_on_one_side"]
# loses = 0.5
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
    train_rows = np.arange(len(labels))
    return train_rows, validation_rows
