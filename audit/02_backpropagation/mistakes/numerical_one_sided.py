# /// mistake
# summary = "The difference is one-sided, with an error of order h."
# topic = "T2 gradient check"
# caught_by = ["numerical_checks::test_difference_is_central"]
# loses = 0.6
# ///

# %% numerical
def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of f at x by central differences, an array of the shape of x.

    f takes an array of the shape of x and returns one number. x has any number of dimensions.
    """
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up = x.copy()
        up[index] += h
        gradient[index] = (f(up) - f(x)) / h
    return gradient
