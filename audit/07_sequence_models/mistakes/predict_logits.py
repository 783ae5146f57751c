# /// mistake
# summary = "Logits in place of probabilities."
# topic = "T3.5"
# caught_by = ["predict_checks::test_probability"]
# loses = 0.8
# ///

# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    """Return the probabilities of praise (N,) for a list of N texts."""
    logits = model(encode(texts, vocabulary, length))  # (N, 1)
    return np.asarray(logits)[:, 0]
