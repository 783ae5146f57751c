"""Bytes to frames to values, as the host does it, without a socket."""

from __future__ import annotations

from typing import Any

from autograder.wire.channel import Channel
from autograder.wire.codec import Decoder
from autograder.wire.limits import ChannelClosed, WireError


class Recorded:
    """A socket whose other end has sent ``data`` and hung up."""

    def __init__(self, data: bytes) -> None:
        self._rest = data

    def settimeout(self, _: float | None) -> None:
        """Nothing is waited for."""

    def recv(self, most: int) -> bytes:
        """The next bytes; none at the end."""
        data, self._rest = self._rest[:most], self._rest[most:]
        return data


def values(data: bytes) -> list[Any]:
    """The values of all frames in ``data``.

    Raises:
        WireError: a frame or a value breaks a rule.
    """
    channel, found = Channel(Recorded(data)), []  # type: ignore[arg-type]
    try:
        while True:
            message, buffers = channel.receive()
            found.append(Decoder(buffers, tuple).decode(message.get("value")))
    except ChannelClosed:
        return found


def read_all(data: bytes) -> None:
    """Read ``data``; only what is no ``WireError`` gets out."""
    try:
        values(data)
    except WireError:
        pass


def first(data: bytes) -> tuple[Any, list[bytes]] | None:
    """The node and the buffers of the first frame; ``None`` where it is none."""
    try:
        message, buffers = Channel(Recorded(data)).receive()  # type: ignore[arg-type]
    except WireError:
        return None
    return message.get("value"), [bytes(buffer) for buffer in buffers]
