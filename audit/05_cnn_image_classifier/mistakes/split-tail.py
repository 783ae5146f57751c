# /// mistake
# summary = "Validation is the end of the file, which is sorted by class."
# topic = "T5.15"
# caught_by = ["split_checks::test_each_class_gives_its_share"]
# loses = 3.75
# ///

# %% split
def split_rows(labels, share, seed):
    """Return (train_rows, validation_rows): two integer arrays that hold each index of labels (N,) once, in any order."""
    cut = len(labels) - round(share * len(labels))
    rows = np.arange(len(labels))
    return rows[:cut], rows[cut:]
