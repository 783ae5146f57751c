# /// mistake
# summary = "The best weights come back only if training was stopped before its last epoch."
# topic = "T3.20"
# caught_by = ["fit_checks::test_best_weights"]
# loses = 0.375
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    last = []
    note = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: last.insert(0, model.get_weights())
    )
    run = model.fit(
        *train,
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[note, stopper],
        verbose=0,
    )
    if stopper.stopped_epoch == 0:
        model.set_weights(last[0])
    return run.history
