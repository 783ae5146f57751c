# /// mistake
# summary = "The length is that of the notebook."
# topic = "X.global"
# caught_by = ["predict_checks::test_probability"]
# loses = 0.4
# ///

# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    """Return the probabilities of praise (N,) for a list of N texts."""
    logits = model(encode(texts, vocabulary, LENGTH))  # (N, 1)
    return np.asarray(keras.ops.sigmoid(logits))[:, 0]
