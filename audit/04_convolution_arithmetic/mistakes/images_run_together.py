# /// mistake
# summary = "The images of the batch are added up."
# topic = "T4.17"
# caught_by = ["conv2d_checks::test_every_image_of_the_batch"]
# loses = 0.5
# ///

# %% conv2d
def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach_rows = dilation * (weights.shape[2] - 1) + 1
    reach_columns = dilation * (weights.shape[3] - 1) + 1
    tops = range(0, padded.shape[2] - reach_rows + 1, stride)
    lefts = range(0, padded.shape[3] - reach_columns + 1, stride)
    out = np.empty((len(x), len(weights), len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            rows, columns = slice(top, top + reach_rows, dilation), slice(left, left + reach_columns, dilation)
            window = padded[:, :, rows, columns]
            out[:, :, i, j] = np.einsum("ncuv,fcuv->f", window, weights) + bias
    return out
