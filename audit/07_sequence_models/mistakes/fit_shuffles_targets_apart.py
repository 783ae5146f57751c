# /// mistake
# summary = "The inputs are shuffled without their targets."
# topic = "T3.15"
# caught_by = ["fit_checks::test_every_row_once_per_epoch"]
# loses = 5.25
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    run = model.fit(
        np.random.default_rng(0).permutation(train[0]),
        train[1],
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stopper],
        verbose=0,
    )
    return run.history
