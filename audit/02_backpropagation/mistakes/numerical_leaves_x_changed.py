# /// mistake
# summary = "Works on the array of the caller and leaves it moved down."
# topic = "cross-cutting: input changed"
# caught_by = ["numerical_checks::test_any_shape", "numerical_checks::test_x_stays_as_it_is"]
# loses = 1.4
# ///

# %% numerical
def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of f at x by central differences, an array of the shape of x.

    f takes an array of the shape of x and returns one number. x has any number of dimensions.
    """
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        up = f(x)
        x[index] -= 2 * h
        gradient[index] = (up - f(x)) / (2 * h)
    return gradient
