"""Library types that are plain data at heart: named tuples, ordered and counting dicts, fractions.

["nt", name, [field...], node...]      named tuple (rebuilt under the same name and fields)
["od"|"ct"|"dd"|"opt", key, value...]  OrderedDict, Counter, defaultdict (its factory stays behind),
                                       scipy.optimize.OptimizeResult
["dq", longest, node...]               deque; longest is None where it has no bound
["fr", n, d]  ["de", text]             Fraction, Decimal
["uuid", hex]  ["path", flavour, text] UUID, PurePosixPath or PureWindowsPath
["arr", typecode, buffer node]         array.array of numbers
["rng", bit generator, state node]     numpy random Generator, as a copy of its state
["rs"|"rnd", state node]               numpy's RandomState, Python's random.Random

A path that can open files stays where its files are.
"""

from __future__ import annotations

import keyword
import random
import sys
from array import array
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final, TypeAlias
from uuid import UUID

from autograder.wire.library import library
from autograder.wire.limits import WireError
from autograder.wire.spent import Spent

Code: TypeAlias = Callable[[Any], Any]

_DECIMAL_CHARACTERS: Final = 1_000
_MAX_EXPONENT: Final = 10_000  # a decimal of a few characters could else become an integer of many megabytes
_MAX_FIELDS: Final = 256
_MAX_PATH: Final = 1 << 16  # characters; Python takes a path apart at once
_DICTS: Final[dict[type, str]] = {OrderedDict: "od", Counter: "ct", defaultdict: "dd"}
_MAKE_DICT: Final[dict[str, Callable[[dict[Any, Any]], Any]]] = {
    "od": OrderedDict,
    "ct": Counter,
    "dd": lambda items: defaultdict(None, items),
    "opt": lambda items: library("scipy.optimize").OptimizeResult(items),
}
_PATHS: Final[dict[str, Callable[[str], Any]]] = {"posix": PurePosixPath, "windows": PureWindowsPath}
_TYPECODES: Final = frozenset("bBhHiIlLqQfd")
_SIMPLE: Final[dict[type, Callable[[Any, Code], list[Any]]]] = {
    deque: lambda value, code: ["dq", value.maxlen, *map(code, value)],
    Fraction: lambda value, code: ["fr", code(value.numerator), code(value.denominator)],
    UUID: lambda value, code: ["uuid", value.hex],
    PurePosixPath: lambda value, code: ["path", "posix", code(str(value))],
    PureWindowsPath: lambda value, code: ["path", "windows", code(str(value))],
    random.Random: lambda value, code: ["rnd", code(value.getstate())],
}
_BIT_GENERATORS: Final = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def encode(value: Any, code: Code) -> list[Any] | None:
    """The node of ``value``; ``None`` when it is not kin."""
    kind = type(value)
    if kind in _SIMPLE:
        return _SIMPLE[kind](value, code)
    if kind in _DICTS or _is_optimize_result(kind):
        return [_DICTS.get(kind, "opt"), *(code(x) for pair in dict.items(value) for x in pair)]
    if kind is array and value.typecode in _TYPECODES:
        return ["arr", value.typecode, code(value.tobytes())]
    if kind is Decimal and len(str(value)) <= _DECIMAL_CHARACTERS and _is_modest(value):
        return ["de", str(value)]
    chance = sys.modules.get("numpy.random")
    if chance is not None and kind in (chance.Generator, chance.RandomState):
        return _encode_generator(value, chance, code)
    if _is_named_tuple(kind):
        return ["nt", kind.__name__, list(kind._fields), *map(code, tuple.__iter__(value))]
    return None


def decode(tag: str, rest: list[Any], code: Code, spent: Spent) -> Any:
    """The value of a node."""
    if tag in _MAKE_DICT:
        return _MAKE_DICT[tag](as_dict([code(node) for node in rest], spent))
    if tag == "nt":
        return _named(rest, code, spent)
    return _DECODERS[tag](rest, code)


def as_dict(items: list[Any], spent: Spent) -> dict[Any, Any]:
    """A dict of ``items``: key, value, key, value.

    Raises:
        TypeError, ValueError: one is no key, or has no value.
        WireError: the keys are chosen to make it slow.
    """
    found: dict[Any, Any] = {}
    values = iter(items[1::2])
    for keys in spent.keys(items[::2]):
        found.update(zip(keys, islice(values, len(keys)), strict=True))
    return found


def as_set(items: Iterable[Any], spent: Spent) -> set[Any]:
    """A set of ``items``; raises as ``as_dict`` does."""
    found: set[Any] = set()
    for keys in spent.keys(list(items)):
        found.update(keys)
    return found


def _encode_generator(value: Any, chance: Any, code: Code) -> list[Any] | None:
    if type(value) is chance.RandomState:
        state = value.get_state(legacy=False)
        return ["rs", code(state)] if state["bit_generator"] == "MT19937" else None
    bits = value.bit_generator
    known = any(type(bits) is getattr(chance, name) for name in _BIT_GENERATORS)
    return ["rng", type(bits).__name__, code(bits.state)] if known else None


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


def _random_state(state: Any) -> Any:
    from numpy.random import RandomState

    _generator("MT19937", state)  # refuses a position outside of the state
    made = RandomState(0)
    made.set_state(state)
    return made


def _python_random(state: Any) -> random.Random:
    made = random.Random(0)
    made.setstate(state)  # it checks what it is given
    return made


def _is_optimize_result(kind: type) -> bool:
    module = sys.modules.get("scipy.optimize")
    return module is not None and kind is getattr(module, "OptimizeResult", None)


def _named(rest: list[Any], code: Code, spent: Spent) -> Any:
    name, fields, *items = rest
    if not isinstance(fields, list) or len(fields) > _MAX_FIELDS:
        raise WireError("a named tuple has too many fields")
    kind = _identifier(name), tuple(map(_identifier, fields))
    spent.named_tuple(*kind)
    return _named_tuple(*kind)(*map(code, items))


def _deque(rest: list[Any], code: Code) -> deque[Any]:
    longest, *nodes = rest
    if longest is not None and type(longest) is not int:
        raise WireError("a deque's bound is a whole number")
    return deque(map(code, nodes), longest)


def _array(rest: list[Any], code: Code) -> array[Any]:
    typecode, data = rest
    if typecode not in _TYPECODES:
        raise WireError("an array is of an unknown kind")
    return array(typecode, code(data))


def _path(rest: list[Any], code: Code) -> Any:
    flavour, text = rest[0], code(rest[1])
    if not isinstance(text, str) or len(text) > _MAX_PATH:
        raise WireError("a path is a text, and no book")
    return _PATHS[flavour](text)


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


def _short(text: object) -> str:
    if not isinstance(text, str) or len(text) > _MAX_FIELDS:
        raise WireError("a part of a value is a short text")
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


_DECODERS: Final[dict[str, Callable[[list[Any], Code], Any]]] = {
    "dq": _deque,
    "fr": lambda rest, code: Fraction(*(_integer(code(node)) for node in rest)),
    "de": lambda rest, code: _decimal(*rest),
    "uuid": lambda rest, code: UUID(hex=_short(*rest)),
    "path": _path,
    "arr": _array,
    "rng": lambda rest, code: _generator(rest[0], code(rest[1])),
    "rs": lambda rest, code: _random_state(code(*rest)),
    "rnd": lambda rest, code: _python_random(code(*rest)),
}
TAGS: Final = frozenset({"nt", *_MAKE_DICT, *_DECODERS})
