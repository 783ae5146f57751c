# /// mistake
# summary = "The gradient still has the padding around it."
# topic = "T4.16"
# caught_by = ["max_pool2d_backward_checks::test_padding_receives_nothing"]
# loses = 1.5
# ///

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    grad_x = np.zeros_like(padded)
    for n, c, i, j in np.ndindex(grad_out.shape):
        top, left = i * stride, j * stride
        window = padded[n, c, top : top + size, left : left + size]
        row, column = np.unravel_index(np.argmax(window), window.shape)
        grad_x[n, c, top + row, left + column] += grad_out[n, c, i, j]
    return grad_x
