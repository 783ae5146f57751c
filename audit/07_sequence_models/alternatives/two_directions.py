# /// alternative
# summary = "LSTM for the series and a two-way GRU for texts, as subclasses with layers of their own; best weights kept by a callback."
# ///

# %% forecaster
class Forecaster(keras.Model):
    def __init__(self, horizon):
        super().__init__()
        self.read = keras.layers.LSTM(24)
        self.out = keras.layers.Dense(horizon, activation="linear")

    def call(self, x):
        return self.out(self.read(x))


def build_forecaster(window, horizon):
    model = Forecaster(horizon)
    model.build((None, window, 1))
    return model


# %% fit
class KeepBest(keras.callbacks.Callback):
    def __init__(self, patience):
        super().__init__()
        self.patience, self.best, self.weights, self.waited = patience, np.inf, None, 0

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best, self.weights, self.waited = logs["val_loss"], self.model.get_weights(), 0
            return
        self.waited += 1
        if self.waited == self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)


def fit_model(model, train, validation, epochs, batch_size, patience):
    X, Y = train
    run = model.fit(
        X,
        Y,
        batch_size=batch_size,
        epochs=epochs,
        verbose=0,
        validation_data=validation,
        callbacks=[KeepBest(patience)],
        shuffle=True,
    )
    return {name: [float(value) for value in run.history[name]] for name in ("loss", "val_loss")}


# %% classifier
class Reader(keras.Model):
    def __init__(self, vocabulary_size):
        super().__init__()
        self.embedding = keras.layers.Embedding(vocabulary_size, 12, mask_zero=True)
        self.read = keras.layers.Bidirectional(keras.layers.GRU(16))
        self.out = keras.layers.Dense(1)

    def call(self, ids):
        return self.out(self.read(self.embedding(ids)))


def build_classifier(vocabulary_size):
    model = Reader(vocabulary_size)
    model(np.ones((1, 3), "int32"))
    return model


# %% compile
def compile_classifier(model, learning_rate=0.01):
    model.compile(
        loss=keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum_over_batch_size"),
        optimizer=keras.optimizers.Adam(learning_rate),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0)],
    )


# %% train_forecaster
def train_forecaster(series, window, horizon, seed):
    keras.utils.set_random_seed(seed)
    scaler, train, later = prepare_series(series, 45, window, horizon)
    model = build_forecaster(window, horizon)
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.01))
    return model, scaler, fit_model(model, train, later, epochs=30, batch_size=24, patience=8)
