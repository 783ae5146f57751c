# /// mistake
# summary = "New texts are cut at spaces, other than in the training."
# topic = "T7.12"
# caught_by = ["predict_checks::test_same_words_as_in_training"]
# loses = 2.45
# ///

# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    """Return the probabilities of praise (N,) for a list of N texts."""
    ids = np.zeros((len(texts), length), int)
    for row, text in zip(ids, texts):
        known = [vocabulary.get(word, 1) for word in text.split()][-length:]
        row[: len(known)] = known
    logits = model(ids)  # (N, 1)
    return np.asarray(keras.ops.sigmoid(logits))[:, 0]
