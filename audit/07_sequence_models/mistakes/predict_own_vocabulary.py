# /// mistake
# summary = "A vocabulary is built from the texts that are asked about."
# topic = "T7.12"
# caught_by = ["predict_checks::test_probability"]
# loses = 2.9
# ///

# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    """Return the probabilities of praise (N,) for a list of N texts."""
    logits = model(encode(texts, build_vocabulary(texts, len(vocabulary) + 2), length))  # (N, 1)
    return np.asarray(keras.ops.sigmoid(logits))[:, 0]
