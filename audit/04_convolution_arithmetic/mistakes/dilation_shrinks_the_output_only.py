# /// mistake
# summary = "The output has the size of a dilated convolution, but the taps stand side by side."
# topic = "T4.4"
# caught_by = ["conv2d_checks::test_dilation"]
# loses = 0.75
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
            rows, columns = slice(top, top + weights.shape[2]), slice(left, left + weights.shape[3])
            window = padded[:, :, rows, columns]
            out[:, :, i, j] = np.einsum("ncuv,fcuv->nf", window, weights) + bias
    return out
