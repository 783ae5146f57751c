# /// mistake
# summary = "The notebook's scaler is used in place of the argument."
# topic = "X.global"
# caught_by = ["forecast_checks::test_a_linear_model_in_raw_units"]
# loses = 1
# ///

# %% forecast
def forecast(model, scaler, windows):
    """Return forecasts (N, H) in the units of the series for raw windows (N, T)."""
    scaled = series_scaler.transform(windows)[:, :, None].astype("float32")  # (N, T, 1)
    return series_scaler.inverse(np.asarray(model(scaled)))
