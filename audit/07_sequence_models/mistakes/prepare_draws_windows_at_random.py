# /// mistake
# summary = "Windows of the whole series are split at random, so near-copies are on both sides."
# topic = "T7.4"
# caught_by = ["prepare_checks::test_windows_stay_within_their_part"]
# loses = 2
# ///

# %% prepare
def prepare_series(series, validation, window, horizon):
    """Return (scaler, train, later), where train and later are pairs (X, Y) of scaled numbers.

    X is (M, window, 1) and Y (M, horizon); ``later`` comes from the last ``validation`` values of the series.
    """
    earlier, later = split_in_time(series, validation)
    scaler = Scaler().fit(earlier)
    X, Y = create_sequences(scaler.transform(series), window, horizon)
    order = np.random.default_rng(0).permutation(len(X))
    cut = len(X) - validation
    pairs = [(X[rows][:, :, None], Y[rows]) for rows in (order[:cut], order[cut:])]
    return scaler, *pairs
