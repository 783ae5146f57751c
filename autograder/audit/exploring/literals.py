"""Values as the Python code that makes them again: exactly, and no longer than it must be.

Numbers are written so that they are read back bit for bit; an array with its dtype where numpy would not choose the
same by itself. A function is written as its source, with what it uses from around it in lines of their own.
"""

from __future__ import annotations

import builtins
import math
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_PLAIN: Final = (bool, int, str, bytes, range, slice, types.EllipsisType, types.NoneType)
_SETS: Final = (set, frozenset)
_IMPORTS: Final = {"np": "import numpy as np"}
_LISTED: Final = 8  # an array of one value only is listed up to this many items
_SEEDS_TO_TRY: Final = 200  # a generator of random numbers is made of a small seed as a rule


class Unwritable(ValueError):
    """A value for which there is no code; says which."""


@dataclass(frozen=True, slots=True)
class Name:
    """An object of the notebook's: the code that names it, and the variables of a test which that code uses."""

    text: str
    roots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opaque:
    """An object that is no data, of which only the type's name is known."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the author's as code; ``lines`` go before the statement that uses it."""

    text: str
    lines: tuple[str, ...] = ()
    imports: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()


@dataclass(slots=True)
class Writer:
    """Writes values, and collects what their code needs: ``imports``, and ``lines`` that go before it."""

    imports: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    _generators: int = 0

    def text(self, value: object) -> str:
        """The code of ``value``.

        Raises:
            Unwritable: there is none.
        """
        kind: Any = type(value)
        if kind in _PLAIN:
            return repr(value)
        if kind in (list, tuple, dict, *_SETS):
            return self._container(value, kind)
        for one_of, write in _WRITERS:
            if isinstance(value, one_of):
                return write(self, value)
        name = str(getattr(value, "__name__", ""))
        return name if name and vars(builtins).get(name) is value else self._of_torch(value)

    def library(self, name: str) -> str:
        """``name``, once the line that imports it is noted."""
        self.imports.add(_IMPORTS.get(name, f"import {name}"))
        return name

    def taken(self) -> list[str]:
        """The lines so far, which are then no longer here."""
        lines, self.lines = self.lines, []
        return lines

    def _container(self, value: Any, kind: type) -> str:
        if kind is dict:
            return "{" + ", ".join(f"{self.text(k)}: {self.text(v)}" for k, v in value.items()) + "}"
        items = [self.text(item) for item in value]
        if kind in _SETS:
            listed = "{" + ", ".join(sorted(items)) + "}" if items else "set()"
            return listed if kind is set else f"frozenset({listed if items else ''})"
        listed = ", ".join(items)
        return f"[{listed}]" if kind is list else f"({listed}{',' if len(items) == 1 else ''})"

    def _float(self, value: float) -> str:
        return repr(value) if math.isfinite(value) else f'float("{value}")'

    def _complex(self, value: complex) -> str:
        return f"complex({self._float(value.real)}, {self._float(value.imag)})"

    def _array(self, value: NDArray[Any]) -> str:
        np_ = self.library("np")
        if value.dtype.kind not in "biufcUS" or type(value) is not np.ndarray:
            raise Unwritable(f"an array of {value.dtype} cannot be written as code")
        dtype = _dtype_text(value.dtype)
        if value.size == 0:
            return f"{np_}.zeros({value.shape}{'' if value.dtype == np.float64 else f', dtype={dtype}'})"
        listed = _nested(value)
        is_guessed = np.array(value.tolist()).dtype == value.dtype
        if value.size > _LISTED and (short := _filled(value)):
            return f"{np_}.{short}, dtype={dtype})"
        return f"{np_}.array({listed}{'' if is_guessed else f', dtype={dtype}'})"

    def _scalar(self, value: np.generic) -> str:
        self.library("np")
        if value.dtype.kind not in "biufcUS":
            raise Unwritable(f"a {type(value).__name__} cannot be written as code")
        return f"np.{type(value).__name__}({_item(value)})"

    def _dtype(self, value: np.dtype[Any]) -> str:
        return f"{self.library('np')}.dtype({value.str!r})"

    def _generator(self, value: np.random.Generator) -> str:
        state, bits = value.bit_generator.state, type(value.bit_generator).__name__
        np_ = self.library("np")
        for seed in range(_SEEDS_TO_TRY):
            if bits == "PCG64" and np.random.default_rng(seed).bit_generator.state == state:
                return f"{np_}.random.default_rng({seed})"
        self._generators += 1
        name = f"rng_{self._generators}"
        self.lines += [
            f"{name} = {np_}.random.Generator({np_}.random.{bits}())",
            f"{name}.bit_generator.state = {self.text(state)}",
        ]
        return name

    def _function(self, value: Function) -> str:
        self.imports |= value.imports
        self.lines += [line for line in value.lines if line not in self.lines]
        return value.text

    def _of_torch(self, value: Any) -> str:
        torch = sys.modules.get("torch")
        if torch is not None and type(value) is torch.dtype:
            self.library("torch")
            return str(value)
        if torch is not None and type(value) is torch.Size:
            return f"{self.library('torch')}.Size({list(value)})"
        if torch is None or not isinstance(value, torch.Tensor):
            name = value.type_name if isinstance(value, Opaque) else type(value).__name__
            raise Unwritable(f"an object of type {name} cannot be written as code")
        return self._tensor(value, torch)

    def _tensor(self, value: Any, torch: Any) -> str:
        self.library("torch")
        plain = value.detach().cpu()
        numbers = (plain.float() if plain.dtype == torch.bfloat16 else plain).numpy()
        parts = [_nested(numbers, 'float("{}")')] if plain.numel() else [str(tuple(plain.shape))]
        if plain.dtype not in (torch.float32, torch.int64, torch.bool) or not plain.numel():
            parts.append(f"dtype={plain.dtype}")
        if value.requires_grad:
            parts.append("requires_grad=True")
        return f"torch.{'tensor' if plain.numel() else 'zeros'}({', '.join(parts)})"


_WRITERS: Final[tuple[tuple[Any, Callable[[Writer, Any], str]], ...]] = (
    (Name, lambda writer, value: value.text),
    (Function, Writer._function),
    (np.ndarray, Writer._array),
    (np.generic, Writer._scalar),
    (np.dtype, Writer._dtype),
    (np.random.Generator, Writer._generator),
    (float, Writer._float),
    (complex, Writer._complex),
)


def _nested(array: NDArray[Any], special: str = "np.{}") -> str:
    """The items of an array as nested lists; ``special`` is for what is not finite."""
    if array.ndim:
        return "[" + ", ".join(_nested(part, special) for part in array) + "]"
    return _item(np.asarray(array)[()], special)


def _item(value: Any, special: str = "np.{}") -> str:
    """One item, as the shortest number that is read back as it, in its own precision."""
    if value.dtype.kind in "US":
        return repr(value.item())
    if value.dtype.kind == "c":
        return f"complex({_item(value.real, special)}, {_item(value.imag, special)})"
    if value.dtype.kind == "f" and not np.isfinite(value):
        return ("-" if value < 0 else "") + special.format("nan" if np.isnan(value) else "inf")
    if value.dtype.kind == "f":
        text = np.format_float_scientific(value, trim="0", exp_digits=1)
        return min(repr(value.item()) if value.dtype == np.float64 else str(value), text, key=len)
    return str(value.item())


def _filled(array: NDArray[Any]) -> str | None:
    """The beginning of a call that makes an array of one value only; ``None`` where the values differ."""
    first = array.flat[0]
    if array.dtype.kind not in "biuf" or not (array == first).all() or len(set(map(str, array.flat))) > 1:
        return None
    if str(first) in ("0", "0.0", "False"):
        return f"zeros({array.shape}"
    return f"ones({array.shape}" if first == 1 else f"full({array.shape}, {_item(first)}"


def _dtype_text(dtype: np.dtype[Any]) -> str:
    is_named = dtype.isnative and hasattr(np, dtype.name) and dtype.kind in "iufc"
    return f"np.{dtype.name}" if is_named else "bool" if dtype == np.bool_ else repr(dtype.str)
