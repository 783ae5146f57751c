# /// mistake
# summary = "The scaler that is returned was fitted to all years."
# topic = "T7.5"
# caught_by = ["train_forecaster_checks::test_scaler_has_not_seen_all_years"]
# loses = 0.25
# ///

# %% train_forecaster
def train_forecaster(series, window, horizon, seed):
    """Return (model, scaler, history) for the raw series (T,)."""
    keras.utils.set_random_seed(seed)
    scaler, train, later = prepare_series(series, 50, window, horizon)
    model = build_forecaster(window, horizon)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    history = fit_model(model, train, later, epochs=25, batch_size=32, patience=5)
    return model, Scaler().fit(series), history
