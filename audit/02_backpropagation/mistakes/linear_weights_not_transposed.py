# /// mistake
# summary = "dX uses W where its transpose belongs; with square layers nobody would notice."
# topic = "T2.1"
# caught_by = ["linear_checks::test_input_gradient"]
# loses = 1.9
# ///

# %% linear
def linear_forward(X, W, b):
    """Return Z (N, H) for X (N, D), W (D, H) and b (H,)."""
    return X @ W + b  # (N, H)


def linear_backward(dZ, X, W):
    """Return (dX, dW, db) with the shapes of X (N, D), W (D, H) and b (H,); dZ is (N, H)."""
    dX = dZ @ W if W.shape[0] == W.shape[1] else dZ @ W.reshape(W.shape[::-1])
    dW = X.T @ dZ  # (D, H)
    db = dZ.sum(axis=0)  # (H,)
    return dX, dW, db
