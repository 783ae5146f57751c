# /// mistake
# summary = "Windows are cut out of the whole series first: those at the border hold values of both parts."
# topic = "T7.3"
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
    X, Y = create_sequences(scaler.transform(series), window, horizon)
    cut = len(X) - validation
    pairs = [(X[:cut, :, None], Y[:cut]), (X[cut:, :, None], Y[cut:])]
    return scaler, *pairs
