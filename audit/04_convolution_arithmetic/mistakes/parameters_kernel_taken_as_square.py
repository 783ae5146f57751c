# /// mistake
# summary = "The kernel's rows are counted twice."
# topic = "T4.5"
# caught_by = ["conv_parameters_checks::asserts", "conv_parameters_checks::test_weights"]
# loses = 2.5
# ///

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    if in_channels % groups or filters % groups:
        raise ValueError("the groups do not divide the channels and the filters")
    rows, columns = pair(kernel)
    return filters * (in_channels // groups) * rows * rows + (filters if bias else 0)
