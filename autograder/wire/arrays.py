"""Arrays, tensors and frames on the wire: a dtype's name, a shape, raw bytes; never objects.

    ["a", dtype, shape, buffer]                         numpy array
    ["n", dtype, buffer]  ["dt", dtype]  ["ny", name]   numpy scalar, numpy dtype, numpy scalar type
    ["torch", dtype, shape, buffer, name, needs_grad]   torch tensor
    ["tdt", name]  ["tsz", size...]                     torch dtype, torch shape
    ["tf", dtype, shape, buffer]                        tensorflow tensor

A library is looked up only where it is loaded already (encoding) or where its data arrives (decoding).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from autograder.wire.library import library
from autograder.wire.limits import MAX_DIMENSIONS, WireError

AddBuffer: TypeAlias = Callable[[Any], int]
GetBuffer: TypeAlias = Callable[[object], memoryview]

TAGS: Final = frozenset({"a", "n", "dt", "ny", "torch", "tdt", "tsz", "tf"})
_OBJECTS: Final = "|O"
_MAX_EMPTY_TEXTS: Final = 1 << 16
_DTYPE: Final = re.compile(
    r"[<>|]?(b1|[iu](1|2|4|8)|f(2|4|8|16)|c(8|16|32)|[mM]8(\[\d*[A-Za-zμ]{1,2}\])?|[SU]\d{1,6})"
)


def encode(value: Any, add: AddBuffer) -> list[Any] | None:
    """The node of an array, tensor, numpy scalar or dtype; ``None`` for anything else."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    kind = type(value)
    if kind is numpy.ndarray:
        return _encode_array(value, add)
    if isinstance(value, numpy.generic):
        return _encode_scalar(value, add)
    if kind is type and issubclass(value, numpy.generic):
        return ["ny", value.__name__] if _is_scalar_type(value) else None
    if isinstance(value, numpy.dtype) and (value.str == _OBJECTS or _DTYPE.fullmatch(value.str)):
        return ["dt", value.str]
    return _encode_tensor(value, kind, add)


def decode(tag: str, rest: list[Any], get: GetBuffer) -> Any:
    """The array, tensor, scalar or dtype of a node.

    Raises:
        WireError: a dtype that is not plain data, or bytes that do not fit the shape.
    """
    if tag == "dt":
        return _described(*rest)
    if tag == "ny":
        return _scalar_type(*rest)
    if tag == "n":
        dtype, buffer = rest
        return _decode_array(dtype, [], buffer, get)[()]
    if tag == "a":
        dtype, shape, buffer = rest
        return _decode_array(dtype, shape, buffer, get)
    return _decode_tensor(tag, rest, get)


def _encode_array(value: Any, add: AddBuffer) -> list[Any] | None:
    import numpy

    if not _DTYPE.fullmatch(value.dtype.str):
        return None
    data = numpy.ascontiguousarray(value)
    return ["a", value.dtype.str, list(value.shape), add(data.tobytes())]


def _encode_scalar(value: Any, add: AddBuffer) -> list[Any] | None:
    # numpy.float64 is a subclass of float that students can subclass in turn: take the exact types only.
    if not _is_scalar_type(type(value)) or not _DTYPE.fullmatch(value.dtype.str):
        return None
    return ["n", value.dtype.str, add(value.tobytes())]


def _is_scalar_type(kind: type) -> bool:
    import numpy

    return getattr(numpy, kind.__name__, None) is kind


def _scalar_type(name: object) -> Any:
    import numpy

    found = getattr(numpy, name, None) if isinstance(name, str) else None
    if not (isinstance(found, type) and issubclass(found, numpy.generic)):
        raise WireError("a scalar type is none of numpy's")
    return found


def _dtype(text: object) -> Any:
    import numpy

    if not isinstance(text, str) or not _DTYPE.fullmatch(text):
        raise WireError("an array's dtype is not plain data")
    return numpy.dtype(text)


def _described(text: object) -> Any:
    import numpy

    # As a value on its own, to compare with: that of a text column, say. No array is ever made of it.
    return numpy.dtype(object) if text == _OBJECTS else _dtype(text)


def _decode_array(dtype_text: object, shape: Any, buffer: object, get: GetBuffer) -> Any:
    import numpy

    dtype, data = _dtype(dtype_text), get(buffer)
    if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
        raise WireError("an array's shape is not a short list")
    if not all(type(n) is int and n >= 0 for n in shape):
        raise WireError("an array's shape is not made of sizes")
    count = 1
    for size in shape:
        count *= size
    if count * dtype.itemsize != len(data):
        raise WireError("an array's bytes do not fit its shape")
    if (
        dtype.itemsize == 0
    ):  # numpy gives each empty text a character, which no byte of the frame has paid for
        if count > _MAX_EMPTY_TEXTS:
            raise WireError("an array holds too many empty texts")
        return numpy.zeros(shape, dtype)
    array = numpy.frombuffer(data, dtype=dtype).reshape(shape).copy()
    if dtype.kind == "b":  # a byte other than 0 and 1 would make equal arrays differ
        numpy.not_equal(array.view(numpy.uint8), 0, out=array)
    return array


def _encode_tensor(value: Any, kind: type, add: AddBuffer) -> list[Any] | None:
    torch, tensorflow = sys.modules.get("torch"), sys.modules.get("tensorflow")
    if torch is not None and kind in (torch.Tensor, getattr(torch.nn, "Parameter", None)):
        return _encode_torch(torch, value, add)
    if torch is not None and kind is torch.dtype:
        return ["tdt", str(value).removeprefix("torch.")]
    if torch is not None and kind is torch.Size:
        return ["tsz", *map(int, value)]
    if tensorflow is not None and isinstance(value, tensorflow.Tensor) and hasattr(value, "numpy"):
        node = _encode_array(value.numpy(), add)
        return node and ["tf", *node[1:]]
    return None


def _encode_torch(torch: Any, value: Any, add: AddBuffer) -> list[Any] | None:
    if value.layout is not torch.strided or value.is_quantized:
        return None
    plain = value.detach().cpu().resolve_conj().resolve_neg()
    name = str(value.dtype).removeprefix("torch.")
    if name == "bfloat16":  # numpy has no bfloat16; float32 holds each of its values
        plain = plain.to(torch.float32)
    try:
        node = _encode_array(plain.numpy(), add)
    except TypeError:  # float8 and its like have no counterpart in numpy
        return None
    return node and ["torch", *node[1:], name, bool(value.requires_grad)]


def _decode_tensor(tag: str, rest: list[Any], get: GetBuffer) -> Any:
    if tag == "tf":
        dtype, shape, buffer = rest
        return library("tensorflow").constant(_decode_array(dtype, shape, buffer, get))
    torch = library("torch")
    if tag == "tdt":
        return _torch_dtype(torch, *rest)
    if tag == "tsz":
        return _torch_size(torch, rest)
    dtype, shape, buffer, name, needs_grad = rest
    tensor = torch.from_numpy(_decode_array(dtype, shape, buffer, get))
    if name == "bfloat16":
        tensor = tensor.to(torch.bfloat16)
    can_have_gradient = tensor.is_floating_point() or tensor.is_complex()
    return tensor.requires_grad_() if needs_grad is True and can_have_gradient else tensor


def _torch_dtype(torch: Any, name: object) -> Any:
    found = getattr(torch, name, None) if isinstance(name, str) else None
    if not isinstance(found, torch.dtype):
        raise WireError("a dtype is none of torch's")
    return found


def _torch_size(torch: Any, sizes: list[Any]) -> Any:
    if len(sizes) > MAX_DIMENSIONS or not all(type(n) is int and n >= 0 for n in sizes):
        raise WireError("a tensor's shape is not made of sizes")
    return torch.Size(sizes)
