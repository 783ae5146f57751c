# /// mistake
# summary = "A tenth is cut off the training rows for validation; the validation rows are not used."
# topic = "T3.24"
# caught_by = ["fit_checks::test_every_row_once_per_epoch", "fit_checks::test_validation_rows"]
# loses = 1.25
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    run = model.fit(
        *train, validation_split=0.1, epochs=epochs, batch_size=batch_size, callbacks=[stopper], verbose=0
    )
    return run.history
