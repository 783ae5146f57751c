# /// alternative
# summary = "Counts places one by one and loops over every tap; returns lists instead of arrays."
# ///

# %% output_size
def output_size(n, kernel, stride=1, padding=0, dilation=1):
    places, first = 0, 0
    while first + dilation * (kernel - 1) < n + 2 * padding:
        places += 1
        first += stride
    if places == 0:
        raise ValueError("the kernel is longer than the padded input")
    return places

# %% same_padding
def same_padding(n, kernel, stride=1, dilation=1):
    last_start = (n - 1) // stride * stride
    missing = max(last_start + dilation * (kernel - 1) + 1 - n, 0)
    before = after = 0
    for extra in range(missing):
        if extra % 2 == 0:
            after += 1
        else:
            before += 1
    return [before, after]

# %% stack_shape
def stack_shape(shape, layers):
    if not layers:
        return list(shape)
    layer, rest = layers[0], layers[1:]
    kind = layer["kind"]
    if kind == "flatten":
        count = 1
        for size in shape:
            count *= size
        return stack_shape([count], rest)
    if kind == "globalpool":
        return stack_shape([shape[0]], rest)
    if kind == "dense":
        return stack_shape([layer["units"]], rest)
    if kind == "relu":
        return stack_shape(shape, rest)
    after = [layer["filters"] if kind == "conv" else shape[0]]
    for axis in (0, 1):
        n, kernel = shape[axis + 1], pair(layer["kernel"])[axis]
        stride = pair(layer["stride"])[axis] if "stride" in layer else (1 if kind == "conv" else kernel)
        dilation = pair(layer.get("dilation", 1))[axis]
        padding = layer.get("padding", "valid")
        if padding == "same":
            before, behind = same_padding(n, kernel, stride, dilation)
            after.append(output_size(n + before + behind, kernel, stride, 0, dilation))
        elif padding == "valid":
            after.append(output_size(n, kernel, stride, 0, dilation))
        else:
            after.append(output_size(n, kernel, stride, pair(padding)[axis], dilation))
    return stack_shape(after, rest)

# %% conv_parameters
def conv_parameters(in_channels, filters, kernel, bias=True, groups=1):
    if in_channels % groups != 0 or filters % groups != 0:
        raise ValueError("the groups must divide the channels and the filters")
    rows, columns = pair(kernel)
    count = 0
    for _ in range(filters):
        count += in_channels // groups * rows * columns
        if bias:
            count += 1
    return count

# %% stack_parameters
def stack_parameters(shape, layers):
    total = 0
    for layer in layers:
        if layer["kind"] == "conv":
            options = {name: layer[name] for name in ("bias", "groups") if name in layer}
            total += conv_parameters(shape[0], layer["filters"], layer["kernel"], **options)
        if layer["kind"] == "dense":
            total += shape[0] * layer["units"]
            if layer.get("bias", True):
                total += layer["units"]
        shape = stack_shape(shape, [layer])
    return total

# %% receptive_field
def receptive_field(layers):
    field = 1
    for layer in layers[::-1]:
        if layer["kind"] == "relu":
            continue
        kernel = layer["kernel"]
        stride = layer.get("stride", 1 if layer["kind"] == "conv" else kernel)
        field = (field - 1) * stride + layer.get("dilation", 1) * (kernel - 1) + 1
    return field

# %% transposed_output_size
def transposed_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    last = 0
    for place in range(n):
        for tap in range(kernel):
            last = max(last, place * stride + tap * dilation)
    return last + 1 - padding - padding + output_padding

# %% correlate2d
def correlate2d(image, kernel):
    out = []
    for i in range(len(image) - len(kernel) + 1):
        out.append([])
        for j in range(len(image[0]) - len(kernel[0]) + 1):
            total = 0.0
            for u in range(len(kernel)):
                for v in range(len(kernel[0])):
                    total += float(image[i + u][j + v]) * float(kernel[u][v])
            out[i].append(total)
    return out

# %% conv2d
def conv2d(x, weights, bias, stride=1, padding=0, dilation=1):
    images, channels, height, width = x.shape
    filters, _, rows, columns = weights.shape
    out_height = (height + 2 * padding - dilation * (rows - 1) - 1) // stride + 1
    out_width = (width + 2 * padding - dilation * (columns - 1) - 1) // stride + 1

    def value(n, f, i, j):
        total = float(bias[f])
        for c in range(channels):
            for u in range(rows):
                for v in range(columns):
                    row, column = i * stride + u * dilation - padding, j * stride + v * dilation - padding
                    if 0 <= row < height and 0 <= column < width:
                        total += float(x[n, c, row, column]) * float(weights[f, c, u, v])
        return total

    return [
        [[[value(n, f, i, j) for j in range(out_width)] for i in range(out_height)] for f in range(filters)]
        for n in range(images)
    ]

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    images, channels, height, width = x.shape
    grad_x, grad_weights, grad_bias = np.zeros(x.shape), np.zeros(weights.shape), np.zeros(len(weights))
    for n, f, i, j in np.ndindex(*grad_out.shape):
        grad = grad_out[n, f, i, j]
        grad_bias[f] += grad
        for c, u, v in np.ndindex(*weights.shape[1:]):
            row, column = i * stride + u * dilation - padding, j * stride + v * dilation - padding
            if 0 <= row < height and 0 <= column < width:
                grad_x[n, c, row, column] += grad * weights[f, c, u, v]
                grad_weights[f, c, u, v] += grad * x[n, c, row, column]
    return grad_x.tolist(), grad_weights.tolist(), grad_bias.tolist()

# %% max_pool2d
def max_pool2d(x, size, stride=None, padding=0):
    stride = stride or size
    out_height = (x.shape[2] + 2 * padding - size) // stride + 1
    out_width = (x.shape[3] + 2 * padding - size) // stride + 1
    out = np.zeros((x.shape[0], x.shape[1], out_height, out_width))
    for n, c, i, j in np.ndindex(*out.shape):
        largest = None
        for row in range(i * stride - padding, i * stride - padding + size):
            for column in range(j * stride - padding, j * stride - padding + size):
                if 0 <= row < x.shape[2] and 0 <= column < x.shape[3]:
                    if largest is None or x[n, c, row, column] > largest:
                        largest = x[n, c, row, column]
        out[n, c, i, j] = largest
    return out.tolist()

# %% max_pool2d_backward
def max_pool2d_backward(grad_out, x, size, stride=None, padding=0):
    stride = stride or size
    grad_x = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*grad_out.shape):
        place = None
        for row in range(i * stride - padding, i * stride - padding + size):
            for column in range(j * stride - padding, j * stride - padding + size):
                if 0 <= row < x.shape[2] and 0 <= column < x.shape[3]:
                    # >= keeps the last of several equal pixels
                    if place is None or x[n, c, row, column] >= x[n, c, place[0], place[1]]:
                        place = row, column
        grad_x[n, c, place[0], place[1]] += grad_out[n, c, i, j]
    return grad_x.tolist()

# %% avg_pool2d
def avg_pool2d(x, size, stride=None, padding=0):
    stride = stride or size
    out_height = (x.shape[2] + 2 * padding - size) // stride + 1
    out_width = (x.shape[3] + 2 * padding - size) // stride + 1
    out = np.zeros((x.shape[0], x.shape[1], out_height, out_width))
    for n, c, i, j in np.ndindex(*out.shape):
        total, count = 0.0, 0
        for row in range(i * stride - padding, i * stride - padding + size):
            for column in range(j * stride - padding, j * stride - padding + size):
                if 0 <= row < x.shape[2] and 0 <= column < x.shape[3]:
                    total += x[n, c, row, column]
                    count += 1
        out[n, c, i, j] = total / count
    return out.tolist()

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return [[sum(sum(row) for row in channel) / (len(channel) * len(channel[0])) for channel in image] for image in x]
