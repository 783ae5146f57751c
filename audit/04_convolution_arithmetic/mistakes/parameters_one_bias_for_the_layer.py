# /// mistake
# summary = "The whole layer has a single bias."
# topic = "T4.7"
# caught_by = ["conv_parameters_checks::asserts", "conv_parameters_checks::test_one_bias_for_each_filter"]
# loses = 2.5
# ///

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    if in_channels % groups or filters % groups:
        raise ValueError("the groups do not divide the channels and the filters")
    rows, columns = pair(kernel)
    return filters * (in_channels // groups) * rows * columns + (1 if bias else 0)
