# /// mistake
# summary = "The kernel is subtracted after the division by the stride."
# topic = "T4.2"
# caught_by = ["output_size_checks::asserts", "output_size_checks::test_a_stride_that_leaves_pixels_over"]
# loses = 3.5
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    if n + 2 * padding < reach:
        raise ValueError("the kernel does not fit")
    return (n + 2 * padding) // stride - reach + 1
