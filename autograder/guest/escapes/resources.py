"""Floods, each bounded to twice what a kernel is granted, so that a machine without walls survives them."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

from autograder.guest import isolate
from autograder.guest.escapes.attempts import attempt, library, scratch

_PLACES = ("/tmp", "/dev/shm", isolate.HOME)
_PIECE = bytes(1 << 20)
_LOCKED = 16 << 20
_SIGNALS = 5000
_QUEUE_FLAGS = os.O_CREAT | os.O_RDWR


def _folders() -> list[str]:
    return [path for path in _PLACES if os.access(path, os.W_OK)]


def _inodes(given: Mapping[str, Any]) -> dict[str, Any]:
    made = {}
    for place in _folders():
        with scratch(place) as folder:
            made[place] = 0
            with contextlib.suppress(OSError):
                for number in range(2 * given["inodes"]):
                    (folder / str(number)).touch()
                    made[place] = number + 1
    return {"made": made}


def _sizes(given: Mapping[str, Any]) -> dict[str, Any]:
    written = {}
    for place in _folders():
        with scratch(place) as folder, (folder / "flood").open("wb", buffering=0) as file:
            with contextlib.suppress(OSError):
                while file.tell() < 2 * given["bytes"]:
                    file.write(_PIECE)
            written[place] = file.tell()
    return {"written": written}


def _large_file(given: Mapping[str, Any]) -> dict[str, Any]:
    with scratch() as folder, (folder / "sparse").open("wb") as file:
        return {"a file without end": attempt(os.truncate, file.fileno(), given["file_bytes"] + 1)}


def _queues(_given: Mapping[str, Any]) -> dict[str, Any]:
    name = b"/autograder-escape"

    def make() -> None:
        os.close(library("mq_open", name, _QUEUE_FLAGS, 0o600, None))
        library("mq_unlink", name)

    return {"a message queue": attempt(make)}


def _locked_memory(_given: Mapping[str, Any]) -> dict[str, Any]:
    memory = mmap.mmap(-1, _LOCKED)
    place = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    return {"16 MiB": attempt(library, "mlock", place, ctypes.c_size_t(_LOCKED))}


def _pending_signals(_given: Mapping[str, Any]) -> dict[str, Any]:
    """Signals that wait, which Linux counts for all processes of an account together."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
    sent = 0
    with contextlib.suppress(OSError):
        while sent < _SIGNALS:
            library("sigqueue", os.getpid(), int(signal.SIGRTMIN), None)
            sent += 1
    return {"sent": sent}


def _core_dump(_given: Mapping[str, Any]) -> dict[str, Any]:
    """A crash, after the limit was raised as far as it may be."""
    with scratch() as folder:
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
            os.abort()
        return {"dumped": os.WCOREDUMP(os.waitpid(child, 0)[1])}


def _fork_bomb(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fork up to twice as often as is granted; the children end with the probe."""
    children = []
    with contextlib.suppress(OSError):
        for _ in range(2 * given["pids"]):
            child = os.fork()
            if child == 0:
                time.sleep(10)
                os._exit(0)
            children.append(child)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return {"made": len(children)}


PROBES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "number of files": _inodes,
    "size of files": _sizes,
    "a large file": _large_file,
    "message queues": _queues,
    "locked memory": _locked_memory,
    "pending signals": _pending_signals,
    "core dumps": _core_dump,
    "fork bomb": _fork_bomb,
}
