# /// mistake
# summary = "The backward pass zeroes entries of the array dA that it was given."
# topic = "T2.6"
# caught_by = ["relu_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% relu
def relu_forward(Z):
    """Return A = max(0, Z), same shape as Z."""
    return np.maximum(Z, 0)


def relu_backward(dA, Z):
    """Return dZ for the gradient dA and the input Z of the forward pass; all have the same shape."""
    dA[Z <= 0] = 0
    return dA
