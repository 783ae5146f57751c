"""What the host may ask of objects in the guest: a closed list of verbs, none of which judges."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

_BINARY: Final = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
_UNARY: Final = "neg pos abs invert index".split()


def _call(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return function(*args, **kwargs)


def _call_by_reference(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return function(*args, **kwargs), args


def _take_one(iterator: Iterator[Any]) -> list[Any]:
    return list(islice(iterator, 1))


def _is_instance(value: object, kinds: Any) -> bool:
    # The metaclass's own hook is passed by: a student's __instancecheck__ is not asked.
    return any(
        type.__instancecheck__(kind, value) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))
    )


def _is_subclass(kind: Any, kinds: Any) -> bool:
    return any(type.__subclasscheck__(k, kind) for k in (kinds if isinstance(kinds, tuple) else (kinds,)))


def _swapped(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: function(right, left)


VERBS: Final[dict[str, Callable[..., Any]]] = {
    "call": _call,
    "call by reference": _call_by_reference,
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "hasattr": hasattr,
    "dir": dir,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "iter": iter,
    "take one": _take_one,
    "len": len,
    "str": str,
    "repr": repr,
    "int": int,
    "float": float,
    "complex": complex,
    "round": round,
    "isinstance": _is_instance,
    "issubclass": _is_subclass,
    **{name: getattr(operator, name) for name in (*_BINARY, *_UNARY)},
    **{f"r{name}": _swapped(getattr(operator, name)) for name in _BINARY},
    **{f"i{name}": getattr(operator, f"i{name.rstrip('_')}") for name in _BINARY},
}
