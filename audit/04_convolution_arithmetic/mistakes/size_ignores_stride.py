# /// mistake
# summary = "The keyword stride is accepted and ignored."
# topic = "cross-cutting"
# caught_by = ["output_size_checks::test_a_stride_that_leaves_pixels_over"]
# loses = 3.25
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    room = n + 2 * padding - reach
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room + 1
