# /// mistake
# summary = "Padding is cut off once instead of on both sides."
# topic = "T4.3"
# caught_by = ["transposed_output_size_checks::test_padding_cuts_both_sides"]
# loses = 0.75
# ///

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - padding + dilation * (kernel - 1) + 1 + output_padding
