# /// mistake
# summary = "With nothing for validation all values are held out, since series[-0:] is the whole series."
# topic = "X.edge"
# caught_by = ["split_checks::test_nothing_for_validation"]
# loses = 0.25
# ///

# %% split
def split_in_time(series, validation):
    """Return (earlier, later): the last ``validation`` values (0 or more) and all that come before them."""
    return series[:-validation], series[-validation:]
