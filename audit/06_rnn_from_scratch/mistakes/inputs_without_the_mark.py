# /// mistake
# summary = "Inputs begin with the first letter, so there is nothing to ask for it with: input and target are the same."
# topic = "T7.14"
# caught_by = ["prepare_checks::test_inputs"]
# loses = 3.25
# ///

# %% prepare
def prepare(words, alphabet):
    """Return (inputs, targets, mask), each (B, T) with T one more than the letters of the longest word.

    inputs and targets hold integers; the mark is number 0. mask is 1.0 at real targets and 0.0 in the padding.
    """
    shape = len(words), max(len(word) for word in words) + 1
    inputs, targets, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64), np.zeros(shape)
    for row, word in enumerate(words):
        inputs[row, : len(word)] = encode(word, alphabet)
        targets[row, : len(word)] = encode(word, alphabet)
        mask[row, : len(word) + 1] = 1.0
    return inputs, targets, mask
