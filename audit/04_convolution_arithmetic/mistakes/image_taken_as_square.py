# /// mistake
# summary = "The output is as wide as it is high."
# topic = "T4.5"
# caught_by = ["correlate2d_checks::test_any_image_and_kernel"]
# loses = 1.5
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = rows
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            out[i, j] = np.sum(window * kernel)
    return out
