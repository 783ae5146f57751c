# /// mistake
# summary = "The embedding has no row for the last id."
# topic = "T7.10"
# caught_by = ["classifier_checks::test_every_word_counts"]
# loses = 0.25
# ///

# %% classifier
def build_classifier(vocabulary_size):
    """Return a Keras model, not yet compiled: ids (N, T), each below vocabulary_size -> logits (N, 1)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size - 1, 16, mask_zero=True),  # (N, T, 16)
            keras.layers.GRU(24),  # (N, 24): the state after the last word
            keras.layers.Dense(1),  # (N, 1)
        ]
    )
