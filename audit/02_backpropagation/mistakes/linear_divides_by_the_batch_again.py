# /// mistake
# summary = "The factor 1/N is already in dZ, and is applied once more to dW and db."
# topic = "T2.2"
# caught_by = ["linear_checks::test_weight_gradient", "linear_checks::test_bias_gradient"]
# loses = 2.7
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W + b  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W.T  # (N, D)
    dW = X.T @ dZ / len(X)
    db = dZ.mean(axis=0)
    return dX, dW, db
