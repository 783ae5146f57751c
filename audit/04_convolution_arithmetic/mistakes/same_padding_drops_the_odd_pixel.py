# /// mistake
# summary = "Half of the frame, rounded down, is put on both sides: the odd pixel is lost."
# topic = "T4.6"
# caught_by = ["same_padding_checks::test_even_kernels_put_the_odd_pixel_after"]
# loses = 1
# ///

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    wanted = -(-n // stride)
    total = max((wanted - 1) * stride + dilation * (kernel - 1) + 1 - n, 0)
    return total // 2, total // 2
