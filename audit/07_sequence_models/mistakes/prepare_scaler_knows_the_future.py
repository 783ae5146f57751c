# /// mistake
# summary = "The scaler is fitted to the whole series."
# topic = "T7.5"
# caught_by = ["prepare_checks::test_the_future_does_not_change_the_scale"]
# loses = 1
# ///

# %% prepare
def prepare_series(series, validation, window, horizon):
    """Return (scaler, train, later), where train and later are pairs (X, Y) of scaled numbers.

    X is (M, window, 1) and Y (M, horizon); ``later`` comes from the last ``validation`` values of the series.
    """
    earlier, later = split_in_time(series, validation)
    scaler = Scaler().fit(series)
    pairs = []
    for part in (earlier, later):
        X, Y = create_sequences(scaler.transform(part), window, horizon)
        pairs.append((X[:, :, None], Y))  # (M, window, 1), (M, horizon)
    return scaler, *pairs
