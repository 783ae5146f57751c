# /// mistake
# summary = "All rows get the forecast of the first one."
# topic = "X.shape"
# caught_by = ["naive_checks::test_last_value"]
# loses = 0.75
# ///

# %% naive
def naive_forecast(past, horizon, season=1):
    """Return forecasts (N, horizon) for windows ``past`` (N, T), T >= season."""
    places = past.shape[1] - season + np.arange(horizon) % season  # (horizon,)
    return np.repeat(past[:1, places], len(past), axis=0)
