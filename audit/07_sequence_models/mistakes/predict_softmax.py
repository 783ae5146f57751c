# /// mistake
# summary = "A softmax over one number is always 1."
# topic = "T3.5"
# caught_by = ["predict_checks::test_probability"]
# loses = 3.05
# ///

# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    """Return the probabilities of praise (N,) for a list of N texts."""
    logits = model(encode(texts, vocabulary, length))  # (N, 1)
    return np.asarray(keras.ops.softmax(logits, axis=1))[:, 0]
