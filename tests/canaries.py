"""Secrets that tests plant, and the shapes in which student code may have smuggled them out."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

_DATA_URI = re.compile(rb"data:[\w/+.-]*;base64,([A-Za-z0-9+/=\s]+)")
_ZLIB = re.compile(rb"x[\x01\x5e\x9c\xda]")
_INFLATED = 1 << 22


def shapes(secret: str) -> Iterator[bytes]:
    """``secret`` as a student might smuggle it out; base64 of it looks different at three offsets."""
    token = secret.removeprefix("secret:").encode()
    yield from (token, token.upper(), token[::-1], token.hex().encode(), token.hex().encode()[::-1])
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + token)
        yield coded[4 if offset else 0 : -4]


def stolen(secrets: Mapping[str, str], data: bytes) -> set[str]:
    """The places whose secrets are in ``data``, in any shape, also in pictures and what they compress."""
    layers = [data, *_unpacked(data)]
    return {
        place
        for place, secret in secrets.items()
        if any(shape in layer for layer in layers for shape in shapes(secret))
    }


def bytes_below(folder: Path) -> bytes:
    """What all files in ``folder`` hold."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _unpacked(data: bytes) -> Iterator[bytes]:
    for found in _DATA_URI.finditer(data):
        try:
            picture = base64.b64decode(found[1], validate=False)
        except binascii.Error:
            continue
        yield picture
        yield from _inflated(picture)


def _inflated(data: bytes) -> Iterator[bytes]:
    for found in _ZLIB.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[found.start() :], _INFLATED)
        except zlib.error:
            continue
