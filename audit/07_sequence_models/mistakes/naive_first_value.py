# /// mistake
# summary = "The first value of the window is repeated."
# topic = "T7.17"
# caught_by = ["naive_checks::test_last_value"]
# loses = 1
# ///

# %% naive
def naive_forecast(past, horizon, season=1):
    """Return forecasts (N, horizon) for windows ``past`` (N, T), T >= season."""
    places = season - 1 + 0 * np.arange(horizon)  # (horizon,)
    return past[:, places]
