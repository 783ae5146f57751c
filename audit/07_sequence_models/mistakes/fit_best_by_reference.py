# /// mistake
# summary = "The best weights are remembered as the variables themselves, which go on changing."
# topic = "T3.20"
# caught_by = ["fit_checks::test_best_weights"]
# loses = 0.75
# ///

# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    """Train a compiled Keras model in place, and leave it with the weights of its best epoch.

    train and validation are pairs (X, Y). Return a dictionary with the lists "loss" and "val_loss": a float for each epoch.
    """

    class Best(keras.callbacks.Callback):
        best, kept = np.inf, None

        def on_epoch_end(self, epoch, logs=None):
            if logs["val_loss"] < self.best:
                self.best, self.kept = logs["val_loss"], self.model.weights

        def on_train_end(self, logs=None):
            for variable, value in zip(self.model.weights, self.kept):
                variable.assign(value)

    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience)
    run = model.fit(
        *train,
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stopper, Best()],
        verbose=0,
    )
    return run.history
