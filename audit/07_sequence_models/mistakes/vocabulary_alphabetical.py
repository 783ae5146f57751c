# /// mistake
# summary = "Words are ranked by the alphabet only."
# topic = "T7.15"
# caught_by = ["vocabulary_checks::test_frequent_words_first"]
# loses = 2
# ///

# %% vocabulary
def build_vocabulary(texts, size):
    """Return a dictionary from word to id (2 to size - 1) for a list of texts."""
    counts = Counter(word for text in texts for word in tokenise(text))
    ranked = sorted(counts, key=lambda word: word)
    return {word: place for place, word in enumerate(ranked[: size - 2], start=2)}
