# /// mistake
# summary = "The forward pass leaves the bias out, so each layer goes through the origin."
# topic = "T1.13"
# caught_by = ["linear_checks::test_forward"]
# loses = 2.55
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W.T  # (N, D)
    dW = X.T @ dZ  # (D, H)
    db = dZ.sum(axis=0)  # (H,)
    return dX, dW, db
