# /// mistake
# summary = "The forward pass lets a hundredth of negative values through."
# topic = "T1.15"
# caught_by = ["relu_checks::test_forward"]
# loses = 1.75
# ///

# %% relu
def relu_forward(Z):
    """Return A = max(0, Z), same shape as Z."""
    return np.where(Z > 0, Z, 0.01 * Z)


def relu_backward(dA, Z):
    """Return dZ for the gradient dA and the input Z of the forward pass; all have the same shape."""
    return dA * (Z > 0)
