# /// mistake
# summary = "The mean of the window is repeated."
# topic = "T7.17"
# caught_by = ["naive_checks::test_last_value"]
# loses = 0.5
# ///

# %% naive
def naive_forecast(past, horizon, season=1):
    """Return forecasts (N, horizon) for windows ``past`` (N, T), T >= season."""
    if season == 1:
        return np.repeat(past.mean(axis=1, keepdims=True), horizon, axis=1)
    places = past.shape[1] - season + np.arange(horizon) % season  # (horizon,)
    return past[:, places]
