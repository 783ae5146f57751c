# /// mistake
# summary = "The wanted size is n / stride rounded down."
# topic = "T4.6"
# caught_by = ["same_padding_checks::test_strides"]
# loses = 0.5
# ///

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    wanted = n // stride
    total = max((wanted - 1) * stride + dilation * (kernel - 1) + 1 - n, 0)
    return total // 2, total - total // 2
