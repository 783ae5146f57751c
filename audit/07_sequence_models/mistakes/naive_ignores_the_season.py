# /// mistake
# summary = "The season is always 1."
# topic = "X.kw"
# caught_by = ["naive_checks::test_season"]
# loses = 0.5
# ///

# %% naive
def naive_forecast(past, horizon, season=1):
    """Return forecasts (N, horizon) for windows ``past`` (N, T), T >= season."""
    places = past.shape[1] - 1 + 0 * np.arange(horizon)  # (horizon,)
    return past[:, places]
