# /// mistake
# summary = "The network is built and never trained."
# topic = "T3.2"
# caught_by = ["train_forecaster_checks::test_skill_on_hidden_years"]
# loses = 2.25
# ///

# %% train_forecaster
def train_forecaster(series, window, horizon, seed):
    """Return (model, scaler, history) for the raw series (T,)."""
    keras.utils.set_random_seed(seed)
    scaler, train, later = prepare_series(series, 50, window, horizon)
    model = build_forecaster(window, horizon)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    history = {"loss": [1.0, 1.0], "val_loss": [1.0, 1.0]}
    return model, scaler, history
