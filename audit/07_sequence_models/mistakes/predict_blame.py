# /// mistake
# summary = "The probability of blame."
# topic = "X.order"
# caught_by = ["predict_checks::test_probability"]
# loses = 3.05
# ///

# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    """Return the probabilities of praise (N,) for a list of N texts."""
    logits = model(encode(texts, vocabulary, length))  # (N, 1)
    return np.asarray(keras.ops.sigmoid(-logits))[:, 0]
