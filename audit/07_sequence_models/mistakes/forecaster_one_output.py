# /// mistake
# summary = "One forecast only, whatever the horizon."
# topic = "X.shape"
# caught_by = ["forecaster_checks::test_shape"]
# loses = 3.25
# ///

# %% forecaster
def build_forecaster(window, horizon):
    """Return a Keras model, not yet compiled: scaled windows (N, window, 1) -> scaled forecasts (N, horizon)."""
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            keras.layers.GRU(24),  # (N, 24): the state after the last step
            keras.layers.Dense(1),  # (N, horizon)
        ]
    )
