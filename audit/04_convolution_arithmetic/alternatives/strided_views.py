# /// alternative
# summary = "No loop over pixels: sliding_window_view, as_strided and einsum."
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    starts = range(0, n + 2 * padding - dilation * (kernel - 1), stride)
    if len(starts) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    return len(starts)

# %% correlate2d
def correlate2d(image, kernel):
    return np.einsum("ijuv,uv->ij", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)

# %% conv2d
def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)))
    reach = [dilation * (taps - 1) + 1 for taps in weights.shape[2:]]
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))  # (N, C, rows, columns, reach, reach)
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]  # (N, C, OH, OW, KH, KW)
    return np.einsum("ncijuv,fcuv->nfij", windows, weights, optimize=True) + bias[None, :, None, None]

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)))
    reach = [dilation * (taps - 1) + 1 for taps in weights.shape[2:]]
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]  # (N, C, OH, OW, KH, KW)
    grad_weights = np.einsum("nfij,ncijuv->fcuv", grad_out, windows, optimize=True)
    # The gradient by x is a full correlation of the spread-out gradient with the turned kernel.
    spread = np.zeros((*grad_out.shape[:2], padded.shape[2] + reach[0] - 1, padded.shape[3] + reach[1] - 1))
    last_row = reach[0] - 1 + stride * (grad_out.shape[2] - 1) + 1
    last_column = reach[1] - 1 + stride * (grad_out.shape[3] - 1) + 1
    spread[:, :, reach[0] - 1 : last_row : stride, reach[1] - 1 : last_column : stride] = grad_out
    spread_windows = np.lib.stride_tricks.sliding_window_view(spread, reach, axis=(2, 3))
    turned = weights[:, :, ::-1, ::-1]
    grad_padded = np.einsum("nfijuv,fcuv->ncij", spread_windows[..., ::dilation, ::dilation], turned, optimize=True)
    rows, columns = slice(padding, padding + x.shape[2]), slice(padding, padding + x.shape[3])
    return grad_padded[:, :, rows, columns], grad_weights, grad_out.sum((0, 2, 3))

# %% max_pool2d
def pool_windows(padded, size, stride):
    """Return a view of all windows, (N, C, OH, OW, size, size)."""
    rows, columns = (padded.shape[2] - size) // stride + 1, (padded.shape[3] - size) // stride + 1
    n, c, row, column = padded.strides
    return np.lib.stride_tricks.as_strided(
        padded,
        (*padded.shape[:2], rows, columns, size, size),
        (n, c, row * stride, column * stride, row, column),
        writeable=False,
    )


def max_pool2d(x, size, stride=None, padding=0):
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)), constant_values=-np.inf)
    return pool_windows(padded, size, size if stride is None else stride).max(axis=(4, 5))

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)), constant_values=-np.inf)
    windows = pool_windows(padded, size, stride)
    wins = windows == windows.max(axis=(4, 5), keepdims=True)
    share = wins / wins.sum(axis=(4, 5), keepdims=True) * grad_out[..., None, None]  # ties share evenly
    grad_padded = np.zeros(padded.shape)
    for u in range(size):
        for v in range(size):
            rows = slice(u, u + stride * (grad_out.shape[2] - 1) + 1, stride)
            columns = slice(v, v + stride * (grad_out.shape[3] - 1) + 1, stride)
            grad_padded[:, :, rows, columns] += share[..., u, v]
    return grad_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    stride = size if stride is None else stride
    frame = ((0,), (0,), (padding,), (padding,))
    total = pool_windows(np.pad(x, frame), size, stride).sum(axis=(4, 5))
    count = pool_windows(np.pad(np.ones_like(x), frame), size, stride).sum(axis=(4, 5))
    return total / count

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return np.einsum("nchw->nc", x) / np.prod(x.shape[2:])
