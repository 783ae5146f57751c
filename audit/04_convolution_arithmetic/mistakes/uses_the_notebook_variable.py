# /// mistake
# summary = "The function reads the notebook's image and kernel instead of its arguments."
# topic = "cross-cutting"
# caught_by = ["correlate2d_checks::test_any_image_and_kernel"]
# loses = 1.5
# ///

# %% correlate2d
def correlate2d(picture, weights):
    rows = image.shape[0] - cross.shape[0] + 1
    columns = image.shape[1] - cross.shape[1] + 1
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(image[i : i + cross.shape[0], j : j + cross.shape[1]] * cross)
    return out
