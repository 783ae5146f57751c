# /// mistake
# summary = "All series are put end to end, and windows are cut out of the whole."
# topic = "T7.3"
# caught_by = ["windows_checks::test_no_window_crosses_from_one_series_to_the_next"]
# loses = 0.5
# ///

# %% windows
def create_sequences(series, window, horizon=1, stride=1):
    """Return (X, Y), shapes (M, window) and (M, horizon), for a series (T,)."""
    starts = np.arange(0, len(series) - window - horizon + 1, stride)[:, None]  # (M, 1)
    X = series[starts + np.arange(window)]  # (M, window)
    Y = series[starts + window + np.arange(horizon)]  # (M, horizon)
    return X, Y


def create_sequences_of_all(parts, window, horizon=1, stride=1):
    """Return (X, Y) with the windows of all series in the list ``parts``, in their order."""
    return create_sequences(np.concatenate(parts), window, horizon, stride)
