# /// mistake
# summary = "Precision and recall are mixed up."
# topic = "T5.17"
# caught_by = ["confusion_checks::test_precision", "confusion_checks::test_recall"]
# loses = 1.0
# ///

# %% confusion
def confusion_counts(labels, predictions, classes):
    """Return the counts (classes, classes), integers: rows are true classes, columns the classes given."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def precision_recall(counts):
    """Return (precision, recall), two arrays (classes,), for counts (classes, classes)."""
    right = np.diag(counts)
    given, true = counts.sum(axis=1), counts.sum(axis=0)
    return right / np.maximum(given, 1), right / np.maximum(true, 1)
