# /// mistake
# summary = "The image is taken to be square: as many columns as rows."
# topic = "T4.5"
# caught_by = ["max_pool2d_checks::asserts", "max_pool2d_checks::test_windows_lie_side_by_side_by_default"]
# loses = 3
# ///

# %% max_pool2d
def max_pool2d(x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    tops = range(0, padded.shape[2] - size + 1, stride)
    lefts = range(0, padded.shape[2] - size + 1, stride)
    out = np.empty((*x.shape[:2], len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            out[:, :, i, j] = padded[:, :, top : top + size, left : left + size].max(axis=(2, 3))
    return out
