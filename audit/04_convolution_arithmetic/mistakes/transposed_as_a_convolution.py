# /// mistake
# summary = "The size is that of an ordinary convolution."
# topic = "T4.18"
# caught_by = ["transposed_output_size_checks::asserts", "transposed_output_size_checks::test_kernel_and_stride"]
# loses = 2
# ///

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1 + output_padding
