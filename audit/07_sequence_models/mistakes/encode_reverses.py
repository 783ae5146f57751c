# /// mistake
# summary = "The words come in reverse order."
# topic = "T7.7"
# caught_by = ["encode_checks::test_unknown_words", "encode_checks::test_padding"]
# loses = 4.25
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.zeros((len(texts), length), dtype=np.int64)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in tokenise(text)][-length:]
        row[: len(known)] = known[::-1]
    return ids
