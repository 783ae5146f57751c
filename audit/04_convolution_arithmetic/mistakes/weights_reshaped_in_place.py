# /// mistake
# summary = "The caller's weights are flattened in place on the way to a matrix product."
# topic = "cross-cutting"
# caught_by = ["conv2d_checks::test_arguments_are_not_changed"]
# loses = 0.25
# ///

# %% conv2d
def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    sides = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), sides, sides))
    _, _, kernel_rows, kernel_columns = weights.shape
    reach_rows = dilation * (kernel_rows - 1) + 1
    reach_columns = dilation * (kernel_columns - 1) + 1
    tops = range(0, padded.shape[2] - reach_rows + 1, stride)
    lefts = range(0, padded.shape[3] - reach_columns + 1, stride)
    weights.shape = (len(weights), -1)
    out = np.empty((len(x), len(weights), len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            rows, columns = slice(top, top + reach_rows, dilation), slice(left, left + reach_columns, dilation)
            window = padded[:, :, rows, columns]
            out[:, :, i, j] = window.reshape(len(x), -1) @ weights.T + bias
    return out
