"""Lies about an honest frame: its JSON tree with other types, lengths, shapes and places; its bytes changed."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from autograder.wire import arrays, kin, times, whole
from autograder.wire.codec import _DECODERS

TAGS: Final = sorted(
    {*_DECODERS, *arrays.TAGS, *kin.TAGS, *times.TAGS, *whole.TAGS} - {"tf", "torch", "tdt", "tsz"}
)
DTYPES: Final = (
    *("<f8", ">f2", "|b1", "|O", "<U3", "<U0", "|S0", "<U999999", "<M8", "<M8[ns]", "<M8[0s]", "<M8[as]"),
    *("<m8[999999999999W]", "<c32", "<f16", "<V8", "i4,i4", "<i8"),
)
WORDS: Final = (
    *("nan", "number", "text", "zone", "category", "period", "interval", "plain", "NA", "left", "x", "both"),
    *("PCG64", "MT19937", "Philox", "csr_array", "coo_matrix", "Polynomial", "Int8Dtype", "zoneinfo", "pytz"),
    *("Europe/Berlin", "dateutil//etc/passwd", "dateutil/../x", "../../etc/passwd", "UTC+25", "tzlocal()"),
    *("ns", "D", "B", "QE-DEC", "999999999ns", "-1D", "posix", "windows", "argument", "callback", "error"),
)
NUMBERS: Final = (
    *(0, 1, -1, 2, 7, 31, 32, 33, 64, 255, 256, 1 << 15, 1 << 16, (1 << 20) + 1, 1 << 31, (1 << 32) + 1),
    *(1 << 53, (1 << 61) - 1, (1 << 63) - 1, -(1 << 63), 1 << 63, 10**18, 10**30, -(10**30)),
)
JUNK: Final[tuple[Any, ...]] = (
    *(None, True, False, 0.5, -0.0, 1e308, 5e-324, "", "\x00", "\ud800", "é🙂", "a" * 300, "9" * 5_000),
    *([], {}, {"a": 1}, ["l"], ["..."], ["f", "nan"], ["i", "0x" + "f" * 70], ["ref", 0], ["nat"], ["na"]),
)
Path = tuple[int | str, ...]
Rng = random.Random


def mutated(node: Any, buffers: list[bytes], rng: Rng) -> tuple[Any, list[bytes]]:
    """A copy of a node and its buffers with one to four lies in it."""
    tree, data = copy.deepcopy(node), list(buffers)
    for _ in range(rng.randint(1, 4)):
        if data and rng.random() < 0.3:
            _lie_in_buffers(data, rng)
        else:
            tree = _lie_in_tree(tree, len(data), rng)
    return tree, data


def changed_bytes(data: bytes, rng: Rng) -> bytes:
    """``data`` with some bytes changed, taken out or put in, or its end cut off."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        place = rng.randrange(len(found) + 1)
        match rng.randrange(4):
            case 0 if place < len(found):
                found[place] ^= 1 << rng.randrange(8)
            case 1:
                found[place:place] = rng.randbytes(rng.randint(1, 8))
            case 2:
                del found[place : place + rng.randint(1, 8)]
            case _ if rng.random() < 0.2:
                del found[place:]
    return bytes(found)


def _places(node: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _places(part, (*path, number))
    elif isinstance(node, dict):
        for key, part in node.items():
            yield from _places(part, (*path, key))


def _lie_in_tree(tree: Any, buffers: int, rng: Rng) -> Any:
    path = rng.choice(list(_places(tree)))
    parent, key = {"root": tree}, "root"
    holder: Any = parent
    for step in path:
        holder, key = holder[key], step  # type: ignore[assignment]
    holder[key] = rng.choice(_LIES)(holder[key], tree, buffers, rng)
    return parent["root"]


def _other(part: Any, tree: Any, buffers: int, rng: Rng) -> Any:
    kinds: tuple[tuple[Any, ...], ...] = (TAGS, DTYPES, WORDS, NUMBERS, JUNK, tuple(range(buffers + 1)))
    return copy.deepcopy(rng.choice(rng.choice(kinds)))


def _near(part: Any, tree: Any, buffers: int, rng: Rng) -> Any:
    if type(part) in (int, float):
        return rng.choice(
            (part + 1, part - 1, -part, part * 2, part + 256, float(part % 2**60), str(part), bool(part))
        )
    if isinstance(part, str):
        return rng.choice((part + "x", part[:-1], part.upper(), part * 50, [part], part[::-1]))
    return [part] if part is None or isinstance(part, bool) else _shuffled(part, tree, buffers, rng)


def _shuffled(part: Any, tree: Any, buffers: int, rng: Rng) -> Any:
    if not isinstance(part, list) or not part:
        return [part]
    found = list(part)
    change: Callable[[], Any] = rng.choice(
        (
            lambda: found.append(copy.deepcopy(rng.choice(found))),
            lambda: found.pop(rng.randrange(len(found))),
            lambda: rng.shuffle(found),
            lambda: found.insert(rng.randrange(len(found)), _other(None, tree, buffers, rng)),
            lambda: found.extend(copy.deepcopy(found[1:]) * rng.choice((1, 2, 50))),
        )
    )
    change()
    return found


def _nested(part: Any, tree: Any, buffers: int, rng: Rng) -> Any:
    for _ in range(rng.choice((1, 2, 90, 110))):
        part = [rng.choice(("l", "t", "d", "sv", "oa")), part]
    return part


def _from_elsewhere(part: Any, tree: Any, buffers: int, rng: Rng) -> Any:
    found = tree
    for step in rng.choice(list(_places(tree))):
        found = found[step]
    return copy.deepcopy(found)


_LIES: Final = (_other, _other, _near, _near, _shuffled, _shuffled, _nested, _from_elsewhere)


def _lie_in_buffers(data: list[bytes], rng: Rng) -> None:
    number = rng.randrange(len(data))
    data[number] = rng.choice(
        (
            changed_bytes(data[number], rng),
            data[number] * 2,
            data[number][:-1],
            b"",
            bytes([rng.choice((0, 1, 2, 127, 128, 255))]) * len(data[number]),
            rng.randbytes(len(data[number])),
        )
    )
    if rng.random() < 0.2:
        rng.shuffle(data)
