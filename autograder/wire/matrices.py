"""What numpy and scipy build on arrays: structured and masked arrays, polynomials, sparse matrices.

    ["oa", shape, list]                                     array of objects, each of them data
    ["st", shape, size, [name, offset, array]...]           structured array, field by field; size of an item in bytes
    ["sv", structured array]                                one item of it
    ["ma", data, mask, fill value, hard]  ["masked"]        masked array; numpy.ma.masked
    ["mat", array]                                          numpy.matrix
    ["p1", coefficients, variable]                          numpy.poly1d
    ["pol", kind, coefficients, domain, window, symbol]     numpy.polynomial.Polynomial and its kin
    ["sp", kind, shape, data, indices, pointers]            scipy.sparse matrix or array by rows or columns (csr, csc)
    ["sp", kind, shape, data, rows, columns]                the same by coordinates (coo)

Parts are nodes of the codec. A sparse matrix that would be too large for a frame when dense stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, Final, TypeAlias

from autograder.wire.library import library
from autograder.wire.limits import MAX_BODY_BYTES, MAX_DIMENSIONS, StaysBehind, WireError

Code: TypeAlias = Callable[[Any], Any]
Form: TypeAlias = Callable[[Any, Code], list[Any]]

_POLYNOMIALS: Final = ("Polynomial", "Chebyshev", "Legendre", "Laguerre", "Hermite", "HermiteE")
_SPARSE: Final = tuple(f"{form}_{kind}" for form in ("csr", "csc", "coo") for kind in ("matrix", "array"))
_NUMBERS: Final = "biufc"
_MASKABLE: Final = "biufcmMSUV"
_MAX_FIELDS: Final = 256
_MOST_PADDING: Final = 2  # aligned fields never take twice their bytes; more would fill memory for nothing


def numpy_forms() -> dict[type, Form]:
    """How numpy's own types become nodes."""
    import numpy as np

    polynomials: dict[type, Form] = dict.fromkeys(
        (getattr(np.polynomial, name) for name in _POLYNOMIALS), _polynomial
    )
    return polynomials | {
        np.ndarray: _array,
        np.void: lambda value, code: ["sv", code(np.asarray(value))],
        np.matrix: lambda value, code: ["mat", code(_held(np.asarray(value), _NUMBERS))],
        np.poly1d: lambda value, code: ["p1", code(_held(value.coeffs, _NUMBERS)), code(value.variable)],
        np.ma.MaskedArray: _masked,
        type(np.ma.masked): lambda value, code: ["masked"],
    }


def sparse_forms(sparse: Any) -> dict[type, Form]:
    """How the matrices of ``scipy.sparse`` become nodes."""
    return {getattr(sparse, name): _sparse for name in _SPARSE if hasattr(sparse, name)}


def decode(tag: str, rest: list[Any], code: Code) -> Any:
    """The value of a node; raises as ``whole.decode`` does."""
    return _DECODERS[tag](rest, code)


def plain(value: Any, kinds: str, dimensions: int | None = None) -> Any:
    """``value``, if it is an array of numpy's own with a dtype of one of ``kinds``.

    Raises:
        WireError: it is something else.
    """
    import numpy as np

    if type(value) is not np.ndarray or value.dtype.kind not in kinds:
        raise WireError("a part of a value is no array of the kind that belongs there")
    if dimensions is not None and value.ndim != dimensions:
        raise WireError("a part of a value has the wrong number of axes")
    return value


def _held(value: Any, kinds: str) -> Any:
    """``value``, if the other side takes such an array as a part."""
    if value.dtype.kind not in kinds:
        raise StaysBehind(f"an array of {value.dtype} is no part of this")
    return value


def _array(value: Any, code: Code) -> list[Any]:
    if value.dtype.names:
        return _structured(value, code)
    if value.dtype.kind != "O":
        raise StaysBehind(f"an array of {value.dtype} is no data")
    return ["oa", list(value.shape), code(value.ravel().tolist())]


def _structured(value: Any, code: Code) -> list[Any]:
    names, size = value.dtype.names, value.dtype.itemsize
    offsets, formats = zip(*(value.dtype.fields[name][1::-1] for name in names), strict=True)
    if not _is_laid_out(offsets, formats, size):
        raise StaysBehind("a structured array is laid out in its own way")
    arrays = (code(_held(value[name], _MASKABLE)) for name in names)
    return ["st", list(value.shape), size, *map(list, zip(names, offsets, arrays, strict=True))]


def _is_laid_out(offsets: Sequence[int], formats: Sequence[Any], size: int) -> bool:
    """Whether fields lie one behind the other, without much between them, or inside of them."""
    if len(formats) > _MAX_FIELDS or not 0 < size <= _MOST_PADDING * sum(map(_filled, formats)):
        return False
    lengths = [dtype.itemsize for dtype in formats]
    ends = sorted((offset, offset + length) for offset, length in zip(offsets, lengths, strict=True))
    starts = [start for start, _ in ends[1:]] + [size]
    return ends[0][0] >= 0 and all(end <= start for (_, end), start in zip(ends, starts, strict=True))


def _filled(dtype: Any) -> int:
    """How many bytes of an item are a value's, and not padding."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return _filled(base) * int(prod(shape))
    if dtype.names is None:
        return int(dtype.itemsize)
    return sum(_filled(dtype.fields[name][0]) for name in dtype.names)


def _masked(value: Any, code: Code) -> list[Any]:
    import numpy as np

    mask = None if value.mask is np.ma.nomask else code(np.asarray(value.mask))
    data = _held(np.asarray(value.data), _MASKABLE)
    return ["ma", code(data), mask, code(value.fill_value), value.hardmask is True]


def _polynomial(value: Any, code: Code) -> list[Any]:
    numbers = (_held(part, _NUMBERS) for part in (value.coef, value.domain, value.window))
    return ["pol", type(value).__name__, *map(code, (*numbers, getattr(value, "symbol", "x")))]


def _sparse(value: Any, code: Code) -> list[Any]:
    if not _is_modest(value.shape, value.dtype.itemsize):
        raise StaysBehind("a sparse matrix would be too large when dense")
    places = (value.row, value.col) if value.format == "coo" else (value.indices, value.indptr)
    parts = (_held(value.data, _NUMBERS), *places)
    return ["sp", type(value).__name__, list(map(int, value.shape)), *map(code, parts)]


def _is_modest(shape: Any, itemsize: int) -> bool:
    return len(shape) == 2 and prod(max(1, int(size)) for size in shape) * itemsize <= MAX_BODY_BYTES


def _shape(sizes: object) -> tuple[int, ...]:
    if not isinstance(sizes, list) or len(sizes) > MAX_DIMENSIONS:
        raise WireError("a shape is not a short list")
    if not all(type(size) is int and size >= 0 for size in sizes):
        raise WireError("a shape is not made of sizes")
    return tuple(sizes)


def _objects(rest: list[Any], code: Code) -> Any:
    import numpy as np

    shape, cells = _shape(rest[0]), code(rest[1])
    if type(cells) is not list or prod(shape) != len(cells):
        raise WireError("an array's objects do not fit its shape")
    return np.fromiter(cells, object, len(cells)).reshape(shape)


def _decode_structured(rest: list[Any], code: Code) -> Any:
    import numpy as np

    shape, size, *fields = rest
    names, offsets, nodes = zip(*fields, strict=True)
    axes, arrays = _shape(shape), [plain(code(node), _MASKABLE) for node in nodes]
    if not all(array.shape[: len(axes)] == axes for array in arrays):
        raise WireError("a field of a structured array does not fit its shape")
    formats = [np.dtype((array.dtype, array.shape[len(axes) :])) for array in arrays]
    if not all(type(n) is int for n in (size, *offsets)) or not _is_laid_out(offsets, formats, size):
        raise WireError("the fields of a structured array are laid out in an impossible way")
    layout: Any = {
        "names": list(map(_text, names)),
        "formats": formats,
        "offsets": list(offsets),
        "itemsize": size,
    }
    dtype: Any = np.dtype(layout)
    made: Any = np.zeros(axes, dtype)
    for name, array in zip(names, arrays, strict=True):
        made[name] = array
    return made


def _decode_item(rest: list[Any], code: Code) -> Any:
    (array,) = (code(node) for node in rest)
    return plain(array, "V", 0)[()]


def _decode_masked(rest: list[Any], code: Code) -> Any:
    import numpy as np

    data, mask, fill, hard = plain(code(rest[0]), _MASKABLE), code(rest[1]), code(rest[2]), rest[3]
    if mask is not None and plain(mask, "bV").shape != data.shape:
        raise WireError("a mask does not fit its array")
    made = np.ma.MaskedArray(data, np.ma.nomask if mask is None else mask, hard_mask=hard is True)
    made.fill_value = fill
    return made


def _decode_poly1d(rest: list[Any], code: Code) -> Any:
    import numpy as np

    coefficients, variable = (code(node) for node in rest)
    return np.poly1d(plain(coefficients, _NUMBERS, 1), variable=_text(variable))


def _decode_polynomial(rest: list[Any], code: Code) -> Any:
    import numpy as np

    name, *parts = rest
    if name not in _POLYNOMIALS:
        raise WireError("a polynomial is of an unknown kind")
    *numbers, symbol = map(code, parts)
    coef, domain, window = (plain(number, _NUMBERS, 1) for number in numbers)
    return getattr(np.polynomial, str(name))(coef, domain, window, _text(symbol))


def _decode_sparse(rest: list[Any], code: Code) -> Any:
    name, sizes, *parts = rest
    shape = _shape(sizes)
    data, first, second = map(code, parts)
    if name not in _SPARSE or not _is_modest(shape, plain(data, _NUMBERS, 1).itemsize):
        raise WireError("a sparse matrix is of an unknown kind, or would be too large when dense")
    make = getattr(library("scipy.sparse"), str(name))
    plain(first, "i", 1), plain(second, "i", 1)
    if name.startswith("coo"):
        return make((data, (first, second)), shape=shape)  # refuses a place outside of its shape
    made = make((data, first, second), shape=shape)
    made.check_format(full_check=True)  # scipy's own code would read other memory by a wrong index
    return made


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1_000:
        raise WireError("a name is a short text")
    return value


def _decode_matrix(rest: list[Any], code: Code) -> Any:
    import numpy as np

    (array,) = (code(node) for node in rest)
    return plain(array, _NUMBERS, 2).view(np.matrix)


def _decode_constant(rest: list[Any], _: Code) -> Any:
    import numpy as np

    if rest:
        raise WireError("the masked constant has no parts")
    return np.ma.masked


_DECODERS: Final[dict[str, Callable[[list[Any], Code], Any]]] = {
    "oa": _objects,
    "st": _decode_structured,
    "sv": _decode_item,
    "ma": _decode_masked,
    "masked": _decode_constant,
    "mat": _decode_matrix,
    "p1": _decode_poly1d,
    "pol": _decode_polynomial,
    "sp": _decode_sparse,
}
TAGS: Final = frozenset(_DECODERS)
