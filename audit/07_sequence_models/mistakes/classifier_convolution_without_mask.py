# /// mistake
# summary = "A convolution and a mean over all steps: padding counts."
# topic = "T7.13"
# caught_by = ["classifier_checks::test_padding_changes_nothing"]
# loses = 0.6
# ///

# %% classifier
def build_classifier(vocabulary_size):
    """Return a Keras model, not yet compiled: ids (N, T), each below vocabulary_size -> logits (N, 1)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, 16),  # (N, T, 16)
            keras.layers.Conv1D(32, 7, padding="same", activation="relu"),
            keras.layers.GlobalMaxPooling1D(),  # (N, 24): the state after the last word
            keras.layers.Dense(1),  # (N, 1)
        ]
    )
