# /// mistake
# summary = "A pixel that wins in several windows keeps only the last gradient."
# topic = "T4.16"
# caught_by = ["max_pool2d_backward_checks::test_overlapping_windows_add_up"]
# loses = 1
# ///

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    grad_x = np.zeros_like(x)
    for n, c, i, j in np.ndindex(grad_out.shape):
        top, left = i * stride - padding, j * stride - padding
        rows, columns = slice(max(top, 0), top + size), slice(max(left, 0), left + size)
        window = x[n, c, rows, columns]
        row, column = np.unravel_index(np.argmax(window), window.shape)
        grad_x[n, c, max(top, 0) + row, max(left, 0) + column] = grad_out[n, c, i, j]
    return grad_x
