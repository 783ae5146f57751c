# /// mistake
# summary = "The padding is added after the division by the stride."
# topic = "T4.2"
# caught_by = ["output_size_checks::test_all_settings_together"]
# loses = 2
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    room = n - reach
    if room + 2 * padding < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 2 * padding + 1
