# /// mistake
# summary = "The rows come in the order of the file."
# topic = "T3.15"
# caught_by = ["fit_checks::test_rows_are_shuffled"]
# loses = 0.25
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    run = model.fit(
        *train,
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stopper],
        verbose=0,
        shuffle=False,
    )
    return run.history
