# /// mistake
# summary = "The recurrent matrix gets its gradient at the last step only."
# topic = "T6.8"
# caught_by = ["rnn_backward_checks::test_recurrent_weights"]
# loses = 0.875
# ///

# %% rnn_backward
def rnn_backward(dH, X, h0, H, params):
    """Return (grads, dX, dh0): a dictionary with the gradients of Wx, Wh and b, and those of X and h0.

    H (B, T, H) are the states that rnn_forward(X, h0, params) has returned; dH (B, T, H) is the gradient that
    reaches each state from the outputs of its own step, not through later states.
    """
    grads = {name: np.zeros(params[name].shape) for name in ("Wx", "Wh", "b")}
    dX, dh = np.zeros(X.shape), np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        before = H[:, t - 1] if t > 0 else h0  # (B, H)
        da = (dH[:, t] + dh) * (1 - H[:, t] ** 2)  # (B, H)
        grads["Wx"] += X[:, t].T @ da
        if t == X.shape[1] - 1:
            grads["Wh"] += before.T @ da
        grads["b"] += da.sum(axis=0)
        dX[:, t] = da @ params["Wx"].T
        dh = da @ params["Wh"].T  # (B, H)
    return grads, dX, dh
