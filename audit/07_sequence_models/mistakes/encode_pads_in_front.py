# /// mistake
# summary = "The zeros come before the words."
# topic = "T7.10"
# caught_by = ["encode_checks::test_padding"]
# loses = 0.8
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.zeros((len(texts), length), dtype=np.int64)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in tokenise(text)][-length:]
        row[length - len(known) :] = known
    return ids
