# /// mistake
# summary = "The smallest pixel of the window receives the gradient."
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
        window = x[n, c, max(top, 0) : top + size, max(left, 0) : left + size]
        row, column = np.unravel_index(np.argmin(window), window.shape)
        grad_x[n, c, max(top, 0) + row, max(left, 0) + column] += grad_out[n, c, i, j]
    return grad_x
