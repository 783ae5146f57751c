"""The objects among a call's arguments that the function called may change, numbered alike on both sides.

A call's arguments travel as copies. Both sides meet the mutable ones in the same order, so a number stands for
the host's object and for the guest's copy of it; an object that is met twice is one object on either side.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from autograder.wire import frames

_BUILTIN: Final = frozenset({list, dict, set, bytearray, deque})


class Original:
    """Stands for argument ``number`` in what became of another."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


class Arguments:
    """The mutable objects (exact types only) in a call's arguments.

    ``objects`` has them by number, ``same`` says which numbers stand for an object that was met before. The
    guest, whose decoder makes two copies of such an object, is told ``same`` by the host.
    """

    def __init__(self, same: Mapping[int, int] | None = None) -> None:
        self.objects: dict[int, Any] = {}
        self.same: dict[int, int] = dict(same or {})
        self._is_told = same is not None
        self._numbers: dict[int, int] = {}
        self._met = 0
        numpy = sys.modules.get("numpy")
        self._kinds = _BUILTIN | {numpy.ndarray} | frames.mutable_kinds() if numpy else _BUILTIN

    def join(self, value: Any) -> Any:
        """``value``, with one object in the place of each copy of it; its mutable objects are numbered."""
        kind = type(value)
        if kind is tuple:
            parts = tuple(map(self.join, value))
            return value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
        return self._number(value, kind) if kind in self._kinds else value

    def contents(self) -> dict[int, Any]:
        """What each object holds now; where it holds another of them, an ``Original`` stands."""
        self._numbers = {id(value): number for number, value in self.objects.items()}
        return {number: self._held_by(value) for number, value in self.objects.items()}

    def mark(self, value: Any) -> Any:
        """``value`` with an ``Original`` in the place of each numbered object."""
        number = self._numbers.get(id(value))
        if number is not None:
            return Original(number)
        return self._held_by(value) if type(value) in (list, dict, tuple, deque) else value

    def _number(self, value: Any, kind: type) -> Any:
        number = self._met
        self._met += 1
        first = self.same.get(number) if self._is_told else self._numbers.get(id(value))
        if first is not None:
            self.same[number] = first
            return self.objects[first]
        self.objects[number] = value
        self._numbers[id(value)] = number
        if kind is list or kind is dict:
            self._join_parts(value, enumerate(value) if kind is list else value.items())
        return value

    def _join_parts(self, value: Any, parts: Any) -> None:
        for key, part in parts:
            if type(part) is tuple or type(part) in self._kinds:
                joined = self.join(part)
                if joined is not part:
                    value[key] = joined

    def _held_by(self, value: Any) -> Any:
        kind = type(value)
        if kind is dict:
            return {key: self.mark(part) for key, part in value.items()}
        return kind(map(self.mark, value)) if kind in (list, tuple, deque) else value
