# /// mistake
# summary = "The most frequent word has id 0, which is that of padding."
# topic = "T7.10"
# caught_by = ["vocabulary_checks::test_reserved_ids"]
# loses = 1.75
# ///

# %% vocabulary
def build_vocabulary(texts, size):
    """Return a dictionary from word to id (2 to size - 1) for a list of texts."""
    counts = Counter(word for text in texts for word in tokenise(text))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: place for place, word in enumerate(ranked[: size - 2], start=0)}
