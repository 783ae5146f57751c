# /// mistake
# summary = "Dilation is accepted and ignored."
# topic = "T4.4"
# caught_by = ["transposed_output_size_checks::test_dilation"]
# loses = 0.25
# ///

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + (kernel - 1) + 1 + output_padding
