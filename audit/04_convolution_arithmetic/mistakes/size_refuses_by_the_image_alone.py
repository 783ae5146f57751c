# /// mistake
# summary = "Whether the kernel fits is judged without the padding."
# topic = "T4.3"
# caught_by = ["output_size_checks::test_padding_on_both_sides"]
# loses = 1
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    room = n + 2 * padding - reach
    if n < reach:
        raise ValueError("the kernel does not fit")
    return room // stride + 1
