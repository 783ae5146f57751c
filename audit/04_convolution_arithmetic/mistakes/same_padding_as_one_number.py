# /// mistake
# summary = "The whole frame is returned as one number, not as a pair."
# topic = "cross-cutting"
# caught_by = ["same_padding_checks::asserts", "same_padding_checks::test_odd_kernels"]
# loses = 2
# ///

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    wanted = -(-n // stride)
    total = max((wanted - 1) * stride + dilation * (kernel - 1) + 1 - n, 0)
    return total
