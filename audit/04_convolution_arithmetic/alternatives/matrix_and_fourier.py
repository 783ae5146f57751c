# /// alternative
# summary = "A convolution as one large matrix, whose transpose is the way back; B1 by a Fourier transform."
# ///

# %% receptive_field
def receptive_field(layers):
    first, last = 0, 0  # the outermost input places of output value 0
    for layer in reversed([layer for layer in layers if "kernel" in layer]):
        stride = layer.get("stride", layer["kernel"] if "pool" in layer["kind"] else 1)
        first, last = first * stride, last * stride + layer.get("dilation", 1) * (layer["kernel"] - 1)
    return last - first + 1

# %% correlate2d
def correlate2d(image, kernel):
    padded_kernel = np.zeros(image.shape)
    padded_kernel[: kernel.shape[0], : kernel.shape[1]] = kernel
    product = np.fft.rfft2(image) * np.conj(np.fft.rfft2(padded_kernel))
    rows, columns = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    return np.fft.irfft2(product, s=image.shape)[:rows, :columns]

# %% conv2d
def axis_matrix(n, taps, stride, padding, dilation):
    """Return ones where output i has tap u on pixel r, (O, taps, n)."""
    out = (n + 2 * padding - dilation * (taps - 1) - 1) // stride + 1
    place = stride * np.arange(out)[:, None] + dilation * np.arange(taps)[None, :] - padding  # (O, taps)
    return (place[:, :, None] == np.arange(n)).astype(float)


def conv_matrix(x, weights, stride, padding, dilation):
    """Return the layer without its bias as a matrix, (F, OH, OW, C, H, W)."""
    down = axis_matrix(x.shape[2], weights.shape[2], stride, padding, dilation)  # (OH, KH, H)
    across = axis_matrix(x.shape[3], weights.shape[3], stride, padding, dilation)  # (OW, KW, W)
    return np.einsum("fcuv,iuh,jvw->fijchw", weights, down, across, optimize=True)


def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    matrix = conv_matrix(x, weights, stride, padding, dilation)
    return np.tensordot(x, matrix, axes=((1, 2, 3), (3, 4, 5))) + np.reshape(bias, (-1, 1, 1))

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    matrix = conv_matrix(x, weights, stride, padding, dilation)
    down = axis_matrix(x.shape[2], weights.shape[2], stride, padding, dilation)
    across = axis_matrix(x.shape[3], weights.shape[3], stride, padding, dilation)
    grad_weights = np.einsum("nfij,nchw,iuh,jvw->fcuv", grad_out, x, down, across, optimize=True)
    return np.tensordot(grad_out, matrix, axes=3), grad_weights, np.sum(grad_out, axis=(0, 2, 3))

# %% max_pool2d
def max_pool2d(x, size, stride=None, padding=0):
    stride = stride or size

    def along_columns(array):
        places = range(-padding, array.shape[-1] + padding - size + 1, stride)
        return np.stack([array[..., max(a, 0) : a + size].max(axis=-1) for a in places], axis=-1)

    columns_done = along_columns(x)  # (N, C, H, OW)
    return along_columns(columns_done.swapaxes(2, 3)).swapaxes(2, 3)

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    stride = stride or size

    def axis_sums(n):
        places = np.arange(-padding, n + padding - size + 1, stride)
        inside = (places[:, None] <= np.arange(n)) & (np.arange(n) < places[:, None] + size)  # (O, n)
        return inside / inside.sum(axis=1, keepdims=True)

    return axis_sums(x.shape[2]) @ x @ axis_sums(x.shape[3]).T
