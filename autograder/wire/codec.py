"""Values to JSON nodes with raw buffers, and back: data only, exact types only.

A node is JSON's own None, bool, int, finite float or string, or a list whose first item is a tag:

    ["l"|"t"|"s"|"fs", node...]   list, tuple, set, frozenset      ["d", key, value, ...]  dict
    ["I"|"F", buffer]             long lists of ints, of floats    ["b"|"ba", buffer]      bytes
    ["T", text, lengths, places]  long lists of text, None and nan: the different texts joined (one node), the
                                  length of each (int32), and which comes where (int32; -1 None, -2 nan)
    ["u", buffer]                 text with lone surrogates, which JSON would join to pairs
    ["i", hex]  ["f", name]       big int; inf, -inf, nan          ["c", node, node]       complex
    ["sl", a, b, c] ["r", a, b, c] ["..."]                         slice, range, Ellipsis
    ["ty", name]                  a builtin type such as int
    ["ref", id, ...]              an object that stays where it is (proxy or callback)
    [other tags]                  see ``arrays``, ``kin``, ``times``; ``matrices``, ``columns``, ``frames``

Of what the last three make nothing may stay where it is: a frame with one cell that is no data is a reference.
A subclass never travels as its base: what is not exactly one of these types becomes a reference.
"""

from __future__ import annotations

import builtins
import math
import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, TypeAlias, TypeVar, cast

from autograder.wire import arrays, kin, times, whole
from autograder.wire.channel import Buffer
from autograder.wire.limits import MAX_DEPTH, MAX_ITEMS, MAX_UNPAID, Interrupted, StaysBehind, WireError
from autograder.wire.spent import Spent

T = TypeVar("T")
Node: TypeAlias = Any
Keep: TypeAlias = Callable[[object], list[Any]]
"""Turns an object that cannot travel into the rest of a ``ref`` node, or raises ``WireError``."""
Find: TypeAlias = Callable[[list[Any]], object]
"""Turns the rest of a ``ref`` node into the object it stands for."""

_SMALL_INT: Final = 1 << 63
_PACK_FROM: Final = 64
_MAX_INT_DIGITS: Final = 1 << 16  # hexadecimal; dividing and comparing such integers still takes no time
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SEQUENCES: Final[dict[type, str]] = {list: "l", tuple: "t", set: "s", frozenset: "fs"}
_IN_TEXTS: Final = frozenset({str, type(None), float})
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
        return node or self._of_library(value, kind, depth) or ["ref", *self._keep(value)]

    def buffer(self, data: Buffer) -> int:
        """Add raw bytes to the frame and return their index."""
        self.buffers.append(data)
        return len(self.buffers) - 1

    def _plain(self, value: Any) -> Node:
        if type(value) is str:
            if value.isascii() or not _SURROGATE.search(value):
                return value
            return self._text(value)
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

    def _of_library(self, value: Any, kind: type, depth: int) -> Node:
        def code(part: object) -> Node:
            return self.encode(part, depth + 1)

        node = arrays.encode(value, self.buffer) or kin.encode(value, code) or times.encode(value, code)
        return node or ((form := whole.form_of(kind)) and self._whole(value, form, depth))

    def _whole(self, value: Any, form: whole.Form, depth: int) -> Node:
        """The node of a value that travels as a whole or not at all."""
        strict, before = Encoder(_stays_behind), len(self.buffers)
        strict.buffers = self.buffers
        try:
            return form(value, lambda part: strict.encode(part, depth + 1))
        except StaysBehind:
            del self.buffers[before:]
            return None

    def _pack(self, items: list[Any]) -> Node:
        if len(items) > MAX_ITEMS:
            raise WireError(f"a list of {len(items):,} items is too long to travel; an array would")
        kinds = set(map(type, items))
        if kinds == {float}:
            return ["F", self.buffer(array("d", items).tobytes())]
        if kinds == {int} and all(-_SMALL_INT <= x < _SMALL_INT for x in items):
            return ["I", self.buffer(array("q", items).tobytes())]
        if str in kinds and kinds <= _IN_TEXTS and all(math.isnan(x) for x in items if type(x) is float):
            return self._pack_texts(items)
        return None

    def _pack_texts(self, items: list[Any]) -> Node:
        known: dict[Any, int] = {None: -1}
        texts: list[str] = []
        places = array("i")
        for item in items:
            place = -2 if type(item) is float else known.setdefault(item, len(texts))
            if place == len(texts):
                texts.append(item)
            places.append(place)
        lengths = array("i", map(len, texts))
        return ["T", self._text("".join(texts)), *(self.buffer(part.tobytes()) for part in (lengths, places))]

    def _text(self, text: str) -> Node:
        return ["u", self.buffer(text.encode("utf-8", "surrogatepass"))]

    def _scalar(self, value: Any, kind: type) -> Node:
        if kind is bytes or kind is bytearray:
            return ["b" if kind is bytes else "ba", self.buffer(bytes(value))]
        if kind is complex:
            return ["c", self.encode(value.real), self.encode(value.imag)]
        if kind is slice:
            return ["sl", *(self.encode(x, MAX_DEPTH) for x in (value.start, value.stop, value.step))]
        if kind is range and _range_length(value) <= MAX_UNPAID:
            return ["r", *(self.encode(x) for x in (value.start, value.stop, value.step))]
        if value is Ellipsis:
            return ["..."]
        if kind is type and value in _BUILTIN_TYPES:
            return ["ty", _BUILTIN_TYPES[value]]
        return None


class Decoder:
    """Turns nodes back into values; everything it makes is a fresh object of an exact type."""

    def __init__(self, buffers: Sequence[memoryview], find: Find, spent: Spent | None = None) -> None:
        self._buffers = buffers
        self.spent = spent or Spent()
        self._find = find

    def decode(self, node: Node, depth: int = 0) -> Any:
        """The value of ``node``.

        Raises:
            WireError: the node breaks a rule; never any other exception.
        """
        if node is None or isinstance(node, (bool, str)):
            return node
        if isinstance(node, (int, float)):
            return _small(node)
        if not isinstance(node, list) or not node or not isinstance(node[0], str) or depth > MAX_DEPTH + 2:
            raise WireError("a value is not in the wire's form")
        try:
            return self._tagged(node[0], node[1:], depth)
        except (WireError, Interrupted):
            raise
        # Libraries refuse what does not fit in ways of their own, SystemError even.
        except Exception as error:
            raise WireError(f"a value tagged {node[0][:20]!r} is malformed: {type(error).__name__}") from None

    def buffer(self, index: object) -> memoryview:
        """The raw bytes that a node points to; each may be asked for once."""
        number: int = _exactly(int, index, at_least=0)
        self.spent.buffer(number)
        return self._buffers[number]

    def _tagged(self, tag: str, rest: list[Any], depth: int) -> object:
        value = self._made(tag, rest, depth)
        return self.spent.hashed(value) if tag in _CHOSEN_HASH else value

    def _made(self, tag: str, rest: list[Any], depth: int) -> object:
        if tag in _DECODERS:
            return _DECODERS[tag](self, rest, depth)
        if tag in arrays.TAGS:
            return arrays.decode(tag, rest, self.buffer, self.spent)
        self.spent.check_clock()
        if tag in kin.TAGS:
            return kin.decode(tag, rest, lambda node: self.decode(node, depth + 1), self.spent)
        if tag in times.TAGS:
            return times.decode(tag, rest, lambda node: self.decode(node, depth + 1))
        if tag in whole.TAGS:
            strict = Decoder(self._buffers, _no_reference, self.spent)
            return whole.decode(tag, rest, lambda node: strict.decode(node, depth + 1))
        raise WireError("a value has an unknown tag")

    def _items(self, nodes: list[Node], depth: int) -> Iterable[Any]:
        return (self.decode(node, depth + 1) for node in nodes)

    def _dict(self, rest: list[Node], depth: int) -> dict[Any, Any]:
        if len(rest) % 2:
            raise WireError("a dict has a key without a value")
        items = list(self._items(rest, depth))
        found = kin.as_dict(items, self.spent)
        if 2 * len(found) != len(items):
            raise WireError("a dict has the same key twice")
        return found

    def _packed(self, code: str, rest: list[Any]) -> list[Any]:
        data = self.buffer(*rest)
        self.spent.items(len(data) // array(code).itemsize)
        return array(code, bytes(data)).tolist()

    def _unpack_texts(self, rest: list[Any], depth: int) -> list[Any]:
        node, lengths, places = rest
        joined, ends = _exactly(str, self.decode(node, depth + 1)), [0]
        sizes = self.buffer(lengths)
        self.spent.texts(len(sizes) // 4)
        for length in array("i", bytes(sizes)):
            ends.append(ends[-1] + _exactly(int, length, at_least=0))
        if ends[-1] != len(joined):
            raise WireError("the lengths of texts do not fit the texts")
        texts: list[Any] = [joined[start:end] for start, end in pairwise(ends)]
        texts += [math.nan, None]  # found at -2 and -1
        found = self._packed("i", [places])
        if found and not -2 <= min(found) <= max(found) < len(texts) - 2:
            raise WireError("a list of texts has a text that is not there")
        return [texts[place] for place in found]


# One table for all decoders: made anew for each, it would cost more than most values.
_DECODERS: Final[dict[str, Callable[[Decoder, list[Any], int], object]]] = {
    "l": lambda own, rest, depth: list(own._items(rest, depth)),
    "t": lambda own, rest, depth: tuple(own._items(rest, depth)),
    "s": lambda own, rest, depth: kin.as_set(own._items(rest, depth), own.spent),
    "fs": lambda own, rest, depth: frozenset(kin.as_set(own._items(rest, depth), own.spent)),
    "d": lambda own, rest, depth: own._dict(rest, depth),
    "I": lambda own, rest, depth: own._packed("q", rest),
    "F": lambda own, rest, depth: own._packed("d", rest),
    "T": lambda own, rest, depth: own._unpack_texts(rest, depth),
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


_CHOSEN_HASH: Final = frozenset({"i", "c", "t", "fs", "r", "n", "nt", "fr", "de"})
"""Values whose hashes their sender can choose; that of a text has a secret in it, and of small numbers few agree."""


def _stays_behind(value: object) -> list[Any]:
    raise StaysBehind(f"a {type(value).__name__} is no data")


def _no_reference(_: list[Any]) -> object:
    raise WireError("a value that holds data only holds a reference")


def _exactly(kind: type[T], value: Any, *, at_least: int | None = None) -> T:
    if type(value) is not kind or (at_least is not None and cast(int, value) < at_least):
        raise WireError(f"a value should be {kind.__name__} and is not")
    return value


def _small(number: float) -> int | float:
    """``number``, if JSON may hold it as it is: else ``1e999`` would be an infinity, and hashes go uncounted."""
    if math.isfinite(number) if type(number) is float else -_SMALL_INT <= number < _SMALL_INT:
        return number
    raise WireError("a number is too large to stand for itself")


def _three(items: Iterable[Any]) -> list[Any]:
    values = list(items)
    if len(values) != 3:
        raise WireError("a slice or range has three parts")
    return values


def _range_length(value: Any) -> int:
    try:
        return len(value)
    except OverflowError:
        return MAX_UNPAID + 1


def _range(parts: list[Any]) -> range:
    found = range(*(_exactly(int, x) for x in parts))
    if _range_length(found) > MAX_UNPAID:
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
