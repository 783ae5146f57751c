"""Attempts to get out of the wall, made inside a real kernel; the host judges what came of them.

Every probe is harmless where it succeeds: it opens and does not write, asks for what Linux refuses for another
reason once rights are there, sends a signal that is ignored, and undoes what it did. So it can be tried on a machine
whose wall has a hole. A probe gives plain facts and never raises; a mapping of attempts to error names says of each
attempt why it was refused, with an empty name for one that succeeded.

The host sends one line of JSON for each probe, ``{"probe": name, ...}``, and reads one line of facts. Each runs in
a child of the kernel, since a wall may answer with a signal; those of ``neighbours`` run in the kernel itself,
which must hold on to what they made.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from autograder.guest.escapes.calls import PROBES as CALLS
from autograder.guest.escapes.files import PROBES as FILES
from autograder.guest.escapes.neighbours import PROBES as NEIGHBOURS
from autograder.guest.escapes.resources import PROBES as RESOURCES
from autograder.guest.escapes.rights import PROBES as RIGHTS
from autograder.guest.escapes.sockets import PROBES as SOCKETS
from autograder.guest.escapes.spaces import PROBES as SPACES

Probe = Callable[[Mapping[str, Any]], dict[str, Any]]

_SECONDS: Final = 15.0
_BYTES: Final = 60_000  # less than a pipe holds, so that a child never waits for its reader

IN_A_CHILD: Final[dict[str, Probe]] = {
    **SPACES,
    **CALLS,
    **SOCKETS,
    **FILES,
    **RIGHTS,
    **RESOURCES,
}
IN_THE_KERNEL: Final[dict[str, Probe]] = NEIGHBOURS


def prepare(preload: Sequence[str]) -> None:
    """Import what the course's kernels have imported."""
    for name in preload:
        importlib.import_module(name)


def serve(_state: object, wire: socket.socket, _config: Mapping[str, Any]) -> None:
    """Make the attempts that the host asks for, until it hangs up."""
    with wire.makefile("rw", encoding="ascii") as stream:
        for line in stream:
            given = {**json.loads(line), "wire": wire.fileno()}
            name = given["probe"]
            facts = (
                _facts(IN_THE_KERNEL[name], given)
                if name in IN_THE_KERNEL
                else _in_child(IN_A_CHILD[name], given)
            )
            stream.write(json.dumps(facts) + "\n")
            stream.flush()


def _facts(probe: Probe, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return probe(given)
    except Exception as error:
        return {"broken": f"{type(error).__name__}: {error}"}


def _in_child(probe: Probe, given: Mapping[str, Any]) -> dict[str, Any]:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.write(write, json.dumps(_facts(probe, {**given, "pipe": write})).encode()[:_BYTES])
        os._exit(0)
    os.close(write)
    try:
        return _heard(child, read)
    finally:
        os.close(read)


def _heard(child: int, read: int) -> dict[str, Any]:
    """What ``child`` said before it ended; it is ended if it does not."""
    ended = bool(select.select([read], [], [], _SECONDS)[0])
    if not ended:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    data = os.read(read, _BYTES) if ended else b""
    if not data:
        return {"died": signal.Signals(-status).name if status < 0 else f"exit status {status}"}
    facts: dict[str, Any] = json.loads(data)
    return facts
