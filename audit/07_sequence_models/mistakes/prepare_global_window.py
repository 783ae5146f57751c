# /// mistake
# summary = "The window is that of the notebook, not the one that was asked for."
# topic = "X.global"
# caught_by = ["prepare_checks::test_windows_stay_within_their_part"]
# loses = 1.25
# ///

# %% prepare
def prepare_series(series, validation, window, horizon):
    """Return (scaler, train, later), where train and later are pairs (X, Y) of scaled numbers.

    X is (M, window, 1) and Y (M, horizon); ``later`` comes from the last ``validation`` values of the series.
    """
    earlier, later = split_in_time(series, validation)
    scaler = Scaler().fit(earlier)
    pairs = []
    for part in (earlier, later):
        X, Y = create_sequences(scaler.transform(part), WINDOW, horizon)
        pairs.append((X[:, :, None], Y))  # (M, window, 1), (M, horizon)
    return scaler, *pairs
