# /// mistake
# summary = "Negative gradients are not handed back, as if a ReLU stood behind."
# topic = "T4.16"
# caught_by = ["max_pool2d_backward_checks::test_finite_differences"]
# loses = 0.5
# ///

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    grad_x = np.zeros_like(x)
    for n, c, i, j in np.ndindex(grad_out.shape):
        top, left = i * stride - padding, j * stride - padding
        window = x[n, c, max(top, 0) : top + size, max(left, 0) : left + size]
        row, column = np.unravel_index(np.argmax(window), window.shape)
        grad_x[n, c, max(top, 0) + row, max(left, 0) + column] += max(grad_out[n, c, i, j], 0)
    return grad_x
