# /// mistake
# summary = "A softmax over the reviews: each depends on the others."
# topic = "T3.6"
# caught_by = ["predict_checks::test_probability"]
# loses = 3.3
# ///

# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    """Return the probabilities of praise (N,) for a list of N texts."""
    logits = model(encode(texts, vocabulary, length))  # (N, 1)
    return np.asarray(keras.ops.softmax(logits, axis=0))[:, 0]
