# /// mistake
# summary = "The rows are drawn from all of them together: classes give unlike shares."
# topic = "T5.15"
# caught_by = ["split_checks::test_each_class_gives_its_share"]
# loses = 0.5
# ///

# %% split
def split_rows(labels, share, seed):
    """Return (train_rows, validation_rows): two integer arrays that hold each index of labels (N,) once, in any order."""
    order = np.random.default_rng(seed).permutation(len(labels))
    cut = round(share * len(labels))
    return order[cut:], order[:cut]
