# /// mistake
# summary = "The ids are floats."
# topic = "X.dtype"
# caught_by = ["encode_checks::test_integers"]
# loses = 0.25
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.zeros((len(texts), length), dtype=float)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in tokenise(text)][-length:]
        row[: len(known)] = known
    return ids
