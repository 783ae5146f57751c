# /// mistake
# summary = "\"same\" padding is (k - 1) / 2 on both sides, whatever the kernel and the stride."
# topic = "T4.6"
# caught_by = ["same_padding_checks::test_even_kernels_put_the_odd_pixel_after", "same_padding_checks::test_strides"]
# loses = 1
# ///

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    side = dilation * (kernel - 1) // 2
    return side, side
