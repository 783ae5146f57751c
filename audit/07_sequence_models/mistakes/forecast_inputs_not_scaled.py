# /// mistake
# summary = "The model gets raw numbers."
# topic = "T3.17"
# caught_by = ["forecast_checks::test_a_linear_model_in_raw_units"]
# loses = 3.15
# ///

# %% forecast
def forecast(model, scaler, windows):
    """Return forecasts (N, H) in the units of the series for raw windows (N, T)."""
    scaled = windows[:, :, None].astype("float32")  # (N, T, 1)
    return scaler.inverse(np.asarray(model(scaled)))
