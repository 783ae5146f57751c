"""The objects that stay in the guest, and what the host learns of them: an id, a kind and a name.

A reference node is ``["ref", id, kind, type name, label, callable]`` on its way to the host and ``["ref", id]``
on its way back; ``["ref", id, "callback", label]`` is a function of the host's, in both directions.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from autograder.wire.limits import WireError

_LABEL_CHARACTERS = 200


class HostFunction:
    """A function that lives on the host; calling it asks the host."""

    def __init__(self, number: int, label: str, ask: Callable[..., Any]) -> None:
        self._number = number
        self._ask = ask
        self.__name__ = self.__qualname__ = label

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(self._number, args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class ObjectTable:
    """Every object that the host holds a proxy on, each under one id for as long as it does."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask
        self._objects: dict[int, Any] = {}
        self._holders: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._next = 0

    def keep(self, value: object) -> list[Any]:
        """The rest of a reference node for ``value``."""
        if type(value) is HostFunction:
            return [value._number, "callback", value.__name__]
        number = self._numbers.get(id(value))
        if number is None:
            number = self._add(value)
        self._holders[number] += 1
        return [number, _kind(value), _name_of(type(value)), _label(value), callable(value)]

    def find(self, rest: list[Any]) -> object:
        """The object that a reference node stands for."""
        match rest:
            case [int(number)] if number in self._objects:
                return self._objects[number]
            case [int(number), "callback", str(label)]:
                return HostFunction(number, label, self._ask)
        raise WireError("a reference points to nothing")

    def drop(self, dead: list[list[int]]) -> None:
        """Forget objects that the host no longer holds: pairs of an id and how often it was sent."""
        for number, times in dead:
            self._holders[number] -= times
            if not self._holders[number]:
                del self._numbers[id(self._objects.pop(number))], self._holders[number]

    def _add(self, value: object) -> int:
        self._next += 1
        self._objects[self._next] = value
        self._numbers[id(value)] = self._next
        self._holders[self._next] = 0
        return self._next


def _kind(value: object) -> str:
    if isinstance(value, type):
        return "class"
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        return "function"
    return "module" if isinstance(value, types.ModuleType) else "instance"


def _name_of(kind: type) -> str:
    return str(type.__getattribute__(kind, "__name__"))[:_LABEL_CHARACTERS]


def _label(value: object) -> str:
    # Only where no code of the student's can run: a hostile __repr__ is not asked.
    if isinstance(value, type):
        return _name_of(value)
    if type(value) in (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType):
        return str(getattr(value, "__name__", ""))[:_LABEL_CHARACTERS]
    return ""
