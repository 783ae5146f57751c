# /// mistake
# summary = "The validation rows are trained on as well."
# topic = "T3.16"
# caught_by = ["fit_checks::test_every_row_once_per_epoch"]
# loses = 2.375
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    run = model.fit(
        *(np.concatenate(pair) for pair in zip(train, validation)),
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stopper],
        verbose=0,
    )
    return run.history
