# /// mistake
# summary = "The mask is taken from dA instead of Z."
# topic = "T2.4"
# caught_by = ["relu_checks::test_mask"]
# loses = 5.5
# ///

# %% relu
def relu_forward(Z):
    """Return A = max(0, Z), same shape as Z."""
    return np.maximum(Z, 0)


def relu_backward(dA, Z):
    """Return dZ for the gradient dA and the input Z of the forward pass; all have the same shape."""
    return dA * (dA > 0)
