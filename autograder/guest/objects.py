"""The objects that stay in the guest, and what the host learns of them: an id, a kind and a name.

A reference node is ``["ref", id, kind, type name, label, callable]`` on its way to the host and ``["ref", id]``
on its way back; ``["ref", id, "callback", label]`` is a function of the host's, in both directions. A class of
exceptions is ``["ref", id, "error", name, builtin kin, [base...]]``, that the host may catch what it raises;
``["ref", name, "builtin error"]`` is one of Python's own, in both directions; ``["ref", number, "argument"]`` is
an argument of the call that is answered.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable
from typing import Any

from autograder.guest.arguments import Original
from autograder.guest.raised import is_builtin
from autograder.wire.limits import WireError

_LABEL_CHARACTERS = 200


class HostFunction:
    """A function that lives on the host; calling it asks the host."""

    def __init__(self, number: int, label: str, ask: Callable[..., Any]) -> None:
        self.number = number
        self._ask = ask
        self.__name__ = self.__qualname__ = label

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(self.number, args, kwargs)

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
            return [value.number, "callback", value.__name__]
        if type(value) is Original:
            return [value.number, "argument"]
        if isinstance(value, type) and BaseException in type.mro(value):
            return self._keep_error(value)
        return [self._hold(value), _kind(value), _name_of(type(value)), _label(value), callable(value)]

    def _keep_error(self, kind: type) -> list[Any]:
        if is_builtin(kind):
            return [_name_of(kind), "builtin error"]
        kin = next(_name_of(base) for base in type.mro(kind) if is_builtin(base))
        bases = [base for base in kind.__bases__ if BaseException in type.mro(base) and not is_builtin(base)]
        return [self._hold(kind), "error", _name_of(kind), kin, [self._keep_error(base) for base in bases]]

    def _hold(self, value: object) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._add(value)
        self._holders[number] += 1
        return number

    def find(self, rest: list[Any]) -> object:
        """The object that a reference node stands for."""
        match rest:
            case [int(number)] if number in self._objects:
                return self._objects[number]
            case [int(number), "callback", str(label)]:
                return HostFunction(number, label, self._ask)
            case [str(name), "builtin error"] if is_builtin(getattr(builtins, name, None)):
                return getattr(builtins, name)
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
