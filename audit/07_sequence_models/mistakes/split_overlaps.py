# /// mistake
# summary = "The training part has all values, those for validation included."
# topic = "T7.4"
# caught_by = ["split_checks::test_later_values_are_for_validation"]
# loses = 3
# ///

# %% split
def split_in_time(series, validation):
    """Return (earlier, later): the last ``validation`` values (0 or more) and all that come before them."""
    cut = len(series) - validation
    return series, series[cut:]
