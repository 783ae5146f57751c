# /// mistake
# summary = "\"same\" padding becomes negative when the stride is larger than the kernel."
# topic = "T4.6"
# caught_by = ["same_padding_checks::test_strides"]
# loses = 0.5
# ///

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    total = (-(-n // stride) - 1) * stride + dilation * (kernel - 1) + 1 - n
    return total // 2, total - total // 2
