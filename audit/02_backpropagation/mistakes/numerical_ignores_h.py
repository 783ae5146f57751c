# /// mistake
# summary = "The distance is 1e-5, whatever h is given."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["numerical_checks::test_difference_is_central"]
# loses = 0.6
# ///

# %% numerical
def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of f at x by central differences, an array of the shape of x.

    f takes an array of the shape of x and returns one number. x has any number of dimensions.
    """
    h = 1e-5
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient
