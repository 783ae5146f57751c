# /// mistake
# summary = "One array is moved entry after entry and never moved back."
# topic = "T2 gradient check"
# caught_by = ["numerical_checks::test_any_shape"]
# loses = 1.5
# ///

# %% numerical
def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of f at x by central differences, an array of the shape of x.

    f takes an array of the shape of x and returns one number. x has any number of dimensions.
    """
    gradient = np.zeros(x.shape)
    up, down = x.copy(), x.copy()
    for index in np.ndindex(x.shape):
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient
