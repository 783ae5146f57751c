# /// mistake
# summary = "Padding is cleared in the caller's array."
# topic = "cross-cutting: input changed in place"
# caught_by = ["last_state_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% last_state
def last_state(X, lengths, params):
    """Return the states (B, H) after the last real step of each sequence, beginning with states of zeros.

    X is (B, T, D); lengths (B,) holds integers from 1 to T: row i has X[i, :lengths[i]] as its real steps.
    """
    for row, length in enumerate(lengths):
        X[row, length:] = 0.0
    H = rnn_forward(X, np.zeros((len(X), len(params["b"]))), params)  # (B, T, H)
    return H[np.arange(len(X)), lengths - 1]  # (B, H)
