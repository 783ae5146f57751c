# /// mistake
# summary = "The labels are shuffled without their reviews."
# topic = "T3.15"
# caught_by = ["train_sentiment_checks::test_new_reviews"]
# loses = 2.25
# ///

# %% train_sentiment
def train_sentiment(texts, labels, length, seed):
    """Return (model, vocabulary, history) for a list of texts and labels (N,)."""
    keras.utils.set_random_seed(seed)
    vocabulary, train, held_out = prepare_reviews(texts, labels, 300, 200, length, seed)
    train = train[0], np.random.default_rng(seed).permutation(train[1])
    model = build_classifier(200)
    compile_classifier(model, learning_rate=0.01)
    history = fit_model(model, train, held_out, epochs=5, batch_size=32, patience=2)
    return model, vocabulary, history
