# /// mistake
# summary = "Beyond one season the last value is repeated."
# topic = "X.edge"
# caught_by = ["naive_checks::test_season"]
# loses = 0.125
# ///

# %% naive
def naive_forecast(past, horizon, season=1):
    """Return forecasts (N, horizon) for windows ``past`` (N, T), T >= season."""
    places = past.shape[1] - season + np.minimum(np.arange(horizon), season - 1)  # (horizon,)
    return past[:, places]
