# /// mistake
# summary = "All rows have the length of the notebook."
# topic = "X.global"
# caught_by = ["encode_checks::test_unknown_words"]
# loses = 2.7
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.zeros((len(texts), LENGTH), dtype=np.int64)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in tokenise(text)][-LENGTH:]
        row[: len(known)] = known
    return ids
