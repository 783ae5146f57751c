# /// mistake
# summary = "The output size is a fraction when the stride does not divide: the floor is missing."
# topic = "T4.1"
# caught_by = ["output_size_checks::asserts", "output_size_checks::test_a_stride_that_leaves_pixels_over"]
# loses = 3.25
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    room = n + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room / stride + 1
