# /// mistake
# summary = "Of a long text the beginning is kept."
# topic = "T7.11"
# caught_by = ["encode_checks::test_long_texts"]
# loses = 3.275
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.zeros((len(texts), length), dtype=np.int64)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in tokenise(text)][:length]
        row[: len(known)] = known
    return ids
