# /// mistake
# summary = "The size is rounded down with np.floor and stays a float."
# topic = "cross-cutting"
# caught_by = ["output_size_checks::asserts"]
# loses = 0.5
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    room = n + 2 * padding - reach
    if room < 0:
        raise ValueError("the kernel does not fit")
    return np.floor(room / stride) + 1
