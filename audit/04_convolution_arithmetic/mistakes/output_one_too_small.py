# /// mistake
# summary = "The + 1 of the output size is forgotten: the last row and column are missing."
# topic = "T4.2"
# caught_by = ["correlate2d_checks::asserts", "correlate2d_checks::test_any_image_and_kernel"]
# loses = 2
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows = image.shape[0] - kernel.shape[0]
    columns = image.shape[1] - kernel.shape[1]
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            out[i, j] = np.sum(window * kernel)
    return out
