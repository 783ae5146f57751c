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
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, TypeAlias

from autograder.wire.limits import WireError

Code: TypeAlias = Callable[[Any], Any]

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
    if kind is Decimal:
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
        return _MAKE_DICT[tag](dict(zip(items[::2], items[1::2], strict=True)))
    if tag == "dq":
        return deque(code(node) for node in rest)
    if tag == "fr":
        return Fraction(*(_integer(code(node)) for node in rest))
    if tag == "de":
        return _decimal(*rest)
    if tag == "rng":
        return _generator(rest[0], code(rest[1]))
    name, fields, *items = rest
    return _named_tuple(_identifier(name), tuple(map(_identifier, fields)))(*map(code, items))


def _is_bit_generator(kind: type) -> bool:
    return kind.__name__ in _BIT_GENERATORS and kind.__module__.startswith("numpy.random.")


def _generator(name: object, state: object) -> Any:
    from numpy import random

    if name not in _BIT_GENERATORS or not isinstance(state, dict):
        raise WireError("a random generator is of an unknown kind")
    bits = getattr(random, str(name))()
    bits.state = state
    return random.Generator(bits)


def _is_named_tuple(kind: Any) -> bool:
    # Only what ``namedtuple`` itself makes: a subclass with its own methods stays a proxy.
    return kind.__bases__ == (tuple,) and isinstance(getattr(kind, "_fields", None), tuple) and "_make" in vars(kind)


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
    if not isinstance(text, str) or len(text) > 1000:
        raise WireError("a decimal is a short text")
    try:
        return Decimal(text)
    except ArithmeticError:
        raise WireError("a decimal is not a number") from None
