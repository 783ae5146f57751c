# /// mistake
# summary = "A ReLU after the last layer: no forecast below the mean's negative side."
# topic = "T5.2"
# caught_by = ["forecaster_checks::test_forecasts_of_any_size"]
# loses = 0.5
# ///

# %% forecaster
def build_forecaster(window, horizon):
    """Return a Keras model, not yet compiled: scaled windows (N, window, 1) -> scaled forecasts (N, horizon)."""
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            keras.layers.GRU(24),  # (N, 24): the state after the last step
            keras.layers.Dense(horizon, activation="relu"),  # (N, horizon)
        ]
    )
