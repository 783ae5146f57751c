# /// mistake
# summary = "The mask is 1 in the padding."
# topic = "T6.14"
# caught_by = ["prepare_checks::test_mask"]
# loses = 3.5
# ///

# %% prepare
def prepare(words, alphabet):
    """Return (inputs, targets, mask), each (B, T) with T one more than the letters of the longest word.

    inputs and targets hold integers; the mark is number 0. mask is 1.0 at real targets and 0.0 in the padding.
    """
    shape = len(words), max(len(word) for word in words) + 1
    inputs, targets, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64), np.zeros(shape)
    for row, word in enumerate(words):
        inputs[row, 1 : len(word) + 1] = encode(word, alphabet)
        targets[row, : len(word)] = encode(word, alphabet)
        mask[row, : len(word) + 1] = 1.0
    mask = 1 - mask
    return inputs, targets, mask
