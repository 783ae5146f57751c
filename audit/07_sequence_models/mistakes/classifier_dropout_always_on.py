# /// mistake
# summary = "Dropout is active in every call."
# topic = "T3.10"
# caught_by = ["classifier_checks::test_each_review_by_itself"]
# loses = 1.05
# ///

# %% classifier
def build_classifier(vocabulary_size):
    """Return a Keras model, not yet compiled: ids (N, T), each below vocabulary_size -> logits (N, 1)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, 16, mask_zero=True),  # (N, T, 16)
            keras.layers.GRU(24),  # (N, 24): the state after the last word
            keras.layers.Lambda(lambda states: keras.random.dropout(states, 0.3)),
            keras.layers.Dense(1),  # (N, 1)
        ]
    )
