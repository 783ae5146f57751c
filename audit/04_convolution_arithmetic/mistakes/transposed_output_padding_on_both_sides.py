# /// mistake
# summary = "The output padding is added on both sides."
# topic = "T4.18"
# caught_by = ["transposed_output_size_checks::test_output_padding_tells_the_way_back"]
# loses = 0.5
# ///

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + 2 * output_padding
