# /// mistake
# summary = "Training goes on for one epoch more than patience allows."
# topic = "T3.21"
# caught_by = ["fit_checks::test_number_of_epochs"]
# loses = 0.875
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """
    stopper = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=patience + 1, restore_best_weights=True
    )
    run = model.fit(
        *train,
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stopper],
        verbose=0,
    )
    return run.history
