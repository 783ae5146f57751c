# /// mistake
# summary = "The sum is not set back to zero for the next output value."
# topic = "T4.17"
# caught_by = ["correlate2d_checks::test_any_image_and_kernel"]
# loses = 1.5
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    out = np.empty((rows, columns))
    total = 0.0
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            total += np.sum(window * kernel)
            out[i, j] = total
    return out
