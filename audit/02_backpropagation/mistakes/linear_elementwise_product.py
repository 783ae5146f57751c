# /// mistake
# summary = "dW multiplies element by element instead of summing over the batch, so the shapes do not fit."
# topic = "T2.1"
# caught_by = ["linear_checks::test_input_gradient", "linear_checks::test_weight_gradient"]
# loses = 14.45
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W + b  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W.T  # (N, D)
    dW = X * dZ
    db = dZ.sum(axis=0)  # (H,)
    return dX, dW, db
