# /// mistake
# summary = "Returns the targets first."
# topic = "X.order"
# caught_by = ["next_words_checks::test_inputs"]
# loses = 1
# ///

# %% next_words
def next_words(sequences, length, begin, end):
    """Return (inputs, targets), integers (N, length), padded with zeros after the words.

    sequences is a list of N lists of ids, each shorter than ``length``.
    """
    inputs = np.zeros((len(sequences), length), dtype=np.int64)
    targets = np.zeros_like(inputs)
    for row, ids in enumerate(sequences):
        inputs[row, : len(ids) + 1] = [begin, *ids]
        targets[row, : len(ids) + 1] = [*ids, end]
    return targets, inputs
