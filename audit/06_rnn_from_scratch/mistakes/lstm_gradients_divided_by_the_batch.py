# /// mistake
# summary = "The gradients of the parameters are means over the batch."
# topic = "T2.2"
# caught_by = ["lstm_step_backward_checks::test_parameters"]
# loses = 0.375
# ///

# %% lstm_step_backward
def lstm_step_backward(dh, dc, cache, params):
    """Return (dx, dh_prev, dc_prev, grads); dh and dc (B, H) belong to the new states.

    grads is a dictionary with the gradients of Wx, Wh and b. cache is what lstm_step has returned.
    """
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc + dh * o * (1 - tanh_c**2)  # (B, H)
    da = np.concatenate(
        [dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)], axis=1
    )  # (B, 4H)
    grads = {"Wx": x.T @ da / len(x), "Wh": h.T @ da / len(x), "b": da.mean(axis=0)}
    return da @ params["Wx"].T, da @ params["Wh"].T, dc * f, grads
