# /// mistake
# summary = "The dilation is multiplied with the stride."
# topic = "T4.18"
# caught_by = ["transposed_output_size_checks::test_dilation"]
# loses = 0.25
# ///

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + (stride * dilation - stride + 1) * (kernel - 1) + 1 + output_padding
