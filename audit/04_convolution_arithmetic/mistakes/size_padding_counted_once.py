# /// mistake
# summary = "Padding is added once instead of on both sides."
# topic = "T4.3"
# caught_by = ["output_size_checks::test_padding_on_both_sides"]
# loses = 3
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    room = n + padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1
