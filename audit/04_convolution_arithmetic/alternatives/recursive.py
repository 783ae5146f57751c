# /// alternative
# summary = "Recursion instead of formulas; a layer as a linear map that is found by sending unit images through it."
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    if padding:
        return output_size(n + 2 * padding, kernel, stride, 0, dilation)
    if n <= dilation * (kernel - 1):
        raise ValueError("there is no place for the kernel")
    if n - stride <= dilation * (kernel - 1):
        return 1
    return 1 + output_size(n - stride, kernel, stride, 0, dilation)

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    def fits(total):
        try:
            return output_size(n + total, kernel, stride, 0, dilation) * stride >= n
        except ValueError:
            return False

    def search(before, after):
        if fits(before + after):
            return before, after
        return search(before, after + 1) if before == after else search(before + 1, after)

    return search(0, 0)

# %% stack_shape
def stack_shape(shape, layers):
    if not layers:
        return tuple(shape)
    *first, last = layers
    before = stack_shape(shape, first)

    def window(layer, filters, stride):
        sizes = []
        for axis, n in enumerate(before[1:]):
            step, taps = pair(layer.get("stride", stride))[axis], pair(layer["kernel"])[axis]
            gap, frame = pair(layer.get("dilation", 1))[axis], layer.get("padding", 0)
            if frame == "same":
                sizes.append((n + step - 1) // step)
            else:
                sizes.append(output_size(n, taps, step, 0 if frame == "valid" else pair(frame)[axis], gap))
        return filters, *sizes

    rules = {
        "conv": lambda: window(last, last["filters"], 1),
        "maxpool": lambda: window(last, before[0], last["kernel"]),
        "avgpool": lambda: window(last, before[0], last["kernel"]),
        "globalpool": lambda: before[:1],
        "relu": lambda: before,
        "flatten": lambda: (int(np.prod(before)),),
        "dense": lambda: (last["units"],),
    }
    return rules[last["kind"]]()

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    if groups > 1:
        (channels, left), (own_filters, over) = divmod(in_channels, groups), divmod(filters, groups)
        if left or over:
            raise ValueError("the groups must be of equal size")
        return groups * conv_parameters(channels, own_filters, kernel, bias)
    weights = np.multiply.reduce((filters, in_channels, *pair(kernel)))
    return int(weights) + (filters if bias else 0)

# %% stack_parameters
def stack_parameters(shape, layers):
    if not layers:
        return 0
    *first, last = layers
    before = stack_shape(shape, first)
    if last["kind"] == "conv":
        own = conv_parameters(before[0], **{name: last[name] for name in set(last) & {"filters", "kernel", "bias", "groups"}})
    elif last["kind"] == "dense":
        own = conv_parameters(before[0], last["units"], 1, last.get("bias", True))  # a dense layer is a 1 x 1 convolution
    else:
        own = 0
    return stack_parameters(shape, first) + own

# %% receptive_field
def receptive_field(layers):
    if not layers:
        return 1
    first, *rest = layers
    seen = receptive_field(rest)
    if first["kind"] == "relu":
        return seen
    stride = first.get("stride", 1 if first["kind"] == "conv" else first["kernel"])
    return (seen - 1) * stride + first.get("dilation", 1) * (first["kernel"] - 1) + 1

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    # the size whose convolution leads back to n, when no pixel is left over
    size = dilation * (kernel - 1) + 1
    while output_size(size, kernel, stride, 0, dilation) < n:
        size += 1
    return size - 2 * padding + output_padding

# %% correlate2d
def correlate2d(image, kernel):
    if kernel.shape[0] == 1:
        return np.array([np.correlate(row, kernel[0], "valid") for row in image.astype(float)])
    top, below = kernel[:1], kernel[1:]
    return correlate2d(image[: image.shape[0] - len(below)], top) + correlate2d(image[1:], below)

# %% conv2d
def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    height = output_size(x.shape[2], weights.shape[2], stride, padding, dilation)
    width = output_size(x.shape[3], weights.shape[3], stride, padding, dilation)
    out = np.repeat(np.reshape(bias, (1, -1, 1, 1)), len(x), axis=0).astype(float)
    out = np.tile(out, (1, 1, height, width))
    for i, u in np.ndindex(height, weights.shape[2]):
        row = i * stride + u * dilation - padding
        if not 0 <= row < x.shape[2]:
            continue
        for j, v in np.ndindex(width, weights.shape[3]):
            column = j * stride + v * dilation - padding
            if 0 <= column < x.shape[3]:
                out[:, :, i, j] += x[:, :, row, column] @ weights[:, :, u, v].T
    return out

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    settings = (stride, padding, dilation)
    nothing = np.zeros(len(weights))

    # A layer without its bias is linear in x and in the weights: what a unit does to the output is all there is to know.
    units = np.eye(x[0].size).reshape(-1, *x.shape[1:])  # (C * H * W, C, H, W)
    answers = conv2d(units, weights, nothing, *settings)  # (C * H * W, F, OH, OW)
    grad_x = np.tensordot(grad_out, answers, axes=((1, 2, 3), (1, 2, 3))).reshape(x.shape)

    one_map = np.eye(weights[0].size).reshape(-1, *weights.shape[1:])  # every possible single tap as a filter
    answers = conv2d(x, one_map, np.zeros(len(one_map)), *settings)  # (N, C * KH * KW, OH, OW)
    grad_weights = np.tensordot(grad_out, answers, axes=((0, 2, 3), (0, 2, 3))).reshape(weights.shape)
    return [grad_x, grad_weights, np.add.reduce(np.add.reduce(np.add.reduce(grad_out, 3), 2), 0)]

# %% max_pool2d
def max_pool2d(x, size, stride=None, padding=0):
    stride = stride or size

    def largest(top, left, rows, columns):
        """Halve the window until one pixel is left; None outside of the image."""
        if rows == columns == 1:
            inside = 0 <= top < x.shape[2] and 0 <= left < x.shape[3]
            return x[:, :, top, left] if inside else None
        if rows >= columns:
            half = rows // 2
            parts = largest(top, left, half, columns), largest(top + half, left, rows - half, columns)
        else:
            half = columns // 2
            parts = largest(top, left, rows, half), largest(top, left + half, rows, columns - half)
        known = [part for part in parts if part is not None]
        return np.maximum(*known) if len(known) == 2 else known[0] if known else None

    tops = range(-padding, x.shape[2] + padding - size + 1, stride)
    lefts = range(-padding, x.shape[3] + padding - size + 1, stride)
    return np.stack([np.stack([largest(top, left, size, size) for left in lefts], -1) for top in tops], -2)

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = stride or size
    grad_x = np.zeros(x.shape)
    pooled = np.asarray(max_pool2d(x, size, stride, padding))
    for n, c, i, j in np.ndindex(pooled.shape):
        rows = range(max(i * stride - padding, 0), min(i * stride - padding + size, x.shape[2]))
        columns = range(max(j * stride - padding, 0), min(j * stride - padding + size, x.shape[3]))
        winners = [(r, s) for r in rows for s in columns if x[n, c, r, s] == pooled[n, c, i, j]]
        for r, s in winners:  # equal pixels share
            grad_x[n, c, r, s] += grad_out[n, c, i, j] / len(winners)
    return grad_x

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    channels = x.shape[1]
    alone, nothing = np.eye(channels)[:, :, None, None] * np.ones((size, size)), np.zeros(channels)
    stride = stride or size
    total = conv2d(x, alone, nothing, stride, padding)  # pooling is a convolution of ones
    return total / conv2d(np.ones_like(x), alone, nothing, stride, padding)

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return [[np.mean(feature_map) for feature_map in image] for image in x]
