# /// mistake
# summary = "A short window at the end is left out."
# topic = "T6.12"
# caught_by = ["truncated_backward_checks::test_a_short_window_at_the_end", "truncated_backward_checks::test_one_window_for_all"]
# loses = 0.625
# ///

# %% truncated_backward
def truncated_backward(dH, X, h0, H, params, window):
    """Return the gradients of Wx, Wh and b as a dictionary; the arguments are those of rnn_backward.

    No gradient passes from a step to the one before it where a new window of `window` steps begins.
    """
    total = {name: np.zeros(params[name].shape) for name in ("Wx", "Wh", "b")}
    for start in range(0, X.shape[1] - window + 1, window):
        part = slice(start, start + window)
        before = H[:, start - 1] if start > 0 else h0  # (B, H)
        grads, _, _ = rnn_backward(dH[:, part], X[:, part], before, H[:, part], params)
        for name in total:
            total[name] += grads[name]
    return total
