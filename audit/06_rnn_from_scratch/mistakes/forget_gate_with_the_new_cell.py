# /// mistake
# summary = "The forget gate is paired with the new cell state."
# topic = "T6.10"
# caught_by = ["lstm_step_backward_checks::test_through_the_cell_state", "lstm_step_backward_checks::test_parameters"]
# loses = 2.25
# ///

# %% lstm_step_backward
def lstm_step_backward(dh, dc, cache, params):
    """Return (dx, dh_prev, dc_prev, grads); dh and dc (B, H) belong to the new states.

    grads is a dictionary with the gradients of Wx, Wh and b. cache is what lstm_step has returned.
    """
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc + dh * o * (1 - tanh_c**2)  # (B, H)
    da = np.concatenate(
        [dc * g * i * (1 - i), dc * np.arctanh(np.clip(tanh_c, -0.999999, 0.999999)) * f * (1 - f), dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)], axis=1
    )  # (B, 4H)
    grads = {"Wx": x.T @ da, "Wh": h.T @ da, "b": da.sum(axis=0)}
    return da @ params["Wx"].T, da @ params["Wh"].T, dc * f, grads
