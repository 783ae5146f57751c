# /// mistake
# summary = "The horizon is always 1."
# topic = "X.kw"
# caught_by = ["prepare_checks::test_windows_stay_within_their_part"]
# loses = 0.875
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
        X, Y = create_sequences(scaler.transform(part), window)
        pairs.append((X[:, :, None], Y))  # (M, window, 1), (M, horizon)
    return scaler, *pairs
