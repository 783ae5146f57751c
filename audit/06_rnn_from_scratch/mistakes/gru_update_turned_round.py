# /// mistake
# summary = "z and 1 - z are swapped, as in other books."
# topic = "T6.7"
# caught_by = ["gru_step_checks::test_update_gate", "gru_step_checks::test_against_another_implementation"]
# loses = 1.25
# ///

# %% gru_step
def gru_step(x, h, params):
    """Return the next hidden state (B, H) for the inputs x (B, D) and the hidden state h (B, H)."""
    from_x = np.split(x @ params["Wx"] + params["bx"], 3, axis=1)  # three of (B, H)
    from_h = np.split(h @ params["Wh"] + params["bh"], 3, axis=1)  # three of (B, H)
    r, z = sigmoid(from_x[0] + from_h[0]), sigmoid(from_x[1] + from_h[1])  # (B, H) each
    n = np.tanh(from_x[2] + r * from_h[2])  # (B, H)
    return z * n + (1 - z) * h
