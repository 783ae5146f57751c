# /// mistake
# summary = "\"same\" padding is worked out for the kernel without its gaps."
# topic = "T4.4"
# caught_by = ["same_padding_checks::test_odd_kernels"]
# loses = 1
# ///

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    wanted = -(-n // stride)
    total = max((wanted - 1) * stride + (kernel - 1) + 1 - n, 0)
    return total // 2, total - total // 2
