# /// mistake
# summary = "The forward pass zeroes entries of the array Z that it was given, so sums that the network keeps are lost."
# topic = "T2.6"
# caught_by = ["relu_checks::test_arguments_stay_as_they_are"]
# loses = 2.5
# ///

# %% relu
def relu_forward(Z):
    """Return A = max(0, Z), same shape as Z."""
    Z[Z < 0] = 0
    return Z


def relu_backward(dA, Z):
    """Return dZ for the gradient dA and the input Z of the forward pass; all have the same shape."""
    return dA * (Z > 0)
