# /// alternative
# summary = "Everything in float32, one kernel tap at a time over the whole batch."
# ///

# %% correlate2d
def correlate2d(image, kernel):
    image, kernel = np.asarray(image, np.float32), np.asarray(kernel, np.float32)
    rows, columns = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    out = np.zeros((rows, columns), np.float32)
    for u in range(kernel.shape[0]):
        for v in range(kernel.shape[1]):
            out += kernel[u, v] * image[u : u + rows, v : v + columns]
    return out

# %% conv2d
def tap_slices(grad_shape, u, v, stride, dilation):
    """Return which padded pixels lie under tap (u, v), one for each output pixel."""
    rows = slice(u * dilation, u * dilation + stride * (grad_shape[2] - 1) + 1, stride)
    columns = slice(v * dilation, v * dilation + stride * (grad_shape[3] - 1) + 1, stride)
    return rows, columns


def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    x, weights, bias = (np.asarray(array, np.float32) for array in (x, weights, bias))
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), np.float32)
    padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    out_rows = output_size(x.shape[2], weights.shape[2], stride, padding, dilation)
    out_columns = output_size(x.shape[3], weights.shape[3], stride, padding, dilation)
    out = np.zeros((len(x), len(weights), out_rows, out_columns), np.float32)
    out += bias.reshape(1, -1, 1, 1)
    for u in range(weights.shape[2]):
        for v in range(weights.shape[3]):
            rows, columns = tap_slices(out.shape, u, v, stride, dilation)
            out += np.einsum("nchw,fc->nfhw", padded[:, :, rows, columns], weights[:, :, u, v])
    return out

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    grad_out, x, weights = (np.asarray(array, np.float32) for array in (grad_out, x, weights))
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    grad_padded, grad_weights = np.zeros_like(padded), np.zeros_like(weights)
    for u in range(weights.shape[2]):
        for v in range(weights.shape[3]):
            rows, columns = tap_slices(grad_out.shape, u, v, stride, dilation)
            grad_weights[:, :, u, v] = np.einsum("nfhw,nchw->fc", grad_out, padded[:, :, rows, columns])
            grad_padded[:, :, rows, columns] += np.einsum("nfhw,fc->nchw", grad_out, weights[:, :, u, v])
    if padding:
        grad_padded = grad_padded[:, :, padding:-padding, padding:-padding]
    return grad_padded, grad_weights, grad_out.sum(axis=3).sum(axis=2).sum(axis=0)

# %% max_pool2d
def max_pool2d(x, size, stride=None, padding=0):
    stride = stride or size
    padded = np.pad(x.astype(np.float32), ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    rows, columns = (padded.shape[2] - size) // stride + 1, (padded.shape[3] - size) // stride + 1
    out = np.full((*x.shape[:2], rows, columns), -np.inf, np.float32)
    for u in range(size):
        for v in range(size):
            taps = padded[:, :, u : u + stride * (rows - 1) + 1 : stride, v : v + stride * (columns - 1) + 1 : stride]
            np.maximum(out, taps, out=out)
    return out

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = stride or size
    grad_out, x = grad_out.astype(np.float32), x.astype(np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    left = grad_out.copy()  # what each window still has to hand out
    best = max_pool2d(x, size, stride, padding)
    grad_padded = np.zeros_like(padded)
    for u in range(size):
        for v in range(size):
            rows = slice(u, u + stride * (grad_out.shape[2] - 1) + 1, stride)
            columns = slice(v, v + stride * (grad_out.shape[3] - 1) + 1, stride)
            given = np.where(padded[:, :, rows, columns] == best, left, np.float32(0))
            grad_padded[:, :, rows, columns] += given
            left -= given
    return grad_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    stride = stride or size
    frame = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded, real = np.pad(x.astype(np.float32), frame), np.pad(np.ones(x.shape, np.float32), frame)
    rows, columns = (padded.shape[2] - size) // stride + 1, (padded.shape[3] - size) // stride + 1
    total, count = np.zeros((2, *x.shape[:2], rows, columns), np.float32)
    for u in range(size):
        for v in range(size):
            down = slice(u, u + stride * (rows - 1) + 1, stride)
            across = slice(v, v + stride * (columns - 1) + 1, stride)
            total += padded[:, :, down, across]
            count += real[:, :, down, across]
    return total / count

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return np.mean(np.mean(x.astype(np.float32), axis=-1), axis=-1)
