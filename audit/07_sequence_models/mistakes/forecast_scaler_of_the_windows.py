# /// mistake
# summary = "A new scaler is fitted to the windows that are asked about."
# topic = "T7.5"
# caught_by = ["forecast_checks::test_a_linear_model_in_raw_units"]
# loses = 0.9
# ///

# %% forecast
def forecast(model, scaler, windows):
    """Return forecasts (N, H) in the units of the series for raw windows (N, T)."""
    scaler = Scaler().fit(windows)
    scaled = scaler.transform(windows)[:, :, None].astype("float32")  # (N, T, 1)
    return scaler.inverse(np.asarray(model(scaled)))
