# /// mistake
# summary = "Values for validation are drawn at random."
# topic = "T7.4"
# caught_by = ["split_checks::test_later_values_are_for_validation"]
# loses = 5.25
# ///

# %% split
def split_in_time(series, validation):
    """Return (earlier, later): the last ``validation`` values (0 or more) and all that come before them."""
    cut = len(series) - validation
    order = np.random.default_rng(0).permutation(len(series))
    return series[order[:cut]], series[order[cut:]]
