# /// mistake
# summary = "Texts are cut at spaces here, not as for the vocabulary."
# topic = "T7.12"
# caught_by = ["encode_checks::test_same_words_as_in_the_vocabulary"]
# loses = 3
# ///

# %% encode
def encode(texts, vocabulary, length):
    """Return an array of integers (N, length) with the ids of a list of N texts."""
    ids = np.zeros((len(texts), length), dtype=np.int64)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in text.lower().split()][-length:]
        row[: len(known)] = known
    return ids
