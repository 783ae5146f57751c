# /// mistake
# summary = "The kernel is mirrored from left to right."
# topic = "T4.10"
# caught_by = ["correlate2d_checks::test_kernel_is_not_flipped"]
# loses = 0.75
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            out[i, j] = np.sum(window * kernel[:, ::-1])
    return out
