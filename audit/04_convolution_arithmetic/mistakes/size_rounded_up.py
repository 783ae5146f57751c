# /// mistake
# summary = "The output size is rounded up: an incomplete last window counts."
# topic = "T4.1"
# caught_by = ["output_size_checks::test_a_stride_that_leaves_pixels_over", "output_size_checks::test_all_settings_together"]
# loses = 2.75
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    room = n + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    return int(np.ceil(room / stride)) + 1
