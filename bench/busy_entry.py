"""A guest entry for `bench.fairness`: burns processors, or does a fixed piece of work."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence

_STEPS = 6_000_000


def prepare(_preload: Sequence[str]) -> None:
    """Nothing to import."""


def serve(_state: object, wire: socket.socket, _config: object) -> None:
    """``burn N`` leaves N busy processes; ``work N`` works in N processes at once, and answers at their end."""
    with wire.makefile("rw", encoding="ascii") as stream:
        for line in stream:
            act, count = line.split()
            children = [_started(act) for _ in range(int(count))]
            for child in children if act == "work" else ():
                os.waitpid(child, 0)
            stream.write(".")
            stream.flush()


def _started(act: str) -> int:
    child = os.fork()
    if child == 0:
        os.setsid()  # Linux by itself shares fairly between sessions, which a hog would not leave it at
        _step()
        while act == "burn":
            _step()
        os._exit(0)
    return child


def _step() -> None:
    total = 0
    for number in range(_STEPS):
        total += number
