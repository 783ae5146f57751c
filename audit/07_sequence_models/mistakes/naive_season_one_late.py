# /// mistake
# summary = "The season begins one value too late."
# topic = "T7.17"
# caught_by = ["naive_checks::test_season"]
# loses = 0.5
# ///

# %% naive
def naive_forecast(past, horizon, season=1):
    """Return forecasts (N, horizon) for windows ``past`` (N, T), T >= season."""
    places = past.shape[1] - season + (np.arange(horizon) + 1) % season  # (horizon,)
    return past[:, places]
