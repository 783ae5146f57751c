# /// mistake
# summary = "Of a bidirectional layer the last output is taken: its backward half has seen one step."
# topic = "T6.15"
# caught_by = ["forecaster_checks::test_all_weights_can_learn"]
# loses = 0.25
# ///

# %% forecaster
def build_forecaster(window, horizon):
    """Return a Keras model, not yet compiled: scaled windows (N, window, 1) -> scaled forecasts (N, horizon)."""
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            keras.layers.Bidirectional(keras.layers.GRU(12, return_sequences=True)),
            keras.layers.Cropping1D((window - 1, 0)),
            keras.layers.Flatten(),  # (N, 24): the state after the last step
            keras.layers.Dense(horizon),  # (N, horizon)
        ]
    )
