# /// mistake
# summary = "No memory: a table of which letter follows which."
# topic = "T6.1"
# caught_by = ["language_model_checks::test_perplexity_of_new_words", "language_model_checks::test_first_letter_is_remembered"]
# loses = 3
# ///

# %% language_model
def train_language_model(words, alphabet, seed):
    """Return (model, losses) for a list of words; the model is whatever next_scores needs."""
    counts = np.ones((len(alphabet), len(alphabet)))
    for word in words:
        for left, right in zip("." + word, word + "."):
            counts[alphabet.index(left), alphabet.index(right)] += 1
    return np.log(counts / counts.sum(axis=1, keepdims=True)), [1.0]


def next_scores(model, ids):
    """Return scores (B, T, V): at each step those of the next character, for ids (B, T) that begin with the mark."""
    return model[ids]
