# /// mistake
# summary = "Divides by the truth with its sign."
# topic = "X.sign"
# caught_by = ["errors_checks::test_mape"]
# loses = 0.7
# ///

# %% errors
def mae(truth, forecast):
    """Return the mean absolute error, one number; both arrays have the same shape."""
    return np.mean(np.abs(truth - forecast))


def rmse(truth, forecast):
    """Return the root of the mean squared error, one number; both arrays have the same shape."""
    return np.sqrt(np.mean((truth - forecast) ** 2))


def mape(truth, forecast):
    """Return the mean absolute error in percent of the truth, where that is not 0; nan if it is 0 everywhere."""
    there = truth != 0
    if not there.any():
        return float("nan")
    return 100 * np.mean(np.abs(truth[there] - forecast[there]) / truth[there])


def skill(truth, forecast, naive):
    """Return the skill of a forecast against a naive one, one number; all arrays have the same shape."""
    return 1 - mae(truth, forecast) / mae(truth, naive)
