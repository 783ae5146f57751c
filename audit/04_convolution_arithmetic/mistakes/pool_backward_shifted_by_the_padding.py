# /// mistake
# summary = "The place inside the padded image is used for the image without its frame."
# topic = "T4.16"
# caught_by = ["max_pool2d_backward_checks::test_padding_receives_nothing"]
# loses = 1.5
# ///

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    grad_padded = np.zeros_like(padded)
    for n, c, i, j in np.ndindex(grad_out.shape):
        window = padded[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        row, column = np.unravel_index(np.argmax(window), window.shape)
        grad_padded[n, c, i * stride + row, j * stride + column] += grad_out[n, c, i, j]
    return grad_padded[:, :, : x.shape[2], : x.shape[3]]
