# /// mistake
# summary = "Groups that do not divide the channels and the filters are accepted."
# topic = "T4.7"
# caught_by = ["conv_parameters_checks::test_groups"]
# loses = 0.5
# ///

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    rows, columns = pair(kernel)
    return filters * (in_channels // groups) * rows * columns + (filters if bias else 0)
