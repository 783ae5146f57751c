# /// alternative
# summary = "Layers by two-dimensional Fourier transforms, averages by running sums; sizes are NumPy integers and arrays."
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    first_taps = np.arange(n + 2 * padding)
    fitting = first_taps[first_taps + dilation * (kernel - 1) < n + 2 * padding]
    if not fitting.size:
        raise ValueError("no place for the kernel")
    return np.int64(fitting[::stride].size)

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    last_tap = (np.arange(n)[::stride] + dilation * (kernel - 1)).max()
    missing = np.clip(last_tap - (n - 1), 0, None)
    return np.array([missing // 2, (missing + 1) // 2])

# %% stack_shape
def stack_shape(shape, layers):
    sizes = np.array(shape)
    for layer in layers:
        match layer:
            case {"kind": "dense", "units": units}:
                sizes = np.array([units])
            case {"kind": "flatten"}:
                sizes = np.array([sizes.prod()])
            case {"kind": "globalpool"}:
                sizes = sizes[:1]
            case {"kernel": kernel}:
                stride = pair(layer.get("stride", kernel if "filters" not in layer else 1))
                dilation = pair(layer.get("dilation", 1))
                padding = layer.get("padding", 0)
                after = [layer.get("filters", sizes[0])]
                for n, taps, step, gap, axis in zip(sizes[1:], pair(kernel), stride, dilation, (0, 1)):
                    if isinstance(padding, str):
                        frame = sum(same_padding(n, taps, step, gap)) if padding == "same" else 0
                    else:
                        frame = 2 * pair(padding)[axis]
                    after.append(output_size(n + frame, taps, step, 0, gap))
                sizes = np.array(after)
    return sizes

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    if in_channels % groups != 0 or filters % groups != 0:
        raise ValueError("each group needs as many channels and as many filters as the others")
    weights = np.zeros((groups, filters // groups, in_channels // groups, *pair(kernel)))
    return weights.size + bias * filters

# %% stack_parameters
def stack_parameters(shape, layers):
    def own(shape, layer):
        if layer["kind"] == "dense":
            return shape[0] * layer["units"] + layer.get("bias", True) * layer["units"]
        if layer["kind"] == "conv":
            layer = {"bias": True, "groups": 1} | layer
            return conv_parameters(shape[0], layer["filters"], layer["kernel"], layer["bias"], layer["groups"])
        return 0

    shapes = [shape]
    for layer in layers:
        shapes.append(stack_shape(shapes[-1], [layer]))
    return np.sum([own(before, layer) for before, layer in zip(shapes, layers)], dtype=int)

# %% receptive_field
def receptive_field(layers):
    windows = [layer for layer in layers if layer["kind"] != "relu"]
    strides = [layer.get("stride", 1 if layer["kind"] == "conv" else layer["kernel"]) for layer in windows]
    jumps = np.cumprod([1, *strides])[: len(windows)]
    steps = np.array([layer.get("dilation", 1) * (layer["kernel"] - 1) for layer in windows], dtype=int)
    return 1 + steps @ jumps

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    stamps = np.zeros(n * stride)
    stamps[::stride] = 1
    taps = np.zeros(kernel * dilation)
    taps[::dilation] = 1
    return np.flatnonzero(np.convolve(stamps, taps)).max() + 1 - 2 * padding + output_padding

# %% correlate2d
def correlate2d(image, kernel):
    turned = np.rot90(kernel, 2)
    shape = [a + b - 1 for a, b in zip(image.shape, kernel.shape)]
    full = np.fft.irfft2(np.fft.rfft2(image, shape) * np.fft.rfft2(turned, shape), shape)
    return full[kernel.shape[0] - 1 : image.shape[0], kernel.shape[1] - 1 : image.shape[1]]

# %% conv2d
def dilated(weights, dilation):
    """Return the kernels with zeros in their gaps."""
    reach = [dilation * (taps - 1) + 1 for taps in weights.shape[2:]]
    out = np.zeros((*weights.shape[:2], *reach))
    out[:, :, ::dilation, ::dilation] = weights
    return out


def transformed(array, shape):
    return np.fft.fft2(array, shape, axes=(2, 3))


def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)))
    kernels = dilated(weights, dilation)
    shape = padded.shape[2:]
    product = np.einsum("nchw,fchw->nfhw", transformed(padded, shape), np.conj(transformed(kernels, shape)))
    everywhere = np.fft.ifft2(product, axes=(2, 3)).real
    rows, columns = (n - reach + 1 for n, reach in zip(shape, kernels.shape[2:]))
    return everywhere[:, :, :rows:stride, :columns:stride] + bias[None, :, None, None]

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)))
    kernels, shape = dilated(weights, dilation), padded.shape[2:]
    spread = np.zeros((*grad_out.shape[:2], *shape))
    rows, columns = (stride * (size - 1) + 1 for size in grad_out.shape[2:])
    spread[:, :, :rows:stride, :columns:stride] = grad_out
    spread_hat = transformed(spread, shape)
    by_x = np.einsum("nfhw,fchw->nchw", spread_hat, transformed(kernels, shape))
    by_weights = np.einsum("nfhw,nchw->fchw", np.conj(spread_hat), transformed(padded, shape))
    grad_padded, grad_kernels = (np.fft.ifft2(hat, axes=(2, 3)).real for hat in (by_x, by_weights))
    grad_weights = grad_kernels[:, :, : kernels.shape[2] : dilation, : kernels.shape[3] : dilation]
    frame = slice(padding, padding + x.shape[2]), slice(padding, padding + x.shape[3])
    return grad_padded[:, :, frame[0], frame[1]], grad_weights, spread_hat[:, :, 0, 0].real.sum(axis=0)

# %% max_pool2d
def max_pool2d(x, size, stride=None, padding=0):
    stride = stride or size
    # a frame that repeats the border never wins: the border itself is in the same window
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return np.sort(windows[:, :, ::stride, ::stride].reshape(*x.shape[:2], -1, size * size))[..., -1].reshape(
        *x.shape[:2], *(range(0, n - size + 1, stride).__len__() for n in padded.shape[2:])
    )

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = stride or size
    places = np.pad(np.arange(x[0, 0].size).reshape(x.shape[2:]), padding, constant_values=-1)
    places = np.lib.stride_tricks.sliding_window_view(places, (size, size))[::stride, ::stride]
    grad_x = np.zeros((*x.shape[:2], x[0, 0].size))
    for n, c, i, j in np.ndindex(grad_out.shape):
        inside = places[i, j][places[i, j] >= 0]
        ranked = inside[np.argsort(x[n, c].ravel()[inside], kind="stable")]
        grad_x[n, c, ranked[-1]] += grad_out[n, c, i, j]  # the last of equal pixels
    return grad_x.reshape(x.shape)

# %% avg_pool2d
def running_sums(array, size, stride, padding):
    """Return the sum of every window from sums that run from the top left corner."""
    padded = np.pad(array, ((0,), (0,), (padding,), (padding,)))
    total = np.pad(padded.cumsum(axis=2).cumsum(axis=3), ((0, 0), (0, 0), (1, 0), (1, 0)))
    below, right = total[:, :, size:], total[:, :, : total.shape[2] - size]
    strips = below - right
    return (strips[..., size:] - strips[..., : strips.shape[3] - size])[:, :, ::stride, ::stride]


def avg_pool2d(x, size, stride=None, padding=0):
    stride = stride or size
    return running_sums(x, size, stride, padding) / running_sums(np.ones(x.shape), size, stride, padding)

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return np.fft.fft2(x)[:, :, 0, 0].real / (x.shape[2] * x.shape[3])
