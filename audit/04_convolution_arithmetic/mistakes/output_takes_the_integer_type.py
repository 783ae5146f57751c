# /// mistake
# summary = "The output is made with the type of the image, so that fractions are cut off."
# topic = "cross-cutting"
# caught_by = ["correlate2d_checks::test_integer_images_keep_their_fractions"]
# loses = 0.25
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    out = np.empty((rows, columns), dtype=image.dtype)
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            out[i, j] = np.sum(window * kernel)
    return out
