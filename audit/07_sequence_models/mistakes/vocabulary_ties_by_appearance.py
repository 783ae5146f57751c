# /// mistake
# summary = "Equally frequent words come as they first appeared."
# topic = "T7.15"
# caught_by = ["vocabulary_checks::test_ties"]
# loses = 1.166667
# ///

# %% vocabulary
def build_vocabulary(texts, size):
    """Return a dictionary from word to id (2 to size - 1) for a list of texts."""
    counts = Counter(word for text in texts for word in tokenise(text))
    ranked = sorted(counts, key=lambda word: -counts[word])
    return {word: place for place, word in enumerate(ranked[: size - 2], start=2)}
