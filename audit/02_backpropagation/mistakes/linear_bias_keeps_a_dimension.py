# /// mistake
# summary = "db keeps the batch dimension and has the shape (1, H) instead of (H,)."
# topic = "T2.3"
# caught_by = ["linear_checks::test_bias_gradient"]
# loses = 1.5
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W + b  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W.T  # (N, D)
    dW = X.T @ dZ  # (D, H)
    db = dZ.sum(axis=0, keepdims=True)  # (1, H)
    return dX, dW, db
