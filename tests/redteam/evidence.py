"""What an attack left behind, and in which ways that is more than its due."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

REACHED = "REACHED"
"""What a payload prints once it has got what it was after; in its source it stands as ``"REA" "CHED"``."""

_DATA_URI = re.compile(rb"data:[\w/+.-]*;base64,([A-Za-z0-9+/=\s]+)")
_ZLIB = re.compile(rb"x[\x01\x5e\x9c\xda]")
_INFLATED = 1 << 22


@dataclass(frozen=True)
class Evidence:
    """What is known after one submission was graded.

    ``seen`` is every byte that its student may see, ``said`` what its own cells put out. ``harm`` is
    what it did to others, a sentence each.
    """

    score: float | None
    outcome: str
    seen: bytes = b""
    said: str = ""
    harm: Sequence[str] = field(default=())


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


def breaches(evidence: Evidence, secrets: Mapping[str, str], due: float) -> list[str]:
    """What the attack got that it should not have; nothing when all walls held."""
    found = [f"the secret of {place} got out" for place in sorted(stolen(secrets, evidence.seen) - {"name"})]
    if evidence.score is None:
        found.append(f"it was not graded, but ended as {evidence.outcome}")
    elif evidence.score > due + 1e-6:
        found.append(f"it scored {evidence.score:g} instead of {due:g}")
    if REACHED in evidence.said:
        found.append(evidence.said[evidence.said.index(REACHED) :].splitlines()[0])
    return [*found, *evidence.harm]
