"""What one frame has used of its caps: all that a few of its bytes could else turn into much memory or time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeVar

from autograder.wire.limits import (
    MAX_DECODE_SECONDS,
    MAX_EMPTY_TEXTS,
    MAX_EQUAL_HASHES,
    MAX_ITEMS,
    MAX_NAMED_TUPLES,
    MAX_TEXTS,
    WireError,
)

T = TypeVar("T")

_AT_ONCE: Final = 256  # keys; even where each has to be compared with many, so few take no time
_MAX_OF_ONE_HASH: Final = 1_000  # a set made of them still takes a few milliseconds alone


class Spent:
    """The account of one frame. Each method raises ``WireError`` where its cap is passed."""

    def __init__(self) -> None:
        self._buffers: set[int] = set()
        self._texts = self._items = self._empty = 0
        self._named: set[tuple[str, tuple[str, ...]]] = set()
        self._first: dict[int, object] = {}
        self._same: dict[int, set[object]] = {}
        self._began = time.thread_time()

    def seconds(self) -> float:
        """Processor time of this thread since the frame was begun."""
        return time.thread_time() - self._began

    def check_clock(self) -> None:
        """Refuse a frame that takes longer than any honest one."""
        if self.seconds() > MAX_DECODE_SECONDS:
            raise WireError("a frame takes too long to read")

    def buffer(self, number: int) -> None:
        """Count the use of a buffer; many nodes on one would let a small frame fill all memory with copies."""
        if number in self._buffers:
            raise WireError("two values point to the same bytes")
        self._buffers.add(number)

    def texts(self, count: int) -> None:
        """Count texts of packed lists."""
        self._texts += count
        if self._texts > MAX_TEXTS:
            raise WireError("a frame holds too many texts")

    def items(self, count: int) -> None:
        """Count items of packed lists."""
        self._items += count
        if self._items > MAX_ITEMS:
            raise WireError(
                "a frame holds too many items in lists: numbers in such numbers travel as an array"
            )

    def empty_texts(self, count: int) -> None:
        """Count numpy's texts of no characters."""
        self._empty += count
        if self._empty > MAX_EMPTY_TEXTS:
            raise WireError("a frame holds too many empty texts")

    def named_tuple(self, name: str, fields: tuple[str, ...]) -> None:
        """Count a class of named tuples: each costs as much as thousands of values."""
        self._named.add((name, fields))
        if len(self._named) > MAX_NAMED_TUPLES:
            raise WireError("a frame holds too many kinds of named tuples")

    def hashed(self, value: T) -> T:
        """``value``, counted by its hash: a set that a check makes of many with one hash would never be done."""
        try:
            place = hash(value)
        except TypeError:  # a tuple with a list in it: no set takes it
            return value
        first = self._first.setdefault(place, value)
        if first is not value and first != value:
            same = self._same.setdefault(place, {first})
            same.add(value)
            self.check_clock()
            if len(same) > _MAX_OF_ONE_HASH:
                raise WireError("values are chosen to make a set of them slow")
        return value

    def keys(self, keys: list[Any]) -> Iterator[list[Any]]:
        """``keys`` a few at a time, for a dict or set that is made of them.

        Chosen well, they make each insertion walk over all that came before: so many hashes that are equal are
        refused, and of those that only lead to the same places the clock tells.

        Raises:
            TypeError: one of them cannot be a key.
        """
        check_hashes(keys)
        rest = iter(keys)
        while part := list(islice(rest, _AT_ONCE)):
            yield part
            self.check_clock()


def check_hashes(keys: Iterable[Any]) -> None:
    """Refuse keys of which many have one hash; that happens on purpose alone.

    Raises:
        TypeError: one of them cannot be a key.
        WireError: too many are equal in hash.
    """
    hashes = sorted(map(hash, keys))  # a table to count them in would be slow by the same means
    if any(map(int.__eq__, hashes, hashes[MAX_EQUAL_HASHES:])):
        raise WireError("the keys of a dict or set are chosen to make it slow")
