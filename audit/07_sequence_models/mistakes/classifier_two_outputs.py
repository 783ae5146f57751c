# /// mistake
# summary = "Two numbers come out of it."
# topic = "T3.24"
# caught_by = ["classifier_checks::test_shape"]
# loses = 3.2
# ///

# %% classifier
def build_classifier(vocabulary_size):
    """Return a Keras model, not yet compiled: ids (N, T), each below vocabulary_size -> logits (N, 1)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, 16, mask_zero=True),  # (N, T, 16)
            keras.layers.GRU(24),  # (N, 24): the state after the last word
            keras.layers.Dense(2),  # (N, 1)
        ]
    )
