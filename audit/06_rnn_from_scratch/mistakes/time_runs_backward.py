# /// mistake
# summary = "The sequence is read from its end."
# topic = "T6.11"
# caught_by = ["rnn_forward_checks::test_memory", "rnn_forward_checks::test_no_look_ahead", "rnn_forward_checks::test_first_state"]
# loses = 4.125
# ///

# %% rnn_forward
def rnn_forward(X, h0, params):
    """Return the states H (B, T, H) after each step, for X (B, T, D) and the state h0 (B, H) before the first."""
    h, states = h0, []
    for t in range(X.shape[1]):
        h = rnn_step(X[:, -1 - t], h, params)  # (B, H)
        states.append(h)
    return np.stack(states, axis=1)  # (B, T, H)
