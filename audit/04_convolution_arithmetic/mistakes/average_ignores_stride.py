# /// mistake
# summary = "The keyword stride is accepted and ignored."
# topic = "cross-cutting"
# caught_by = ["avg_pool2d_checks::test_windows"]
# loses = 1.25
# ///

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    stride = size
    tops = range(-padding, x.shape[2] + padding - size + 1, stride)
    lefts = range(-padding, x.shape[3] + padding - size + 1, stride)
    out = np.empty((*x.shape[:2], len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            window = x[:, :, max(top, 0) : top + size, max(left, 0) : left + size]
            out[:, :, i, j] = window.mean(axis=(2, 3))
    return out
