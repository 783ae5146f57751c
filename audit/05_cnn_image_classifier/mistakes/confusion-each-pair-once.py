# /// mistake
# summary = "Adding by index counts a pair once, however often it occurs."
# topic = "T5.17"
# caught_by = ["confusion_checks::test_counts"]
# loses = 0.5
# ///

# %% confusion
def confusion_counts(labels, predictions, classes):
    """Return the counts (classes, classes), integers: rows are true classes, columns the classes given."""
    counts = np.zeros((classes, classes), dtype=int)
    counts[labels, predictions] += 1
    return counts


def precision_recall(counts):
    """Return (precision, recall), two arrays (classes,), for counts (classes, classes)."""
    right = np.diag(counts)
    given, true = counts.sum(axis=0), counts.sum(axis=1)
    return right / np.maximum(given, 1), right / np.maximum(true, 1)
