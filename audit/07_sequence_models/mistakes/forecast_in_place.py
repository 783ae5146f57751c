# /// mistake
# summary = "The caller's windows are scaled in place."
# topic = "X.inplace"
# caught_by = ["forecast_checks::test_windows_stay_as_they_are"]
# loses = 0.1
# ///

# %% forecast
def forecast(model, scaler, windows):
    """Return forecasts (N, H) in the units of the series for raw windows (N, T)."""
    raw = windows.copy()
    windows[:] = scaler.transform(windows)
    scaled = scaler.transform(raw)[:, :, None].astype("float32")  # (N, T, 1)
    return scaler.inverse(np.asarray(model(scaled)))
