# /// mistake
# summary = "The mean goes over padding as well."
# topic = "T7.13"
# caught_by = ["masked_checks::test_mean"]
# loses = 0.9
# ///

# %% masked
def masked_mean(values, ids):
    """Return the means (N, D) of values (N, T, D) over the words of each text; ids is (N, T), 0 where there is none."""
    mask = (ids != 0)[:, :, None]  # (N, T, 1)
    return values.mean(axis=1)


def masked_cross_entropy(log_p, targets):
    """Return the mean loss, one number, for log-probabilities (N, T, V) and targets (N, T), 0 where there is none."""
    mask = targets != 0  # (N, T)
    picked = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]  # (N, T)
    return -picked[mask].mean()
