# /// mistake
# summary = "Every window gets the forecast of the first one."
# topic = "X.shape"
# caught_by = ["forecast_checks::test_a_linear_model_in_raw_units"]
# loses = 2.95
# ///

# %% forecast
def forecast(model, scaler, windows):
    """Return forecasts (N, H) in the units of the series for raw windows (N, T)."""
    scaled = scaler.transform(windows)[:, :, None].astype("float32")  # (N, T, 1)
    return scaler.inverse(np.repeat(np.asarray(model(scaled))[:1], len(windows), axis=0))
