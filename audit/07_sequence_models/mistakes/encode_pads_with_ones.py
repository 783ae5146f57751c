# /// mistake
# summary = "Padding is 1, the id of unknown words."
# topic = "T7.10"
# caught_by = ["encode_checks::test_padding"]
# loses = 1.2
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.ones((len(texts), length), dtype=np.int64)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in tokenise(text)][-length:]
        row[: len(known)] = known
    return ids
