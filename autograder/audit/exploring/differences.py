"""Where two results differ, and the line of a check that says so."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from autograder.audit.exploring.literals import Opaque, Unwritable, Writer
from autograder.checker.compare import assert_close

_NUMBERS: Final = (bool, int, float, complex, np.bool_, np.number)
_RELATIVE: Final = 1e-6
_COARSE: Final = {"float16": 1e-2, "bfloat16": 1e-2, "float32": 1e-4, "complex64": 1e-4}
_LARGEST_COUNT: Final = 1 << 63


class Tolerance(NamedTuple):
    """How far numbers may lie apart: as ``rtol`` and ``atol`` of ``assert_close``."""

    relative: float
    absolute: float


_USUAL: Final = Tolerance(_RELATIVE, 1e-8)
Say = Callable[[Writer, str], str]
"""Writes the statement of a check, given a writer and the code of the whole result."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """The first place where two results differ: ``what`` says how in words, ``say`` in code."""

    what: str
    say: Say


def difference(due: Any, got: Any) -> Unlike | None:
    """How ``got`` differs from ``due``; ``None`` where it does not.

    Kind of data, shape and values count (floats to a relative 1e-6, less where they are of single precision or
    less); nan equals nan. Python's numbers and numpy's are the same.
    """
    family = _family(due)
    if family != _family(got):
        return Unlike(f"returns {_described(got)} instead of {_described(due)}", _say_family(due))
    if family == "number" or family in ("array", "tensor"):
        return _of_numbers(due, got)
    if family == "dict":
        return _of_dicts(due, got)
    if family in ("list", "tuple"):
        return _of_sequences(due, got)
    if _is_equal(due, got):
        return None
    return Unlike(f"returns {_described(got)} instead of {_described(due)}", _say_equal(due))


def say(due: Any) -> Say:
    """The statement that says of a result what can be said of it as a whole."""
    family = _family(due)
    if family in ("number", "array", "tensor") and _is_numeric(due):
        return _say_close(due, _default(due))
    return _say_equal(due) if family in ("text", "nothing") else _say_family(due)


def _family(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, _NUMBERS) or (type(value) is np.ndarray and value.ndim == 0):
        return "number"
    if isinstance(value, (str, bytes)):
        return "text"
    if _is_tensor(value):
        return "tensor"
    for kind, name in (
        (np.ndarray, "array"),
        (list, "list"),
        (tuple, "tuple"),
        (dict, "dict"),
        (Opaque, "object"),
    ):
        if isinstance(value, kind):
            return name
    return type(value).__name__


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _described(value: Any) -> str:
    if isinstance(value, Opaque):
        return f"an object of type {value.type_name}"
    text = repr(value)
    if value is None or (isinstance(value, (*_NUMBERS, str, bytes)) and len(text) < 60):
        return text
    return f"a value of type {type(value).__name__}"


def _of_dicts(due: dict[Any, Any], got: dict[Any, Any]) -> Unlike | None:
    if due.keys() != got.keys():

        def keys(writer: Writer, code: str) -> str:
            return f"assert set({code}) == {writer.text(set(due))}"

        return Unlike(f"returns the keys {sorted(map(str, got))} instead of {sorted(map(str, due))}", keys)
    return _first_inside(due, got, list(due))


def _of_sequences(due: Any, got: Any) -> Unlike | None:
    if len(due) != len(got):
        return Unlike(
            f"returns {len(got)} items instead of {len(due)}",
            lambda _, code: f"assert len({code}) == {len(due)}",
        )
    return _first_inside(due, got, list(range(len(due))))


def _first_inside(due: Any, got: Any, keys: list[Any]) -> Unlike | None:
    for key in keys:
        found = difference(due[key], got[key])
        if found is not None:
            return Unlike(found.what, _inside(found.say, key))
    return None


def _inside(say_it: Say, key: Any) -> Say:
    return lambda writer, code: say_it(writer, f"{code}[{writer.text(key)}]")


def _is_numeric(value: Any) -> bool:
    if isinstance(value, int) and abs(value) >= _LARGEST_COUNT:
        return False
    return _is_tensor(value) or np.asarray(value).dtype.kind in "biufc"


def _of_numbers(due: Any, got: Any) -> Unlike | None:
    if not (_is_numeric(due) and _is_numeric(got)):
        return None if _is_equal(due, got) else Unlike("returns other values", _say_equal(due))
    tolerance = _tolerance(due, got)
    if (said := _unlike(due, got, tolerance)) is None:
        return None
    usual = _default(due)
    return Unlike(
        f"returns other numbers: {said}", _say_close(due, usual if _unlike(due, got, usual) else tolerance)
    )


def _unlike(due: Any, got: Any, tolerance: Tolerance) -> str | None:
    try:
        assert_close(_wide(got), _wide(due), rtol=tolerance.relative, atol=tolerance.absolute)
    except AssertionError as error:
        return str(error)
    return None


def _wide(value: Any) -> Any:
    """``value``, in single precision where it is in one that numpy lacks."""
    return value.float() if str(getattr(value, "dtype", "")) == "torch.bfloat16" else value


def _default(due: Any) -> Tolerance:
    """The tolerance of a check: its own where ``due`` is in double precision."""
    return _USUAL if _precision(due) == _RELATIVE else _tolerance(due, due)


def _precision(value: Any) -> float:
    return _COARSE.get(str(getattr(value, "dtype", "")).removeprefix("torch."), _RELATIVE)


def _tolerance(due: Any, got: Any) -> Tolerance:
    relative = max(_precision(due), _precision(got))
    numbers = np.abs(np.asarray(_wide(due.detach()) if _is_tensor(due) else due, dtype=complex))
    finite = numbers[np.isfinite(numbers)]
    scale = max(1.0, float(finite.max()) if finite.size else 1.0)
    # Its power of ten alone: the author reads it.
    return Tolerance(relative, float(f"1e{math.floor(math.log10(scale * relative * 1e-3))}"))


def _is_equal(due: Any, got: Any) -> bool:
    """Whether two values of one family are equal; what cannot say so is taken to be."""
    if isinstance(due, np.ndarray):
        return due.shape == got.shape and bool((due == got).all())
    kind: Any = type(due)
    if kind.__eq__ is object.__eq__:  # it knows itself alone: a generator of random numbers, say
        return True
    try:
        equal = due == got
    except Exception:  # whatever a library's object raises that does not like to be compared
        return True
    return equal if type(equal) is bool else True


def _say_close(due: Any, tolerance: Tolerance) -> Say:
    def close(writer: Writer, code: str) -> str:
        writer.imports.add("from autograder import assert_close")
        given = "" if tolerance == _USUAL else f", rtol={tolerance.relative:g}, atol={tolerance.absolute:g}"
        return f"assert_close({code}, {writer.text(due.detach() if _is_tensor(due) else due)}{given})"

    return close


def _say_equal(due: Any) -> Say:
    def equal(writer: Writer, code: str) -> str:
        if due is None:
            return f"assert {code} is None"
        if isinstance(due, np.ndarray):
            return f"assert {code}.tolist() == {writer.text(due.tolist())}"
        if isinstance(due, Opaque):
            return f'assert {code}.__class__.__name__ == "{due.type_name}"'
        return f"assert {code} == {writer.text(due)}"

    return equal


def _say_family(due: Any) -> Say:
    def of_type(writer: Writer, code: str) -> str:
        family = _family(due)
        if family in ("nothing", "text", "object"):
            return _say_equal(due)(writer, code)
        if family in ("array", "tensor", "number"):
            kind = {"array": "np.ndarray", "tensor": "torch.Tensor", "number": "float"}[family]
            if family == "number":
                return _say_number(due)(writer, code)
            writer.library(kind.partition(".")[0])
            return f"assert isinstance({code}, {kind})"
        if family in ("list", "tuple", "dict", "set", "frozenset", "range", "slice"):
            return f"assert isinstance({code}, {family})"
        raise Unwritable(f"a result of type {family} cannot be written as code")

    return of_type


def _say_number(due: Any) -> Say:
    return _say_close(due, _default(due)) if _is_numeric(due) else _say_equal(due)
