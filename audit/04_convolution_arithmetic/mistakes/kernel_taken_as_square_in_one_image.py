# /// mistake
# summary = "The rows of the kernel are used for its columns as well."
# topic = "T4.5"
# caught_by = ["correlate2d_checks::test_any_image_and_kernel"]
# loses = 1.5
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[0] + 1
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[0]]
            out[i, j] = np.sum(window * kernel)
    return out
