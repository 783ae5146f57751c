# /// mistake
# summary = "All states are one array, which holds the last."
# topic = "T2.6"
# caught_by = ["rnn_forward_checks::test_first_state"]
# loses = 3.625
# ///

# %% rnn_forward
def rnn_forward(X, h0, params):
    """Return the states H (B, T, H) after each step, for X (B, T, D) and the state h0 (B, H) before the first."""
    h, states = h0.copy(), []
    for t in range(X.shape[1]):
        h[:] = rnn_step(X[:, t], h, params)  # (B, H)
        states.append(h[:])
    return np.stack(states, axis=1)  # (B, T, H)
