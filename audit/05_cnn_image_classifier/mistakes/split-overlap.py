# /// mistake
# summary = "The training rows are drawn with another seed, so some rows are on both sides and some on none."
# topic = "T5.15"
# caught_by = ["split_checks::test_every_row_on_one_side"]
# loses = 0.5
# ///

# %% split
def split_rows(labels, share, seed):
    """Return (train_rows, validation_rows): two integer arrays that hold each index of labels (N,) once, in any order."""
    parts = []
    for own_seed, side in ((seed, 0), (seed + 1, 1)):
        rng = np.random.default_rng(own_seed)
        rows = []
        for label in np.unique(labels):
            of_class = rng.permutation(np.flatnonzero(labels == label))
            cut = round(share * len(of_class))
            rows.append(of_class[:cut] if side == 0 else of_class[cut:])
        parts.append(np.concatenate(rows))
    return parts[1], parts[0]
