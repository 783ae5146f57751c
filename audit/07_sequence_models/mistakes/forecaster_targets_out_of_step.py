# /// mistake
# summary = "Windows are shuffled without their targets."
# topic = "T7.7"
# caught_by = ["train_forecaster_checks::test_skill_on_hidden_years"]
# loses = 2.25
# ///

# %% train_forecaster
def train_forecaster(series, window, horizon, seed):
    """Return (model, scaler, history) for the raw series (T,)."""
    keras.utils.set_random_seed(seed)
    scaler, train, later = prepare_series(series, 50, window, horizon)
    train = np.random.default_rng(seed).permutation(train[0]), train[1]
    model = build_forecaster(window, horizon)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    history = fit_model(model, train, later, epochs=25, batch_size=32, patience=5)
    return model, scaler, history
