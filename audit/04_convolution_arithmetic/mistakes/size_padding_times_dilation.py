# /// mistake
# summary = "The frame grows with the dilation."
# topic = "T4.3"
# caught_by = ["output_size_checks::test_all_settings_together"]
# loses = 0.25
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    room = n + 2 * padding * dilation - reach
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1
