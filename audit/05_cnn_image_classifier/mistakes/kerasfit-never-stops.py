# /// mistake
# summary = "It does not stop early."
# topic = "T3.21"
# caught_by = ["keras_fit_checks::test_epochs"]
# loses = 0.5
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
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=1000, restore_best_weights=True)
    return model.fit(train, validation_data=validation, epochs=epochs, callbacks=[stop], verbose=0).history
