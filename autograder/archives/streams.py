"""Decompression in small pieces, counted as they come: no header and no file can pass the caps."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from autograder.archives.caps import Tally

_PIECE: Final = 64 << 10

_XZ_MEMORY: Final = 80 << 20
"""What a decoder of xz may ask for: its highest preset needs 65 MiB, a hostile header 4 GiB."""

_GZIP_WINDOW: Final = 31
"""zlib's word for: the gzip format with the largest window."""

MAGIC: Final = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\0"}


class _Decompressor(Protocol):
    """What the decompressors of ``bz2`` and ``lzma`` have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gunzip:
    """zlib's decompressor in the form of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_GZIP_WINDOW)
        self._has_more = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._has_more

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        # A full piece may have left output inside, also where all input was consumed.
        self._has_more = len(piece) == max_length or bool(self._inner.unconsumed_tail)
        return piece


_MAKE: Final[dict[str, Callable[[], _Decompressor]]] = {
    "gzip": _Gunzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY),
}


def pieces(data: bytes, tally: Tally) -> Iterator[memoryview]:
    """``data`` in small pieces, decompressed where it begins as compressed data does.

    Raises:
        SubmissionError: it is made of too many streams.
        EOFError: it breaks off.
        zlib.error, OSError, lzma.LZMAError: it is damaged.
    """
    for kind, magic in MAGIC.items():
        if data.startswith(magic):
            yield from _decompressed(memoryview(data), magic, _MAKE[kind], tally)
            return
    for at in range(0, len(data), _PIECE):
        yield memoryview(data)[at : at + _PIECE]


def _decompressed(
    data: memoryview, magic: bytes, make: Callable[[], _Decompressor], tally: Tally
) -> Iterator[memoryview]:
    at = 0
    # Parallel compressors write several streams in a row. What follows the last is padding.
    while data[at : at + len(magic)] == magic:
        tally.add_entry()  # millions of empty streams would fit, and cost much time
        stream = make()
        while not stream.eof:
            fed = bytes(data[at : at + _PIECE]) if stream.needs_input else b""
            if stream.needs_input and not fed:
                raise EOFError
            at += len(fed)
            yield memoryview(stream.decompress(fed, _PIECE))
        at -= len(stream.unused_data)


class Reader:
    """Reads what ``data`` decompresses to, once, from the beginning, within the caps.

    All methods raise ``SubmissionError`` when a cap is passed, and as ``pieces`` does.
    """

    def __init__(self, data: bytes, tally: Tally) -> None:
        self._pieces = pieces(data, tally)
        self._tally = tally
        self._room = tally.caps.total_bytes + tally.caps.overhead
        self._piece = memoryview(b"")

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        whole = io.BytesIO()  # its value is taken without another copy
        for part in self._parts(size):
            whole.write(part)
        return whole.getvalue()

    def skip(self, size: int) -> None:
        """Pass over the next ``size`` bytes."""
        for _ in self._parts(size):
            pass

    def drain(self) -> None:
        """Read to the end, where the decompressors compare their check sums."""
        while self._fetch():
            pass

    def _parts(self, size: int) -> Iterator[memoryview]:
        while size > 0:
            if not self._piece and not self._fetch():
                raise EOFError
            part, self._piece = self._piece[:size], self._piece[size:]
            size -= len(part)
            yield part

    def _fetch(self) -> bool:
        """Get the next piece, which may be empty; whether there was one."""
        self._tally.check_clock()
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._piece = piece
        self._room -= len(piece)
        if self._room < 0:
            raise self._tally.caps.too_much()
        return True
