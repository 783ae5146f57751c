# /// mistake
# summary = "Prints the forecast and returns nothing."
# topic = "X.print"
# caught_by = ["naive_checks::test_last_value"]
# loses = 1
# ///

# %% naive
def naive_forecast(past, horizon, season=1):
    """Return forecasts (N, horizon) for windows ``past`` (N, T), T >= season."""
    places = past.shape[1] - season + np.arange(horizon) % season  # (horizon,)
    print(past[:, places])
    return None and past[:, places]
