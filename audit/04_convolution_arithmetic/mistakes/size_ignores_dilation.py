# /// mistake
# summary = "Dilation is accepted and ignored."
# topic = "T4.4"
# caught_by = ["output_size_checks::test_dilation_stretches_the_kernel"]
# loses = 1.5
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    if n + 2 * padding < kernel:
        raise ValueError("the kernel does not fit")
    return (n + 2 * padding - kernel) // stride + 1
