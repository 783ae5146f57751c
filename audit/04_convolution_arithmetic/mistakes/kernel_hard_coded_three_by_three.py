# /// mistake
# summary = "The kernel is taken to have 3 x 3 taps, as in the example."
# topic = "cross-cutting"
# caught_by = ["correlate2d_checks::test_any_image_and_kernel"]
# loses = 1.5
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows = image.shape[0] - 3 + 1
    columns = image.shape[1] - 3 + 1
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + 3, j : j + 3]
            out[i, j] = np.sum(window * kernel)
    return out
