# /// mistake
# summary = "There is a bias for each pair of a filter and a channel."
# topic = "T4.7"
# caught_by = ["conv_parameters_checks::test_one_bias_for_each_filter"]
# loses = 2
# ///

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    if in_channels % groups or filters % groups:
        raise ValueError("the groups do not divide the channels and the filters")
    rows, columns = pair(kernel)
    return filters * (in_channels // groups) * rows * columns + (filters * in_channels if bias else 0)
