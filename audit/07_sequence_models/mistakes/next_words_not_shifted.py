# /// mistake
# summary = "The targets are the inputs."
# topic = "T7.14"
# caught_by = ["next_words_checks::test_targets"]
# loses = 0.6
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
        targets[row, : len(ids) + 1] = [begin, *ids]
    return inputs, targets
