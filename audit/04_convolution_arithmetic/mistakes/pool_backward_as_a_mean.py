# /// mistake
# summary = "The gradient is spread evenly over the window, as for average pooling."
# topic = "T4.16"
# caught_by = ["max_pool2d_backward_checks::test_the_largest_pixel_receives_everything"]
# loses = 2
# ///

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    grad_x = np.zeros_like(x)
    for n, c, i, j in np.ndindex(grad_out.shape):
        top, left = i * stride - padding, j * stride - padding
        rows, columns = slice(max(top, 0), top + size), slice(max(left, 0), left + size)
        window = x[n, c, rows, columns]
        grad_x[n, c, rows, columns] += grad_out[n, c, i, j] / window.size
    return grad_x
