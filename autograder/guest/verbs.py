"""What the host may ask of objects in the guest: a closed list of verbs.

None lets an object judge what is the host's: comparisons are between two objects of one class of the guest's.
"""

from __future__ import annotations

import importlib
import math
import operator
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from autograder.guest import looks, networks
from autograder.guest.raised import rebuild

_COMPARISONS: Final = "eq ne lt le gt ge".split()
_MAX_FILE_BYTES: Final = 64 << 20
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


def _enter(manager: Any) -> Any:
    return type(manager).__enter__(manager)


def _exit(manager: Any, error: Any) -> bool:
    if isinstance(error, str):  # an exception of the host's: by its type alone, its text might be hidden
        error = rebuild(error, "the check raised this")
    return bool(type(manager).__exit__(manager, type(error) if error else None, error, None))


def _seed(seeder: str, value: Any) -> None:
    """Seed one of the guest's generators, for a check has seeded the host's with the function of this name."""
    library, _, function = seeder.partition(".")
    operator.attrgetter(function)(importlib.import_module(library))(value)


def _pyplot(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return getattr(importlib.import_module("matplotlib.pyplot"), name)(*args, **kwargs)


def _read_file(path: str) -> bytes | list[str] | None:
    """A file's bytes, a folder's names, or nothing."""
    place = Path(path)
    if place.is_dir():
        return sorted(child.name for child in place.iterdir())
    if not place.is_file():
        return None
    if place.stat().st_size > _MAX_FILE_BYTES:
        raise OSError(
            f"{path} is larger than {_MAX_FILE_BYTES >> 20} MiB, which is more than a check can read"
        )
    return place.read_bytes()


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
    "hash": hash,
    "truth": bool,
    "format": format,
    "reversed": reversed,
    "floor": math.floor,
    "ceil": math.ceil,
    "trunc": math.trunc,
    "divmod": divmod,
    "rdivmod": _swapped(divmod),
    "enter": _enter,
    "exit": _exit,
    "source": looks.source,
    "signature": looks.signature,
    "code": looks.code,
    "type of": looks.type_of,
    "is of": looks.is_of,
    "is kin of": looks.is_kin_of,
    "network": networks.ask,
    "seed": _seed,
    "pyplot": _pyplot,
    "read file": _read_file,
    "remove file": lambda path: Path(path).unlink(missing_ok=True),
    **{name: looks.compared(name) for name in _COMPARISONS},
    "isinstance": _is_instance,
    "issubclass": _is_subclass,
    **{name: getattr(operator, name) for name in (*_BINARY, *_UNARY)},
    **{f"r{name}": _swapped(getattr(operator, name)) for name in _BINARY},
    **{f"i{name}": getattr(operator, f"i{name.rstrip('_')}") for name in _BINARY},
}
