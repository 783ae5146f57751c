# /// mistake
# summary = "One epoch only."
# topic = "T3.21"
# caught_by = ["train_sentiment_checks::test_history", "train_sentiment_checks::test_new_reviews"]
# loses = 2.5
# ///

# %% train_sentiment
def train_sentiment(texts, labels, length, seed):
    """Return (model, vocabulary, history) for a list of texts and labels (N,)."""
    keras.utils.set_random_seed(seed)
    vocabulary, train, held_out = prepare_reviews(texts, labels, 300, 200, length, seed)
    model = build_classifier(200)
    compile_classifier(model, learning_rate=0.01)
    history = fit_model(model, train, held_out, epochs=1, batch_size=32, patience=2)
    return model, vocabulary, history
