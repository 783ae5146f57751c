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
from math import prod
from typing import Any, Final, TypeAlias

from autograder.wire.library import library
from autograder.wire.limits import MAX_BODY_BYTES, MAX_DIMENSIONS, MAX_UNPAID, WireError
from autograder.wire.spent import Spent

AddBuffer: TypeAlias = Callable[[Any], int]
GetBuffer: TypeAlias = Callable[[object], memoryview]

TAGS: Final = frozenset({"a", "n", "dt", "ny", "torch", "tdt", "tsz", "tf"})
_OBJECTS: Final = "|O"
_LAST_CHARACTER: Final = 0x10FFFF
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


def decode(tag: str, rest: list[Any], get: GetBuffer, spent: Spent) -> Any:
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
        return _decode_array(dtype, [], get(buffer), spent)[()]
    if tag == "a":
        dtype, shape, buffer = rest
        return _decode_array(dtype, shape, get(buffer), spent)
    return _decode_tensor(tag, rest, get, spent)


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
    # Of an empty text numpy gives the bytes of one character.
    return ["n", value.dtype.str, add(value.tobytes()[: value.dtype.itemsize])]


def _is_scalar_type(kind: type) -> bool:
    import numpy

    return vars(numpy).get(kind.__name__) is kind


def _scalar_type(name: object) -> Any:
    import numpy

    # Not getattr, which would import parts of numpy by their names.
    found = vars(numpy).get(name) if isinstance(name, str) else None
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


def _decode_array(dtype_text: object, shape: Any, data: memoryview, spent: Spent) -> Any:
    import numpy

    dtype, count = _dtype(dtype_text), _count(shape)
    if count * dtype.itemsize != len(data):
        raise WireError("an array's bytes do not fit its shape")
    if dtype.itemsize == 0:
        spent.empty_texts(count)
        return numpy.zeros(shape, dtype)
    array = numpy.frombuffer(data, dtype=dtype).reshape(shape).copy()
    if dtype.kind == "b":  # a byte other than 0 and 1 would make equal arrays differ
        numpy.not_equal(array.view(numpy.uint8), 0, out=array)
    if dtype.kind == "U" and array.size:  # what is no character would break whoever looks at the text
        codes = numpy.frombuffer(data, dtype=dtype.byteorder + "u4")
        if codes.max() > _LAST_CHARACTER:
            raise WireError("a text in an array has a character that there is none of")
    return array


def _count(shape: Any) -> int:
    """How many items an array of this shape has; of one that has none, a list must not be long either."""
    if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
        raise WireError("an array's shape is not a short list")
    if not all(type(n) is int and n >= 0 for n in shape):
        raise WireError("an array's shape is not made of sizes")
    if 0 in shape and (
        prod(shape[: shape.index(0)]) > MAX_UNPAID or prod(max(1, n) for n in shape) > MAX_BODY_BYTES
    ):
        raise WireError("an array without items has a shape that is too large")
    return prod(shape)


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


def _decode_tensor(tag: str, rest: list[Any], get: GetBuffer, spent: Spent) -> Any:
    if tag == "tf":
        dtype, shape, buffer = rest
        return library("tensorflow").constant(_decode_array(dtype, shape, get(buffer), spent))
    torch = library("torch")
    if tag == "tdt":
        return _torch_dtype(torch, *rest)
    if tag == "tsz":
        return _torch_size(torch, rest)
    dtype, shape, buffer, name, needs_grad = rest
    tensor = torch.from_numpy(_decode_array(dtype, shape, get(buffer), spent))
    if name == "bfloat16":
        tensor = tensor.to(torch.bfloat16)
    can_have_gradient = tensor.is_floating_point() or tensor.is_complex()
    return tensor.requires_grad_() if needs_grad is True and can_have_gradient else tensor


def _torch_dtype(torch: Any, name: object) -> Any:
    found = vars(torch).get(name) if isinstance(name, str) else None
    if not isinstance(found, torch.dtype):
        raise WireError("a dtype is none of torch's")
    return found


def _torch_size(torch: Any, sizes: list[Any]) -> Any:
    if len(sizes) > MAX_DIMENSIONS or not all(type(n) is int and n >= 0 for n in sizes):
        raise WireError("a tensor's shape is not made of sizes")
    return torch.Size(sizes)
