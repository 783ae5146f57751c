# /// mistake
# summary = "The network is built and never trained."
# topic = "T3.2"
# caught_by = ["train_sentiment_checks::test_new_reviews"]
# loses = 2.25
# ///

# %% train_sentiment
def train_sentiment(texts, labels, length, seed):
    """Return (model, vocabulary, history) for a list of texts and labels (N,)."""
    keras.utils.set_random_seed(seed)
    vocabulary, train, held_out = prepare_reviews(texts, labels, 300, 200, length, seed)
    model = build_classifier(200)
    compile_classifier(model, learning_rate=0.01)
    history = {"loss": [1.0, 1.0], "val_loss": [1.0, 1.0]}
    return model, vocabulary, history
