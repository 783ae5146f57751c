# /// mistake
# summary = "The loop over the samples overwrites db where it should add to it, so only the last sample counts."
# topic = "T2.7"
# caught_by = ["linear_checks::test_bias_gradient"]
# loses = 1.15
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W + b  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W.T  # (N, D)
    dW = X.T @ dZ  # (D, H)
    for dz in dZ:
        db = dz  # (H,)
    return dX, dW, db
