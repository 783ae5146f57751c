# /// mistake
# summary = "The + 1 of the output size is forgotten: the first place is not counted."
# topic = "T4.2"
# caught_by = ["output_size_checks::asserts", "output_size_checks::test_a_kernel_that_moves_by_one"]
# loses = 6.5
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    room = n + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride
