# /// mistake
# summary = "The slope is taken for the sign of Z, which is -1 where the unit was not active."
# topic = "T1.11"
# caught_by = ["relu_checks::test_mask"]
# loses = 1.5
# ///

# %% relu
def relu_forward(Z):
    """Return A = max(0, Z), same shape as Z."""
    return np.maximum(Z, 0)


def relu_backward(dA, Z):
    """Return dZ for the gradient dA and the input Z of the forward pass; all have the same shape."""
    return dA * np.sign(Z)
