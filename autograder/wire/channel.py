"""Length-prefixed frames over a stream socket: a strict JSON header and raw buffers.

    magic (4) | header bytes (u32) | body bytes (u64) | header | buffers, one after the other

The header is a JSON object whose ``"buffers"`` lists the length of each buffer.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from autograder.wire.limits import (
    MAX_BODY_BYTES,
    MAX_BUFFERS,
    MAX_HEADER_BYTES,
    ChannelClosed,
    DeadlinePassed,
    WireError,
)

Buffer: TypeAlias = bytes | bytearray | memoryview
Message: TypeAlias = dict[str, Any]

_PREFIX: Final = struct.Struct(">4sIQ")
_MAGIC: Final = b"AGW1"
_MIN_READ: Final = 1 << 16
_MAX_READ: Final = 1 << 20


class Channel:
    """One end of the wire.

    Not thread-safe: host and guest take turns, so one thread on each side is enough.
    """

    def __init__(self, sock: socket.socket, *, max_body: int = MAX_BODY_BYTES) -> None:
        self._sock = sock
        self._max_body = max_body
        self._held = bytearray()

    def send(
        self, message: Message, buffers: Sequence[Buffer] = (), *, deadline: float | None = None
    ) -> None:
        """Send one frame; ``deadline`` is on ``time.monotonic``'s clock.

        Raises:
            WireError: the frame is larger than the caps allow; nothing was sent.
            DeadlinePassed: the other side does not read.
            ChannelClosed: the other side is gone.
        """
        header = _dump({**message, "buffers": [memoryview(b).nbytes for b in buffers]})
        body = sum(memoryview(b).nbytes for b in buffers)
        if len(header) > MAX_HEADER_BYTES or body > self._max_body or len(buffers) > MAX_BUFFERS:
            raise WireError(f"a message of {len(header) + body:,} bytes is larger than the wire allows")
        self._send_all(_PREFIX.pack(_MAGIC, len(header), body) + header, deadline)
        for buffer in buffers:
            self._send_all(buffer, deadline)

    def receive(self, *, deadline: float | None = None) -> tuple[Message, list[memoryview]]:
        """Receive one frame as its header and buffers; the buffers are this frame's own memory.

        What had arrived when a deadline passed is kept, so that the next call goes on from there.

        Raises:
            WireError: the frame breaks a rule.
            DeadlinePassed: no whole frame came in time.
            ChannelClosed: the other side is gone.
        """
        header, body = self._sizes(deadline)
        total = _PREFIX.size + header + body
        self._fill(total, deadline)
        frame = self._take(total)
        message = _load(frame[_PREFIX.size : _PREFIX.size + header])
        return message, _split(message.pop("buffers", None), frame[_PREFIX.size + header :])

    def close(self) -> None:
        """Close this end."""
        self._sock.close()

    def _send_all(self, data: Buffer, deadline: float | None) -> None:
        try:
            self._sock.settimeout(_left(deadline))
            self._sock.sendall(data)
        except TimeoutError:
            raise DeadlinePassed("the other side does not read") from None
        except OSError as error:
            raise ChannelClosed(str(error)) from None

    def _sizes(self, deadline: float | None) -> tuple[int, int]:
        self._fill(_PREFIX.size, deadline)
        magic, header, body = _PREFIX.unpack_from(self._held)
        if magic != _MAGIC or header > MAX_HEADER_BYTES or body > self._max_body:
            raise WireError("a frame does not begin as frames do")
        return header, body

    def _fill(self, size: int, deadline: float | None) -> None:
        """Hold at least ``size`` bytes; memory grows with what arrives, not with what a length promises."""
        while len(self._held) < size:
            self._held += self._read_some(max(_MIN_READ, min(size - len(self._held), _MAX_READ)), deadline)

    def _take(self, size: int) -> memoryview:
        """The first ``size`` bytes held, in memory of their own: that of a large frame is not copied."""
        held, rest = self._held, len(self._held) - size
        if rest < size:
            self._held = held[size:]
            del held[size:]
            return memoryview(held).toreadonly()
        frame = bytes(held[:size])
        del held[:size]
        return memoryview(frame)

    def _read_some(self, most: int, deadline: float | None) -> bytes:
        try:
            self._sock.settimeout(_left(deadline))
            data = self._sock.recv(most)
        except TimeoutError:
            raise DeadlinePassed("the other side did not answer in time") from None
        except OSError as error:
            raise ChannelClosed(str(error)) from None
        if not data:
            raise ChannelClosed("the other side closed the connection")
        return data


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _dump(message: Message) -> bytes:
    return _ENCODER.encode(message).encode("ascii")


def _load(data: memoryview) -> Message:
    try:
        message = _DECODER.decode(str(data, "utf-8"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"a frame's header is not strict JSON: {type(error).__name__}") from None
    if not isinstance(message, dict):
        raise WireError("a frame's header is not an object")
    return message


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate keys")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# Made once: json.dumps and json.loads make new ones for every call that asks for strictness.
_ENCODER: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _split(sizes: object, body: memoryview) -> list[memoryview]:
    if not isinstance(sizes, list) or len(sizes) > MAX_BUFFERS:
        raise WireError("a frame does not list its buffers, or has too many")
    if not all(type(size) is int and size >= 0 for size in sizes):
        raise WireError("a frame does not say how long its buffers are")
    if sum(sizes) != len(body):
        raise WireError("a frame's buffers are not as long as it says")
    parts, start = [], 0
    for size in sizes:
        parts.append(body[start : start + size])
        start += size
    return parts
