# /// alternative
# summary = "Copies all windows into a matrix (im2col) and multiplies once; backwards scatters with np.add.at."
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    if n + 2 * padding < dilation * (kernel - 1) + 1:
        raise ValueError("the kernel does not fit")
    return int(np.floor((n + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1))

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    reach = dilation * (kernel - 1) + 1
    total = max(reach - (stride if n % stride == 0 else n % stride), 0)
    return total // 2, (total + 1) // 2

# %% correlate2d
def correlate2d(image, kernel):
    rows, columns = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    patches = [
        image[i : i + kernel.shape[0], j : j + kernel.shape[1]].ravel() for i in range(rows) for j in range(columns)
    ]
    return (np.array(patches) @ kernel.ravel()).reshape(rows, columns)

# %% conv2d
def window_indices(x, weights, stride, padding, dilation):
    """Return rows (OH, 1, KH, 1) and columns (1, OW, 1, KW) of every tap in the padded image."""
    out_rows = (x.shape[2] + 2 * padding - dilation * (weights.shape[2] - 1) - 1) // stride + 1
    out_columns = (x.shape[3] + 2 * padding - dilation * (weights.shape[3] - 1) - 1) // stride + 1
    rows = stride * np.arange(out_rows)[:, None] + dilation * np.arange(weights.shape[2])  # (OH, KH)
    columns = stride * np.arange(out_columns)[:, None] + dilation * np.arange(weights.shape[3])  # (OW, KW)
    return rows[:, None, :, None], columns[None, :, None, :]


def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    rows, columns = window_indices(x, weights, stride, padding, dilation)
    patches = padded[:, :, rows, columns]  # (N, C, OH, OW, KH, KW)
    images, channels, out_rows, out_columns = patches.shape[:4]
    matrix = patches.transpose(0, 2, 3, 1, 4, 5).reshape(images * out_rows * out_columns, -1)
    product = matrix @ weights.reshape(len(weights), -1).T + bias  # (N * OH * OW, F)
    return product.reshape(images, out_rows, out_columns, len(weights)).transpose(0, 3, 1, 2)

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    rows, columns = window_indices(x, weights, stride, padding, dilation)
    patches = padded[:, :, rows, columns]  # (N, C, OH, OW, KH, KW)
    grad_weights = np.tensordot(grad_out, patches, axes=([0, 2, 3], [0, 2, 3]))  # (F, C, KH, KW)
    grad_patches = np.tensordot(grad_out, weights, axes=(1, 0))  # (N, OH, OW, C, KH, KW)
    grad_padded = np.zeros_like(padded)
    np.add.at(grad_padded, (slice(None), slice(None), rows, columns), grad_patches.transpose(0, 3, 1, 2, 4, 5))
    bottom, right = grad_padded.shape[2] - padding, grad_padded.shape[3] - padding
    return grad_padded[:, :, padding:bottom, padding:right], grad_weights, np.einsum("nfij->f", grad_out)

# %% max_pool2d
def pool_patches(x, size, stride, padding, fill):
    """Return all windows, (N, C, OH, OW, size * size)."""
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)], constant_values=fill)
    rows = np.arange(0, padded.shape[2] - size + 1, stride)[:, None] + np.arange(size)
    columns = np.arange(0, padded.shape[3] - size + 1, stride)[:, None] + np.arange(size)
    patches = padded[:, :, rows[:, None, :, None], columns[None, :, None, :]]
    return patches.reshape(*patches.shape[:4], size * size)


def max_pool2d(x, size, stride=None, padding=0):
    return pool_patches(x, size, stride or size, padding, np.finfo(x.dtype).min).max(axis=-1)

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = stride or size
    winner = pool_patches(x, size, stride, padding, -np.inf).argmax(axis=-1)  # (N, C, OH, OW)
    n, c, i, j = np.indices(winner.shape)
    grad_padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding))
    np.add.at(grad_padded, (n, c, i * stride + winner // size, j * stride + winner % size), grad_out)
    return grad_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    patches = pool_patches(np.asarray(x, dtype=float), size, stride or size, padding, np.nan)
    return np.nanmean(patches, axis=-1)

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return x.reshape(x.shape[0], x.shape[1], -1).sum(axis=2) / (x.shape[2] * x.shape[3])
