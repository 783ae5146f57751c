# /// mistake
# summary = "The vectors are averaged: the order of the words is lost."
# topic = "T7.7"
# caught_by = ["classifier_checks::test_order_counts"]
# loses = 2.55
# ///

# %% classifier
def build_classifier(vocabulary_size):
    """Return a Keras model, not yet compiled: ids (N, T), each below vocabulary_size -> logits (N, 1)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, 16, mask_zero=True),  # (N, T, 16)
            keras.layers.GlobalAveragePooling1D(),  # (N, 24): the state after the last word
            keras.layers.Dense(1),  # (N, 1)
        ]
    )
