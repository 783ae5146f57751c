"""Inputs for the functions of the notebook, to find out whether two solutions differ anywhere.

Each function is named after a solution cell, with a suffix where one cell has several. ``notebook`` holds the
names of a submitted notebook, ``rng`` is a NumPy generator. Everything is drawn small, so that a difference can
be read, and what students forget (strides, frames, gaps, groups, shapes that are not square) is never rare.
"""

import numpy as np


def output_size(notebook, rng):
    """Any setting, also those for which the kernel does not fit."""
    notebook.output_size(_whole(rng, 1, 13), _whole(rng, 1, 5), *_window(rng))


def output_size__defaults(notebook, rng):
    """Settings left out, and a stride beyond the kernel."""
    notebook.output_size(_whole(rng, 1, 9), _whole(rng, 1, 4))
    notebook.output_size(_whole(rng, 4, 9), 2, stride=_whole(rng, 1, 7))


def output_size__too_long(notebook, rng):
    """A kernel that just fits, and one that is a pixel too long."""
    taps, padding, dilation = _whole(rng, 2, 5), _whole(rng, 0, 2), _whole(rng, 1, 3)
    n = max(dilation * (taps - 1) + 1 - 2 * padding, 1)
    for pixels in (n, n - 1):
        if pixels > 0:
            notebook.output_size(pixels, taps, _whole(rng, 1, 4), padding, dilation)


def same_padding(notebook, rng):
    """Any setting, a stride beyond the kernel among them."""
    notebook.same_padding(_whole(rng, 1, 12), _whole(rng, 1, 6), _whole(rng, 1, 5), _whole(rng, 1, 3))


def same_padding__defaults(notebook, rng):
    """Settings left out, even and odd kernels."""
    notebook.same_padding(_whole(rng, 1, 9), _whole(rng, 1, 6))


def stack_shape(notebook, rng):
    """One layer, and a whole stack."""
    shape = _image_shape(rng)
    notebook.stack_shape(shape, [_conv(rng, shape[0])])
    notebook.stack_shape(shape, [_pool(rng)])
    notebook.stack_shape(shape, _stack(rng, shape))


def stack_shape__ends(notebook, rng):
    """No layer at all, and the layers that end a network."""
    shape = _image_shape(rng)
    notebook.stack_shape(shape, [])
    for kind in ("relu", "flatten", "globalpool"):
        notebook.stack_shape(shape, [{"kind": kind}])
    notebook.stack_shape((_whole(rng, 1, 9),), [{"kind": "relu"}, _dense(rng), {"kind": "relu"}, _dense(rng)])


def conv_parameters(notebook, rng):
    """Groups that divide, with and without bias."""
    groups = _whole(rng, 1, 4)
    channels, filters = groups * _whole(rng, 1, 4), groups * _whole(rng, 1, 4)
    notebook.conv_parameters(channels, filters, _kernel(rng), bool(rng.integers(2)), groups)


def conv_parameters__defaults(notebook, rng):
    """Settings left out."""
    notebook.conv_parameters(_whole(rng, 1, 5), _whole(rng, 1, 5), _kernel(rng))


def conv_parameters__uneven_groups(notebook, rng):
    """Groups that may divide only one of the two."""
    notebook.conv_parameters(_whole(rng, 1, 8), _whole(rng, 1, 8), _kernel(rng), groups=_whole(rng, 2, 4))


def stack_parameters(notebook, rng):
    """A whole stack."""
    shape = _image_shape(rng)
    notebook.stack_parameters(shape, _stack(rng, shape))


def stack_parameters__single_layers(notebook, rng):
    """Layers by themselves, and those that learn nothing."""
    shape = _image_shape(rng)
    notebook.stack_parameters(shape, [])
    notebook.stack_parameters(shape, [_pool(rng), {"kind": "relu"}, {"kind": "flatten"}])
    notebook.stack_parameters(shape, [_conv(rng, shape[0])])
    notebook.stack_parameters((_whole(rng, 1, 9),), [_dense(rng), {"kind": "relu"}, _dense(rng)])


def receptive_field(notebook, rng):
    """Up to four layers in any order."""
    notebook.receptive_field([_line_layer(rng) for _ in range(rng.integers(5))])


def transposed_output_size(notebook, rng):
    """Any setting; the output padding stays below the stride."""
    stride, padding, dilation = _whole(rng, 1, 4), _whole(rng, 0, 1), _whole(rng, 1, 3)
    extra = _whole(rng, 0, stride - 1)
    notebook.transposed_output_size(_whole(rng, 2, 9), _whole(rng, 2, 5), stride, padding, dilation, extra)


def transposed_output_size__defaults(notebook, rng):
    """Settings left out; a single value or tap."""
    notebook.transposed_output_size(_whole(rng, 1, 9), _whole(rng, 1, 5))


def correlate2d(notebook, rng):
    """Images and kernels that are not square, and kernels as large as the image."""
    kernel = _numbers(rng, (_whole(rng, 1, 3), _whole(rng, 1, 4)))
    rows, columns = (taps + _whole(rng, 0, 2) for taps in kernel.shape)
    notebook.correlate2d(_numbers(rng, (rows, columns)), kernel)


def correlate2d__integers(notebook, rng):
    """Pixels in whole numbers; the weights are fractions."""
    notebook.correlate2d(rng.integers(0, 256, size=(3, 4)), _numbers(rng, (2, 2)))


def conv2d(notebook, rng):
    """Any setting, several images, channels and filters."""
    x, weights, settings = _layer_case(rng)
    notebook.conv2d(x, weights, _numbers(rng, (len(weights),)), **settings)


def conv2d__defaults(notebook, rng):
    """Settings left out."""
    notebook.conv2d(_numbers(rng, (1, 1, 3, 4)), _numbers(rng, (1, 1, 2, 2)), _numbers(rng, (1,)))


def conv2d__stride_beyond_the_kernel(notebook, rng):
    """Pixels between two windows that none of them reads."""
    settings = {"stride": _whole(rng, 3, 4), "padding": _whole(rng, 0, 1)}
    notebook.conv2d(_numbers(rng, (1, 2, 6, 5)), _numbers(rng, (2, 2, 1, 2)), np.zeros(2), **settings)


def conv2d_backward(notebook, rng):
    """Any setting, several images, channels and filters."""
    x, weights, settings = _layer_case(rng)
    notebook.conv2d_backward(_grad_of_layer(rng, x, weights, **settings), x, weights, **settings)


def conv2d_backward__defaults(notebook, rng):
    """Settings left out."""
    x, weights = _numbers(rng, (1, 1, 3, 3)), _numbers(rng, (1, 1, 2, 2))
    notebook.conv2d_backward(_grad_of_layer(rng, x, weights), x, weights)


def conv2d_backward__pixels_left_over(notebook, rng):
    """Pixels that no window reaches, at the end and in between."""
    x, weights = _numbers(rng, (1, 1, 6, 8)), _numbers(rng, (1, 1, 1, 2))
    notebook.conv2d_backward(_grad_of_layer(rng, x, weights, stride=3), x, weights, stride=3)


def max_pool2d(notebook, rng):
    """Windows side by side, over one another and with gaps."""
    x, arguments = _pooling_case(rng)
    notebook.max_pool2d(x, **arguments)


def max_pool2d__negative(notebook, rng):
    """Only negative pixels, up to very large ones, with a frame."""
    x = -(10.0 ** _whole(rng, 0, 6)) * rng.uniform(1, 9, size=(1, 1, 3, 4)).round(1)
    notebook.max_pool2d(x, 2, padding=1)


def max_pool2d_backward(notebook, rng):
    """The same windows, gradients of either sign."""
    x, arguments = _pooling_case(rng)
    notebook.max_pool2d_backward(_grad_of_pooling(rng, x, **arguments), x, **arguments)


def max_pool2d_backward__negative(notebook, rng):
    """Only negative pixels with a frame, which must not take a gradient."""
    x, arguments = _distinct(rng, (1, 1, 4, 5)) - 99, {"size": 3, "stride": _whole(rng, 1, 3), "padding": 1}
    notebook.max_pool2d_backward(_grad_of_pooling(rng, x, **arguments), x, **arguments)


def avg_pool2d(notebook, rng):
    """Windows side by side, over one another and with gaps."""
    x, arguments = _pooling_case(rng)
    notebook.avg_pool2d(x, **arguments)


def avg_pool2d__dark(notebook, rng):
    """Many pixels that are exactly zero."""
    x, arguments = _pooling_case(rng)
    notebook.avg_pool2d(np.maximum(x, 0), **arguments)


def global_avg_pool2d(notebook, rng):
    """Any shape, single images, channels and pixels among them."""
    notebook.global_avg_pool2d(_numbers(rng, tuple(_whole(rng, 1, 4) for _ in range(4))))


def _whole(rng, low, high):
    """A whole number from low to high, both included."""
    return int(rng.integers(low, high + 1))


def _numbers(rng, shape):
    """Numbers with one decimal, which are short to read."""
    return rng.normal(scale=2, size=shape).round(1)


def _distinct(rng, shape):
    """Numbers without ties, so that every maximum is unique."""
    size = int(np.prod(shape))
    return rng.permutation(size).reshape(shape) - size // 2 + 0.5


def _window(rng):
    """Stride, padding and dilation: each is set in about half of the cases."""
    stride = _whole(rng, 1, 4) if rng.integers(2) else 1
    padding = _whole(rng, 1, 3) if rng.integers(2) else 0
    dilation = _whole(rng, 2, 3) if rng.integers(2) else 1
    return stride, padding, dilation


def _kernel(rng):
    """One number, or a pair that need not be square."""
    if rng.integers(2):
        return _whole(rng, 1, 4)
    return _whole(rng, 1, 4), _whole(rng, 1, 4)


def _both(rng, low, high):
    return _whole(rng, low, high) if rng.integers(2) else (_whole(rng, low, high), _whole(rng, low, high))


def _image_shape(rng):
    return _whole(rng, 1, 4), _whole(rng, 18, 30), _whole(rng, 18, 36)


def _conv(rng, channels):
    groups = int(rng.choice([group for group in (1, 2, 3) if channels % group == 0]))
    layer = {"kind": "conv", "filters": groups * _whole(rng, 1, 3), "kernel": _kernel(rng)}
    if groups > 1:
        layer["groups"] = groups
    if rng.integers(2):
        layer["stride"] = _both(rng, 1, 3)
    if rng.integers(2):
        layer["dilation"] = _both(rng, 1, 2)
    if rng.integers(2):
        layer["bias"] = bool(rng.integers(2))
    return _framed(rng, layer)


def _pool(rng):
    layer = {"kind": str(rng.choice(["maxpool", "avgpool"])), "kernel": _both(rng, 2, 3)}
    if rng.integers(2):
        layer["stride"] = _both(rng, 1, 3)
    return _framed(rng, layer)


def _framed(rng, layer):
    """The layer with one of the ways to say its padding, or none."""
    padding = [None, 1, (1, 0), "same", "valid"][rng.integers(5)]
    return layer if padding is None else layer | {"padding": padding}


def _dense(rng):
    layer = {"kind": "dense", "units": _whole(rng, 1, 9)}
    return layer | {"bias": False} if rng.integers(2) else layer


def _stack(rng, shape):
    """Three windows and what ends a network; an image of 18 pixels survives it."""
    first = _conv(rng, shape[0])
    second = {"kind": "conv", "filters": _whole(rng, 1, 4), "kernel": _kernel(rng), "padding": "same"}
    end = {"kind": str(rng.choice(["flatten", "globalpool"]))}
    return [first, {"kind": "relu"}, second, _pool(rng), end, _dense(rng)][: _whole(rng, 1, 6)]


def _line_layer(rng):
    """A layer of A6: one number for each setting."""
    kind = str(rng.choice(["conv", "maxpool", "avgpool", "relu"]))
    if kind == "relu":
        return {"kind": kind}
    layer = {"kind": kind, "kernel": _whole(rng, 1, 4)}
    if rng.integers(2):
        layer["stride"] = _whole(rng, 1, 3)
    if kind == "conv" and rng.integers(2):
        layer["dilation"] = _whole(rng, 2, 3)
    return layer


def _layer_case(rng):
    """A batch, weights and settings of B2; the dilated kernel always fits."""
    stride, padding, dilation = _window(rng)
    taps = _whole(rng, 1, 3), _whole(rng, 1, 3)
    room = [max(dilation * (size - 1) + 1 - 2 * padding, 1) + _whole(rng, 0, 3) for size in taps]
    channels = _whole(rng, 1, 3)
    x = _numbers(rng, (_whole(rng, 1, 2), channels, *room))
    weights = _numbers(rng, (_whole(rng, 1, 3), channels, *taps))
    return x, weights, {"stride": stride, "padding": padding, "dilation": dilation}


def _pooling_case(rng):
    """A batch without ties and settings of B4; the frame is at most half of the window."""
    size = _whole(rng, 1, 4)
    padding = _whole(rng, 0, size // 2)
    shape = tuple(size + _whole(rng, 0, 4) for _ in range(2))
    arguments = {"size": size, "padding": padding}
    if rng.integers(2):
        arguments["stride"] = _whole(rng, 1, 4)
    return _distinct(rng, (_whole(rng, 1, 2), _whole(rng, 1, 2), *shape)), arguments


def _places(n, reach, stride, padding):
    return len(range(-padding, n + padding - reach + 1, stride))


def _grad_of_layer(rng, x, weights, *, stride=1, padding=0, dilation=1):
    reaches = [dilation * (taps - 1) + 1 for taps in weights.shape[2:]]
    sizes = [_places(n, reach, stride, padding) for n, reach in zip(x.shape[2:], reaches, strict=True)]
    return _numbers(rng, (len(x), len(weights), *sizes))


def _grad_of_pooling(rng, x, size, stride=None, padding=0):
    return _numbers(rng, (*x.shape[:2], *(_places(n, size, stride or size, padding) for n in x.shape[2:])))
