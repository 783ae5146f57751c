# /// mistake
# summary = "The mean of the windows in place of their sum."
# topic = "T2.2"
# caught_by = ["truncated_backward_checks::test_windows"]
# loses = 1.25
# ///

# %% truncated_backward
def truncated_backward(dH, X, h0, H, params, window):
    """Return the gradients of Wx, Wh and b as a dictionary; the arguments are those of rnn_backward.

    No gradient passes from a step to the one before it where a new window of `window` steps begins.
    """
    total = {name: np.zeros(params[name].shape) for name in ("Wx", "Wh", "b")}
    for start in range(0, X.shape[1], window):
        part = slice(start, start + window)
        before = H[:, start - 1] if start > 0 else h0  # (B, H)
        grads, _, _ = rnn_backward(dH[:, part], X[:, part], before, H[:, part], params)
        for name in total:
            total[name] += grads[name]
    return {name: grad / -(-X.shape[1] // window) for name, grad in total.items()}
