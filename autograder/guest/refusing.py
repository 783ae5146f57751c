"""Functions and classes that refuse to be called by the notebook for a while, under whatever name it has them."""

from __future__ import annotations

import functools
import gc
import importlib
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

_CALLS: Final = ("__init__", "__call__", "forward", "call")
"""What making an object of a class, and using one that is there already, calls in Python, torch and Keras."""


class _Refusing:
    """Stands where a function stood; for libraries that call it, it is that function."""

    __slots__ = ("_name", "_note", "_original")  # no dict, which is searched for the original

    def __init__(self, name: str, original: Any, note: Callable[[str], None]) -> None:
        self._name, self._original, self._note = name, original, note

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _is_notebook(sys._getframe(1).f_globals):
            self._note(self._name)
        return self._original(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)


def refuse_calls(names: Sequence[str]) -> Callable[[], list[str]]:
    """Make ``names`` (functions, classes, modules; full names) refuse calls from the notebook.

    Returns what ends this, and then gives the names that were called. What is not installed is passed over.
    """
    called: list[str] = []
    undo: list[Callable[[], None]] = []

    def note(name: str) -> None:
        called.append(name)
        raise RuntimeError(f"{name} is not allowed in this question")

    def lift() -> list[str]:
        while undo:
            undo.pop()()
        return list(dict.fromkeys(called))

    for name, value in [pair for given in names for pair in _meant_by(given)]:
        undo += _refuse_class(name, value, note) if isinstance(value, type) else []
        undo += [] if isinstance(value, type) else _refuse_function(name, value, note)
    return lift


def _meant_by(name: str) -> Iterator[tuple[str, Any]]:
    """What ``name`` stands for: itself, or all that a module shows."""
    found = _find(name)
    if isinstance(found, types.ModuleType):
        for key, value in vars(found).items():
            if not key.startswith("_") and callable(value):
                yield f"{name}.{key}", value
    elif callable(found):
        yield name, found


def _find(name: str) -> Any:
    parts = name.split(".")
    found: Any = sys.modules.get(parts[0])  # what the notebook has not imported yet, its source will show
    for number, part in enumerate(parts[1:], 2):
        if isinstance(found, types.ModuleType) and not hasattr(found, part):
            with suppress(ImportError):
                importlib.import_module(".".join(parts[:number]))
        found = getattr(found, part, None)
    return found


def _refuse_class(name: str, kind: type, note: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """Objects of the class, made before or now, and of its subclasses, refuse to be made and used."""

    def refuse(*_: Any, **__: Any) -> None:
        note(name)

    for key in _CALLS:
        if key in vars(kind):
            original = vars(kind)[key]
            with suppress(TypeError):  # a class that is not made in Python
                setattr(kind, key, functools.wraps(original)(refuse))
                yield functools.partial(setattr, kind, key, original)


def _refuse_function(name: str, value: Any, note: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    stand_in = _Refusing(name, value, note)
    # The fork server has put what it imported out of the collector's sight, but not what the notebook made.
    modules = [vars(module) for module in list(sys.modules.values()) if isinstance(module, types.ModuleType)]
    for holder in (*modules, *gc.get_referrers(value)):
        if type(holder) is types.CellType:
            holder.cell_contents = stand_in
            yield functools.partial(setattr, holder, "cell_contents", value)
        for key in _keys(holder, value):
            holder[key] = stand_in
            yield functools.partial(holder.__setitem__, key, value)


def _keys(holder: Any, value: object) -> list[Any]:
    """Where in a list or a namespace ``value`` is; of its own, lest its closure be among what is searched."""
    if type(holder) is list:
        return [number for number, held in enumerate(holder) if held is value]
    return [key for key, held in holder.items() if held is value] if _is_namespace(holder) else []


def _is_namespace(holder: object) -> bool:
    """Not the tables by number in which the kernel keeps what the host has handles on."""
    return type(holder) is dict and all(type(key) is str for key in holder)


def _is_notebook(names: dict[str, Any]) -> bool:
    """Whether code with these globals is the student's: a cell, or a module beside the notebook.

    Where the kernel itself calls, the notebook has given a name of its own to what is refused.
    """
    name, file = str(names.get("__name__")), str(names.get("__file__") or "")
    is_kernel = name.startswith("autograder.guest.")
    return name == "__main__" or is_kernel or file.startswith(f"{Path.cwd()}/")
