# /// mistake
# summary = "The gradients are returned in the order dW, db, dX."
# topic = "cross-cutting: order of what is returned"
# caught_by = ["linear_checks::test_input_gradient", "linear_checks::test_weight_gradient", "linear_checks::test_bias_gradient"]
# loses = 13.3
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W + b  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W.T  # (N, D)
    dW = X.T @ dZ  # (D, H)
    db = dZ.sum(axis=0)  # (H,)
    return dW, db, dX
