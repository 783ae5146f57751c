# /// mistake
# summary = "A kernel as long as the padded line is refused."
# topic = "T4.1"
# caught_by = ["output_size_checks::test_a_kernel_that_moves_by_one"]
# loses = 2.5
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    room = n + 2 * padding - reach
    if room <= 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1
