# /// mistake
# summary = "Zeros are written into the caller's values."
# topic = "X.inplace"
# caught_by = ["masked_checks::test_arrays_stay_as_they_are"]
# loses = 0.2
# ///

# %% masked
def masked_mean(values, ids):
    """Return the means (N, D) of values (N, T, D) over the words of each text; ids is (N, T), 0 where there is none."""
    values[ids == 0] = 0
    mask = (ids != 0)[:, :, None]  # (N, T, 1)
    counts = np.maximum(mask.sum(axis=1), 1)  # (N, 1)
    return (values * mask).sum(axis=1) / counts


def masked_cross_entropy(log_p, targets):
    """Return the mean loss, one number, for log-probabilities (N, T, V) and targets (N, T), 0 where there is none."""
    mask = targets != 0  # (N, T)
    picked = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]  # (N, T)
    return -picked[mask].mean()
