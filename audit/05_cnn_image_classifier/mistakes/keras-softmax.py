# /// mistake
# summary = "The last layer has a softmax."
# topic = "T3.5"
# caught_by = ["keras_cnn_checks::test_logits"]
# loses = 0.25
# ///

# %% keras_cnn
def keras_cnn(classes):
    """Return a Keras model: pictures (n, H, W, 3) with values 0 to 255 -> logits (n, classes)."""
    layers = [
        keras.Input((None, None, 3)),
        keras.layers.Rescaling(1 / 255),
        keras.layers.RandomTranslation(1 / 12, 1 / 12, fill_mode="nearest"),
    ]
    for channels in (16, 32, 48):
        layers += [
            keras.layers.Conv2D(channels, 3, padding="same", use_bias=False),
            keras.layers.BatchNormalization(momentum=0.8),
            keras.layers.ReLU(),
        ]
        layers += [keras.layers.MaxPooling2D()] if channels < 48 else []
    return keras.Sequential([*layers, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(classes, activation="softmax")])
