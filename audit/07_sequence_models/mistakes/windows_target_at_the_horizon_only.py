# /// mistake
# summary = "The targets are the value `horizon` steps ahead, repeated."
# topic = "T7.1"
# caught_by = ["windows_checks::test_targets_come_right_after_the_window"]
# loses = 2.275
# ///

# %% windows
def create_sequences(series, window, horizon=1, stride=1):
    """Return (X, Y), shapes (M, window) and (M, horizon), for a series (T,)."""
    starts = np.arange(0, len(series) - window - horizon + 1, stride)[:, None]  # (M, 1)
    X = series[starts + np.arange(window)]  # (M, window)
    Y = series[starts + window + horizon - 1 + 0 * np.arange(horizon)]  # (M, horizon)
    return X, Y


def create_sequences_of_all(parts, window, horizon=1, stride=1):
    """Return (X, Y) with the windows of all series in the list ``parts``, in their order."""
    pairs = [create_sequences(series, window, horizon, stride) for series in parts]
    return np.concatenate([X for X, _ in pairs]), np.concatenate([Y for _, Y in pairs])
