# /// mistake
# summary = "Probabilities come out, and the loss takes them for logits."
# topic = "T3.5"
# caught_by = ["classifier_checks::test_logits"]
# loses = 2.5
# ///

# %% classifier
def build_classifier(vocabulary_size):
    """Return a Keras model, not yet compiled: ids (N, T), each below vocabulary_size -> logits (N, 1)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, 16, mask_zero=True),  # (N, T, 16)
            keras.layers.GRU(24),  # (N, 24): the state after the last word
            keras.layers.Dense(1, activation="sigmoid"),  # (N, 1)
        ]
    )
