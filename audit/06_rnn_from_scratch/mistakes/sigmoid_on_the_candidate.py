# /// mistake
# summary = "The candidate is a sigmoid."
# topic = "T6.4"
# caught_by = ["lstm_step_checks::test_cell_state"]
# loses = 1.5
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
    g, o = sigmoid(a[:, 2 * size : 3 * size]), sigmoid(a[:, 3 * size :])  # (B, H) each
    c_new = f * c + i * g  # (B, H)
    tanh_c = np.tanh(c_new)  # (B, H)
    return o * tanh_c, c_new, (x, h, c, i, f, g, o, tanh_c)

# %% lstm_step_backward
def lstm_step_backward(dh, dc, cache, params):
    """Return (dx, dh_prev, dc_prev, grads); dh and dc (B, H) belong to the new states.

    grads is a dictionary with the gradients of Wx, Wh and b. cache is what lstm_step has returned.
    """
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc + dh * o * (1 - tanh_c**2)  # (B, H)
    da = np.concatenate(
        [dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * g * (1 - g), dh * tanh_c * o * (1 - o)], axis=1
    )  # (B, 4H)
    grads = {"Wx": x.T @ da, "Wh": h.T @ da, "b": da.sum(axis=0)}
    return da @ params["Wx"].T, da @ params["Wh"].T, dc * f, grads
