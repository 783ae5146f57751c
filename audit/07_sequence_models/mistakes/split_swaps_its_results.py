# /// mistake
# summary = "The later part is returned first."
# topic = "X.order"
# caught_by = ["split_checks::test_later_values_are_for_validation"]
# loses = 5.25
# ///

# %% split
def split_in_time(series, validation):
    """Return (earlier, later): the last ``validation`` values (0 or more) and all that come before them."""
    cut = len(series) - validation
    return series[cut:], series[:cut]
