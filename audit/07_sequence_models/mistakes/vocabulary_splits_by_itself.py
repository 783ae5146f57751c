# /// mistake
# summary = "The texts are cut at spaces here, not by tokenise."
# topic = "T7.12"
# caught_by = ["vocabulary_checks::test_reserved_ids", "vocabulary_checks::test_ties"]
# loses = 4.25
# ///

# %% vocabulary
def build_vocabulary(texts, size):
    """Return a dictionary from word to id (2 to size - 1) for a list of texts."""
    counts = Counter(word for text in texts for word in text.split())
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: place for place, word in enumerate(ranked[: size - 2], start=2)}
