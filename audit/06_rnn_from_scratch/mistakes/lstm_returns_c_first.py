# /// mistake
# summary = "The cell state comes first."
# topic = "cross-cutting: wrong order"
# caught_by = ["lstm_step_checks::test_cell_state", "lstm_step_checks::test_hidden_state"]
# loses = 4
# ///

# %% lstm_step
def sigmoid(a):
    """Return 1 / (1 + exp(-a)) for an array a of any shape."""
    return 0.5 * (1 + np.tanh(0.5 * a))


def lstm_step(x, h, c, params):
    """Return (h_new, c_new, cache) for x (B, D), h (B, H) and c (B, H); the new states are (B, H)."""
    size = h.shape[1]
    a = x @ params["Wx"] + h @ params["Wh"] + params["b"]  # (B, 4H)
    i, f = sigmoid(a[:, :size]), sigmoid(a[:, size : 2 * size])  # (B, H) each
    g, o = np.tanh(a[:, 2 * size : 3 * size]), sigmoid(a[:, 3 * size :])  # (B, H) each
    c_new = f * c + i * g  # (B, H)
    tanh_c = np.tanh(c_new)  # (B, H)
    return c_new, o * tanh_c, (x, h, c, i, f, g, o, tanh_c)
