# /// mistake
# summary = "All words are kept."
# topic = "X.kw"
# caught_by = ["vocabulary_checks::test_size"]
# loses = 0.5
# ///

# %% vocabulary
def build_vocabulary(texts, size):
    """Return a dictionary from word to id (2 to size - 1) for a list of texts."""
    counts = Counter(word for text in texts for word in tokenise(text))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: place for place, word in enumerate(ranked, start=2)}
