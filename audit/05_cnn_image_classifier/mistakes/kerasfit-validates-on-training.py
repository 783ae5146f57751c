# /// mistake
# summary = "The validation data is the training data."
# topic = "T3.24"
# caught_by = ["keras_fit_checks::test_epochs", "keras_fit_checks::test_best_weights"]
# loses = 0.75
# ///

# %% keras_fit
def compile_keras(model, lr):
    """Give model an optimiser, a loss and a metric; model returns logits, labels are integers."""
    model.compile(
        optimizer=keras.optimizers.Adam(lr),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )


def fit_keras(model, train, validation, epochs, patience):
    """Train a compiled model on the dataset train, leave the best weights in it, and return the history."""
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    return model.fit(train, validation_data=train, epochs=epochs, callbacks=[stop], verbose=0).history
