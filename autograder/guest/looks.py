"""What the host may learn of the guest's objects without calling them: their kind, their code, their signature."""

from __future__ import annotations

import inspect
import operator
import sys
import types
from collections.abc import Callable
from typing import Any, Final

_COUNTS: Final = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_firstlineno")
_NAMES: Final = ("co_varnames", "co_names", "co_freevars", "co_cellvars")
_NO_TYPE: Final = object()


def source(value: Any) -> str:
    """The text of a function or class, as the student wrote it; raises ``OSError`` where there is none."""
    return inspect.getsource(value)


def signature(function: Any) -> list[list[Any]]:
    """Name, kind, defaults and annotations (each in a list that may be empty) of a function's parameters."""
    found = inspect.signature(function)
    rows = [
        [p.name, int(p.kind), [] if p.default is p.empty else [p.default], _noted(p.annotation, p.empty)]
        for p in found.parameters.values()
    ]
    return [*rows, ["return", -1, [], _noted(found.return_annotation, found.empty)]]


def code(function: Any) -> dict[str, Any]:
    """The parts of a function's code that are data."""
    found = function.__code__
    plain = [value for value in found.co_consts if type(value) in (int, float, str, bool, type(None))]
    return {**{name: getattr(found, name) for name in (*_COUNTS, *_NAMES)}, "co_consts": plain}


def place_of(kind: Any) -> list[str]:
    """Where a class says that it is defined: module and qualified name."""
    return [
        str(type.__getattribute__(kind, "__module__")),
        str(type.__getattribute__(kind, "__qualname__")),
    ]


def type_of(value: Any) -> list[Any]:
    """The class of an object and its place."""
    return [type(value), place_of(type(value))]


def is_of(value: Any, module: str, name: str) -> bool:
    """Whether ``value`` is an instance of a library's class, which may have an opinion of its own on that."""
    kind = class_at(module, name)
    return isinstance(kind, type) and isinstance(value, kind)


def is_kin_of(value: Any, module: str, name: str) -> bool:
    """Whether the class ``value`` derives from a library's class."""
    kind = class_at(module, name)
    return isinstance(kind, type) and isinstance(value, type) and issubclass(value, kind)


def class_at(module: str, name: str) -> object:
    """The class of that place where its module is loaded, else an object that is no class."""
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, _NO_TYPE)
    if found is _NO_TYPE and module == "builtins":  # generators and their like have names in ``types`` alone
        return next((t for t in vars(types).values() if isinstance(t, type) and t.__name__ == name), _NO_TYPE)
    return found


def compared(name: str) -> Callable[[Any, Any], Any]:
    """A comparison of two objects of one class; ``None`` where it is refused, for it is not a plain yes or no."""
    function: Callable[[Any, Any], Any] = getattr(operator, name)

    def compare(left: Any, right: Any) -> bool | None:
        if type(left) is not type(right):
            return None
        answer = function(left, right)
        is_plain = type(answer) is bool or (type(answer).__module__, type(answer).__name__) in _NUMPY_BOOLS
        return bool(answer) if is_plain else None

    return compare


_NUMPY_BOOLS: Final = (("numpy", "bool"), ("numpy", "bool_"))


def _noted(annotation: Any, empty: Any) -> list[Any]:
    return [] if annotation is empty else [annotation]
