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
    MAX_HEADER_BYTES,
    ChannelClosed,
    DeadlinePassed,
    WireError,
)

Buffer: TypeAlias = bytes | bytearray | memoryview
Message: TypeAlias = dict[str, Any]

_PREFIX: Final = struct.Struct(">4sIQ")
_MAGIC: Final = b"AGW1"


class Channel:
    """One end of the wire.

    Not thread-safe: host and guest take turns, so one thread on each side is enough.
    """

    def __init__(self, sock: socket.socket, *, max_body: int = MAX_BODY_BYTES) -> None:
        self._sock = sock
        self._max_body = max_body
        self.at_boundary = True
        """Whether nothing of the next frame has been read yet; a deadline may pass in the middle of one."""

    def send(self, message: Message, buffers: Sequence[Buffer] = (), *, deadline: float | None = None) -> None:
        """Send one frame; ``deadline`` is on ``time.monotonic``'s clock.

        Raises:
            WireError: the frame is larger than the caps allow; nothing was sent.
            DeadlinePassed: the other side does not read.
            ChannelClosed: the other side is gone.
        """
        header = _dump({**message, "buffers": [memoryview(b).nbytes for b in buffers]})
        body = sum(memoryview(b).nbytes for b in buffers)
        if len(header) > MAX_HEADER_BYTES or body > self._max_body:
            raise WireError(f"a message of {len(header) + body:,} bytes is larger than the wire allows")
        self._send_all(_PREFIX.pack(_MAGIC, len(header), body) + header, deadline)
        for buffer in buffers:
            self._send_all(buffer, deadline)

    def receive(self, *, deadline: float | None = None) -> tuple[Message, list[memoryview]]:
        """Receive one frame as its header and buffers; the buffers are this frame's own memory.

        Raises:
            WireError: the frame breaks a rule.
            DeadlinePassed: no whole frame came in time.
            ChannelClosed: the other side is gone.
        """
        prefix = self._read(_PREFIX.size, deadline)
        magic, header_size, body_size = _PREFIX.unpack(prefix)
        if magic != _MAGIC or header_size > MAX_HEADER_BYTES or body_size > self._max_body:
            raise WireError("a frame does not begin as frames do")
        message = _load(self._read(header_size, deadline))
        body = self._read(body_size, deadline)
        self.at_boundary = True
        return message, _split(message.pop("buffers", None), body)

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

    def _read(self, size: int, deadline: float | None) -> memoryview:
        # Memory grows with what has arrived, not with what a forged length promises.
        data = bytearray(min(size, 1 << 20))
        filled = 0
        while filled < size:
            if filled == len(data):
                data.extend(bytes(min(size - filled, len(data))))
            filled += self._read_some(memoryview(data)[filled:], deadline)
        return memoryview(data)

    def _read_some(self, view: memoryview, deadline: float | None) -> int:
        try:
            self._sock.settimeout(_left(deadline))
            count = self._sock.recv_into(view)
        except TimeoutError:
            raise DeadlinePassed("the other side did not answer in time") from None
        except OSError as error:
            raise ChannelClosed(str(error)) from None
        if count == 0:
            raise ChannelClosed("the other side closed the connection")
        self.at_boundary = False
        return count


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _dump(message: Message) -> bytes:
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii")


def _load(data: memoryview) -> Message:
    try:
        message = json.loads(bytes(data), object_pairs_hook=_unique, parse_constant=_no_constant)
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


def _split(sizes: object, body: memoryview) -> list[memoryview]:
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
        raise WireError("a frame does not say how long its buffers are")
    if sum(sizes) != len(body):
        raise WireError("a frame's buffers are not as long as it says")
    parts, start = [], 0
    for size in sizes:
        parts.append(body[start : start + size])
        start += size
    return parts
