# /// mistake
# summary = "Unknown words become 0."
# topic = "T7.9"
# caught_by = ["encode_checks::test_unknown_words"]
# loses = 1.2
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.zeros((len(texts), length), dtype=np.int64)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 0) for word in tokenise(text)][-length:]
        row[: len(known)] = known
    return ids
