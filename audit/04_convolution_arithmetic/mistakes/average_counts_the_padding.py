# /// mistake
# summary = "The mean divides by the whole window, so that the frame's zeros pull the border down."
# topic = "T4.15"
# caught_by = ["avg_pool2d_checks::test_padding_is_not_counted"]
# loses = 0.75
# ///

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    tops = range(0, padded.shape[2] - size + 1, stride)
    lefts = range(0, padded.shape[3] - size + 1, stride)
    out = np.empty((*x.shape[:2], len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            out[:, :, i, j] = padded[:, :, top : top + size, left : left + size].mean(axis=(2, 3))
    return out
