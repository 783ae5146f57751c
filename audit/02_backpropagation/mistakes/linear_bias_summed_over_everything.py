# /// mistake
# summary = "db is summed without an axis: all outputs share one number."
# topic = "T2.3"
# caught_by = ["linear_checks::test_bias_gradient"]
# loses = 1.2
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W + b  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W.T  # (N, D)
    dW = X.T @ dZ  # (D, H)
    db = np.full(W.shape[1], dZ.sum())
    return dX, dW, db
