# /// mistake
# summary = "The model is asked in training mode, with its dropout active."
# topic = "T3.7"
# caught_by = ["train_forecaster_checks::test_each_window_by_itself"]
# loses = 0.25
# ///

# %% forecast
def forecast(model, scaler, windows):
    """Return forecasts (N, H) in the units of the series for raw windows (N, T)."""
    scaled = scaler.transform(windows)[:, :, None].astype("float32")  # (N, T, 1)
    return scaler.inverse(np.asarray(model(scaled, training=True)))


# %% forecaster
def build_forecaster(window, horizon):
    """Return a Keras model, not yet compiled: scaled windows (N, window, 1) -> scaled forecasts (N, horizon)."""
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            keras.layers.GRU(24),  # (N, 24): the state after the last step
            keras.layers.Dropout(0.3),
            keras.layers.Dense(horizon),  # (N, horizon)
        ]
    )
