# /// mistake
# summary = "A fifth of the series is for validation, whatever was asked."
# topic = "X.kw"
# caught_by = ["split_checks::test_later_values_are_for_validation"]
# loses = 2.75
# ///

# %% split
def split_in_time(series, validation):
    """Return (earlier, later): the last ``validation`` values (0 or more) and all that come before them."""
    cut = len(series) - len(series) // 5
    return series[:cut], series[cut:]
