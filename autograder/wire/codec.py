"""Values to JSON nodes with raw buffers, and back: data only, exact types only.

A node is JSON's own None, bool, int, finite float or string, or a list whose first item is a tag:

    ["l"|"t"|"s"|"fs", node...]   list, tuple, set, frozenset      ["d", key, value, ...]  dict
    ["I"|"F", buffer]             long lists of ints, of floats    ["b"|"ba", buffer]      bytes
    ["u", buffer]                 text with lone surrogates, which JSON would join to pairs
    ["i", hex]  ["f", name]       big int; inf, -inf, nan          ["c", node, node]       complex
    ["sl", a, b, c] ["r", a, b, c] ["..."]                         slice, range, Ellipsis
    ["ty", name]                  a builtin type such as int
    ["ref", id, ...]              an object that stays where it is (proxy or callback)
    [array tags]                  see ``arrays``                   [named tuple and kin]   see ``kin``

A subclass never travels as its base: what is not exactly one of these types becomes a reference.
"""

from __future__ import annotations

import builtins
import math
import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias, TypeVar, cast

from autograder.wire import arrays, kin
from autograder.wire.channel import Buffer
from autograder.wire.limits import MAX_DEPTH, WireError

T = TypeVar("T")
Node: TypeAlias = Any
Keep: TypeAlias = Callable[[object], list[Any]]
"""Turns an object that cannot travel into the rest of a ``ref`` node, or raises ``WireError``."""
Find: TypeAlias = Callable[[list[Any]], object]
"""Turns the rest of a ``ref`` node into the object it stands for."""

_SMALL_INT: Final = 1 << 63
_PACK_FROM: Final = 64
_MAX_INT_DIGITS: Final = 1 << 16  # hexadecimal; dividing and comparing such integers still takes no time
_MAX_RANGE: Final = 1 << 20  # a longer one costs a few bytes here and all memory where it is made into a list
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SEQUENCES: Final[dict[type, str]] = {list: "l", tuple: "t", set: "s", frozenset: "fs"}
_BUILTIN_TYPES: Final = {
    t: t.__name__
    for t in (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range, slice, object)
}


class Encoder:
    """Turns values into nodes; ``buffers`` collects their raw bytes."""

    def __init__(self, keep: Keep) -> None:
        self.buffers: list[Buffer] = []
        self._keep = keep

    def encode(self, value: object, depth: int = 0) -> Node:
        """The node of ``value``.

        Raises:
            WireError: nested too deep (a list that holds itself, say), or refused by ``keep``.
        """
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str or kind is int or kind is float:
            return self._plain(value)
        if depth > MAX_DEPTH:
            raise WireError("a value is nested too deep to travel; does it hold itself?")
        node = self._container(value, kind, depth) or self._scalar(value, kind)
        if node is None:
            node = arrays.encode(value, self.buffer) or kin.encode(value, lambda v: self.encode(v, depth + 1))
        return node or ["ref", *self._keep(value)]

    def buffer(self, data: Buffer) -> int:
        """Add raw bytes to the frame and return their index."""
        self.buffers.append(data)
        return len(self.buffers) - 1

    def _plain(self, value: Any) -> Node:
        if type(value) is str:
            if value.isascii() or not _SURROGATE.search(value):
                return value
            return ["u", self.buffer(value.encode("utf-8", "surrogatepass"))]
        if type(value) is float:
            return value if math.isfinite(value) else ["f", repr(value)]
        if -_SMALL_INT <= value < _SMALL_INT:
            return value
        if value.bit_length() > 4 * (_MAX_INT_DIGITS - 4):
            raise WireError("an integer is too large to travel")
        return ["i", hex(value)]

    def _container(self, value: Any, kind: type, depth: int) -> Node:
        if kind is dict:
            return ["d", *(self.encode(x, depth + 1) for pair in value.items() for x in pair)]
        if kind not in _SEQUENCES:
            return None
        if kind is list and len(value) >= _PACK_FROM and (packed := self._pack(value)):
            return packed
        return [_SEQUENCES[kind], *(self.encode(item, depth + 1) for item in value)]

    def _pack(self, items: list[Any]) -> Node:
        kinds = set(map(type, items))
        if kinds == {float}:
            return ["F", self.buffer(array("d", items).tobytes())]
        if kinds == {int} and all(-_SMALL_INT <= x < _SMALL_INT for x in items):
            return ["I", self.buffer(array("q", items).tobytes())]
        return None

    def _scalar(self, value: Any, kind: type) -> Node:
        if kind is bytes or kind is bytearray:
            return ["b" if kind is bytes else "ba", self.buffer(bytes(value))]
        if kind is complex:
            return ["c", self.encode(value.real), self.encode(value.imag)]
        if kind is slice:
            return ["sl", *(self.encode(x, MAX_DEPTH) for x in (value.start, value.stop, value.step))]
        if kind is range and _range_length(value) <= _MAX_RANGE:
            return ["r", *(self.encode(x) for x in (value.start, value.stop, value.step))]
        if value is Ellipsis:
            return ["..."]
        if kind is type and value in _BUILTIN_TYPES:
            return ["ty", _BUILTIN_TYPES[value]]
        return None


class Decoder:
    """Turns nodes back into values; everything it makes is a fresh object of an exact type."""

    def __init__(self, buffers: Sequence[memoryview], find: Find) -> None:
        self._buffers = buffers
        self._used: set[int] = set()
        self._find = find

    def decode(self, node: Node, depth: int = 0) -> Any:
        """The value of ``node``.

        Raises:
            WireError: the node breaks a rule; never any other exception.
        """
        if node is None or isinstance(node, (bool, int, float, str)):
            return node
        if not isinstance(node, list) or not node or not isinstance(node[0], str) or depth > MAX_DEPTH + 2:
            raise WireError("a value is not in the wire's form")
        try:
            return self._tagged(node[0], node[1:], depth)
        except WireError:
            raise
        except (TypeError, ValueError, ArithmeticError, LookupError, MemoryError, RecursionError) as error:
            raise WireError(f"a value tagged {node[0][:20]!r} is malformed: {type(error).__name__}") from None

    def buffer(self, index: object) -> memoryview:
        """The raw bytes that a node points to; each may be asked for once.

        Many nodes on one buffer would let a small frame fill all memory with copies of it.
        """
        number: int = _exactly(int, index, at_least=0)
        if number in self._used:
            raise WireError("two values point to the same bytes")
        self._used.add(number)
        return self._buffers[number]

    def _tagged(self, tag: str, rest: list[Any], depth: int) -> object:
        if tag in _DECODERS:
            return _DECODERS[tag](self, rest, depth)
        if tag in arrays.TAGS:
            return arrays.decode(tag, rest, self.buffer)
        if tag in kin.TAGS:
            return kin.decode(tag, rest, lambda node: self.decode(node, depth + 1))
        raise WireError("a value has an unknown tag")

    def _items(self, nodes: list[Node], depth: int) -> Iterable[Any]:
        return (self.decode(node, depth + 1) for node in nodes)

    def _dict(self, rest: list[Node], depth: int) -> dict[Any, Any]:
        if len(rest) % 2:
            raise WireError("a dict has a key without a value")
        items = list(self._items(rest, depth))
        found = dict(zip(kin.hashable(items[::2]), items[1::2], strict=True))
        if 2 * len(found) != len(items):
            raise WireError("a dict has the same key twice")
        return found

    def _packed(self, code: str, rest: list[Any]) -> list[Any]:
        return array(code, bytes(self.buffer(*rest))).tolist()


# One table for all decoders: made anew for each, it would cost more than most values.
_DECODERS: Final[dict[str, Callable[[Decoder, list[Any], int], object]]] = {
    "l": lambda own, rest, depth: list(own._items(rest, depth)),
    "t": lambda own, rest, depth: tuple(own._items(rest, depth)),
    "s": lambda own, rest, depth: set(kin.hashable(own._items(rest, depth))),
    "fs": lambda own, rest, depth: frozenset(kin.hashable(own._items(rest, depth))),
    "d": lambda own, rest, depth: own._dict(rest, depth),
    "I": lambda own, rest, depth: own._packed("q", rest),
    "F": lambda own, rest, depth: own._packed("d", rest),
    "i": lambda own, rest, depth: _big_int(*rest),
    "f": lambda own, rest, depth: _special_float(*rest),
    "c": lambda own, rest, depth: complex(*(_exactly(float, x) for x in own._items(rest, depth))),
    "u": lambda own, rest, depth: str(own.buffer(*rest), "utf-8", "surrogatepass"),
    "b": lambda own, rest, depth: bytes(own.buffer(*rest)),
    "ba": lambda own, rest, depth: bytearray(own.buffer(*rest)),
    "sl": lambda own, rest, depth: slice(*_three(own._items(rest, depth))),
    "r": lambda own, rest, depth: _range(_three(own._items(rest, depth))),
    "...": lambda own, rest, depth: Ellipsis,
    "ty": lambda own, rest, depth: _builtin_type(*rest),
    "ref": lambda own, rest, depth: own._find(rest),
}


def _exactly(kind: type[T], value: Any, *, at_least: int | None = None) -> T:
    if type(value) is not kind or (at_least is not None and cast(int, value) < at_least):
        raise WireError(f"a value should be {kind.__name__} and is not")
    return value


def _three(items: Iterable[Any]) -> list[Any]:
    values = list(items)
    if len(values) != 3:
        raise WireError("a slice or range has three parts")
    return values


def _range_length(value: Any) -> int:
    try:
        return len(value)
    except OverflowError:
        return _MAX_RANGE + 1


def _range(parts: list[Any]) -> range:
    found = range(*(_exactly(int, x) for x in parts))
    if _range_length(found) > _MAX_RANGE:
        raise WireError("a range is longer than the wire allows")
    return found


def _big_int(text: object) -> int:
    if not isinstance(text, str) or len(text) > _MAX_INT_DIGITS:
        raise WireError("an integer is larger than the wire allows")
    return int(text, 16)


def _special_float(name: object) -> float:
    if name not in ("inf", "-inf", "nan"):
        raise WireError("a special float is inf, -inf or nan")
    return float(str(name))


def _builtin_type(name: object) -> type:
    if name not in _BUILTIN_TYPES.values():
        raise WireError("only builtin types travel")
    found: type = getattr(builtins, str(name))
    return found
