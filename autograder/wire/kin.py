"""Library types that are plain data at heart: named tuples, ordered and counting dicts, fractions.

["nt", name, [field...], node...]      named tuple (rebuilt under the same name and fields)
["od"|"ct"|"dd", key, value, ...]      OrderedDict, Counter, defaultdict (its factory stays behind)
["dq", node...]                        deque
["fr", n, d]  ["de", text]             Fraction, Decimal
["rng", bit generator, state node]     numpy random Generator, as a copy of its state
"""

from __future__ import annotations

import keyword
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, TypeAlias

from autograder.wire.limits import WireError

Code: TypeAlias = Callable[[Any], Any]

_DECIMAL_CHARACTERS: Final = 1_000
_MAX_EXPONENT: Final = 10_000  # a decimal of a few characters could else become an integer of many megabytes
_MAX_FIELDS: Final = 256
_MAX_EQUAL_HASHES: Final = 64
_DICTS: Final[dict[type, str]] = {OrderedDict: "od", Counter: "ct", defaultdict: "dd"}
_MAKE_DICT: Final[dict[str, Callable[[dict[Any, Any]], Any]]] = {
    "od": OrderedDict,
    "ct": Counter,
    "dd": lambda items: defaultdict(None, items),
}
_BIT_GENERATORS: Final = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
TAGS: Final = frozenset({"nt", "dq", "fr", "de", "rng", *_MAKE_DICT})


def encode(value: Any, code: Code) -> list[Any] | None:
    """The node of ``value``; ``None`` when it is not kin."""
    kind = type(value)
    if kind in _DICTS:
        return [_DICTS[kind], *(code(x) for pair in value.items() for x in pair)]
    if kind is deque:
        return ["dq", *map(code, value)]
    if kind is Fraction:
        return ["fr", code(value.numerator), code(value.denominator)]
    if kind is Decimal and len(str(value)) <= _DECIMAL_CHARACTERS and _is_modest(value):
        return ["de", str(value)]
    if kind.__module__ == "numpy.random._generator" and kind.__name__ == "Generator":
        bits = value.bit_generator
        return ["rng", type(bits).__name__, code(bits.state)] if _is_bit_generator(type(bits)) else None
    if _is_named_tuple(kind):
        return ["nt", kind.__name__, list(kind._fields), *map(code, tuple.__iter__(value))]
    return None


def decode(tag: str, rest: list[Any], code: Code) -> Any:
    """The value of a node."""
    if tag in _MAKE_DICT:
        items = [code(node) for node in rest]
        return _MAKE_DICT[tag](dict(zip(hashable(items[::2]), items[1::2], strict=True)))
    if tag == "dq":
        return deque(code(node) for node in rest)
    if tag == "fr":
        return Fraction(*(_integer(code(node)) for node in rest))
    if tag == "de":
        return _decimal(*rest)
    if tag == "rng":
        return _generator(rest[0], code(rest[1]))
    name, fields, *items = rest
    if not isinstance(fields, list) or len(fields) > _MAX_FIELDS:
        raise WireError("a named tuple has too many fields")
    return _named_tuple(_identifier(name), tuple(map(_identifier, fields)))(*map(code, items))


def hashable(items: Iterable[Any]) -> list[Any]:
    """``items`` as keys of a dict or set.

    Raises:
        WireError: many have one hash, which makes a dict quadratic in time; that happens on purpose alone.
    """
    keys = list(items)
    if len(keys) > _MAX_EQUAL_HASHES and max(Counter(map(hash, keys)).values()) > _MAX_EQUAL_HASHES:
        raise WireError("the keys of a dict or set are chosen to make it slow")
    return keys


def _is_bit_generator(kind: type) -> bool:
    return kind.__name__ in _BIT_GENERATORS and kind.__module__.startswith("numpy.random.")


def _generator(name: object, state: object) -> Any:
    from numpy import random

    if name not in _BIT_GENERATORS or not isinstance(state, dict) or type(state["state"]) is not dict:
        raise WireError("a random generator is of an unknown kind")
    # numpy takes any position for its index into the state and would then read other memory.
    places = {"MT19937": (state["state"].get("pos"), 624), "Philox": (state.get("buffer_pos"), 4)}
    place, end = places.get(str(name), (0, 0))
    if type(place) is not int or not 0 <= place <= end:
        raise WireError("a random generator's position is not in its state")
    bits = getattr(random, str(name))()
    bits.state = state
    return random.Generator(bits)


def _is_named_tuple(kind: Any) -> bool:
    # Only what ``namedtuple`` itself makes: a class with methods of its own stays a proxy.
    fields = getattr(kind, "_fields", None)
    if kind.__bases__ != (tuple,) or type(fields) is not tuple or "_make" not in vars(kind):
        return False
    return not any(callable(member) for name, member in vars(kind).items() if name not in _OF_NAMED_TUPLES)


_OF_NAMED_TUPLES: Final = {*vars(namedtuple("_Plain", "x")), "__annotate__", "__annotate_func__"}  # noqa: PYI024


@lru_cache(maxsize=256)
def _named_tuple(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)  # noqa: PYI024  (made from data, so it has no types to declare)


def _identifier(text: object) -> str:
    if not isinstance(text, str) or len(text) > 100 or not text.isidentifier() or keyword.iskeyword(text):
        raise WireError("a named tuple has a name or a field that is no name")
    return text


def _integer(value: object) -> int:
    if type(value) is not int:
        raise WireError("a fraction is made of two integers")
    return value


def _decimal(text: object) -> Decimal:
    if not isinstance(text, str) or len(text) > _DECIMAL_CHARACTERS:
        raise WireError("a decimal is a short text")
    found = Decimal(text)
    if not _is_modest(found):
        raise WireError("a decimal's exponent is larger than the wire allows")
    return found


def _is_modest(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return not isinstance(exponent, int) or abs(exponent) <= _MAX_EXPONENT
