# /// mistake
# summary = "Groups divide both the channels and the filters."
# topic = "T4.7"
# caught_by = ["conv_parameters_checks::test_groups"]
# loses = 1
# ///

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    if in_channels % groups or filters % groups:
        raise ValueError("the groups do not divide the channels and the filters")
    rows, columns = pair(kernel)
    return filters // groups * (in_channels // groups) * rows * columns + (filters if bias else 0)
