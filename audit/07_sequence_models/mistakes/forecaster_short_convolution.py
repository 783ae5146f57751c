# /// mistake
# summary = "A convolution whose last output sees five steps only."
# topic = "T4.8"
# caught_by = ["forecaster_checks::test_every_step_counts"]
# loses = 0.5
# ///

# %% forecaster
def build_forecaster(window, horizon):
    """Return a Keras model, not yet compiled: scaled windows (N, window, 1) -> scaled forecasts (N, horizon)."""
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            keras.layers.Conv1D(24, 5, padding="causal", activation="relu"),
            keras.layers.Cropping1D((window - 1, 0)),
            keras.layers.Flatten(),  # (N, 24): the state after the last step
            keras.layers.Dense(horizon),  # (N, horizon)
        ]
    )
