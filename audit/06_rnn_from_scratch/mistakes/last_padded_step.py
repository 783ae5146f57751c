# /// mistake
# summary = "The last step of the array, padding or not."
# topic = "T6.14"
# caught_by = ["last_state_checks::test_each_row_has_its_own_end", "last_state_checks::test_padding_does_not_matter"]
# loses = 1
# ///

# %% last_state
def last_state(X, lengths, params):
    """Return the states (B, H) after the last real step of each sequence, beginning with states of zeros.

    X is (B, T, D); lengths (B,) holds integers from 1 to T: row i has X[i, :lengths[i]] as its real steps.
    """
    H = rnn_forward(X, np.zeros((len(X), len(params["b"]))), params)  # (B, T, H)
    return H[:, -1]  # (B, H)
