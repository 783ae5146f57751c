# /// mistake
# summary = "Keras's own batch size of 32."
# topic = "X.kw"
# caught_by = ["fit_checks::test_every_row_once_per_epoch"]
# loses = 2.5
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    run = model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[stopper], verbose=0)
    return run.history
