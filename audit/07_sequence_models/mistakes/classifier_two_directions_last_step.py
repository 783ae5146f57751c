# /// mistake
# summary = "Of a bidirectional layer the last output is taken: its backward half has read one word, or padding."
# topic = "T6.15"
# caught_by = ["classifier_checks::test_padding_changes_nothing", "classifier_checks::test_all_weights_can_learn"]
# loses = 3.05
# ///

# %% classifier
def build_classifier(vocabulary_size):
    """Return a Keras model, not yet compiled: ids (N, T), each below vocabulary_size -> logits (N, 1)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, 16, mask_zero=True),  # (N, T, 16)
            keras.layers.Bidirectional(keras.layers.GRU(16, return_sequences=True)),
            keras.layers.Lambda(lambda states: states[:, -1], mask=lambda *_: None),
            keras.layers.Dense(1),  # (N, 1)
        ]
    )
