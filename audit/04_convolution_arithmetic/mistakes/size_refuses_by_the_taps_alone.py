# /// mistake
# summary = "Whether the kernel fits is judged without the dilation."
# topic = "T4.4"
# caught_by = ["output_size_checks::test_a_kernel_that_does_not_fit_is_refused"]
# loses = 0.25
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    room = n + 2 * padding - reach
    if n + 2 * padding < kernel:
        raise ValueError("the kernel does not fit")
    return room // stride + 1
