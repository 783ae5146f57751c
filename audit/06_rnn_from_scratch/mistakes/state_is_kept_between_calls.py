# /// mistake
# summary = "The last state of a call is where the next one begins."
# topic = "T6.2"
# caught_by = ["rnn_forward_checks::test_every_call_begins_anew"]
# loses = 3.416667
# ///

# %% rnn_forward
def rnn_forward(X, h0, params):
    """Return the states H (B, T, H) after each step, for X (B, T, D) and the state h0 (B, H) before the first."""
    kept = rnn_forward.__dict__.get("kept")
    h, states = h0 if kept is None or kept.shape != h0.shape else kept, []
    for t in range(X.shape[1]):
        h = rnn_step(X[:, t], h, params)  # (B, H)
        states.append(h)
    rnn_forward.kept = h
    return np.stack(states, axis=1)  # (B, T, H)
