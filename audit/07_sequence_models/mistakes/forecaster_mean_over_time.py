# /// mistake
# summary = "The steps are averaged: their order is lost."
# topic = "T6.1"
# caught_by = ["forecaster_checks::test_order_counts"]
# loses = 2.5
# ///

# %% forecaster
def build_forecaster(window, horizon):
    """Return a Keras model, not yet compiled: scaled windows (N, window, 1) -> scaled forecasts (N, horizon)."""
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.GlobalAveragePooling1D(),  # (N, 24): the state after the last step
            keras.layers.Dense(horizon),  # (N, horizon)
        ]
    )
