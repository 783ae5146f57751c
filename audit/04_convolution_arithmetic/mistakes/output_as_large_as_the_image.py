# /// mistake
# summary = "The image gets a frame of zeros, so that the output is as large as the image."
# topic = "T4.6"
# caught_by = ["correlate2d_checks::asserts", "correlate2d_checks::test_any_image_and_kernel"]
# loses = 2
# ///

# %% correlate2d
def correlate2d(image, kernel):
    rows, columns = image.shape
    frame = [((size - 1) // 2, size // 2) for size in kernel.shape]
    image = np.pad(image, frame)
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            out[i, j] = np.sum(window * kernel)
    return out
