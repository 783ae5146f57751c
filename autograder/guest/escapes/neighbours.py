"""Ways for two kernels to meet, and for one to outlive its end; the host asks one for each half."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.guest.escapes.attempts import attempt, library

_PLACES = ("/tmp", "/dev/shm")
_IPC_CREAT, _IPC_RMID = 0o1000, 0
_DEVICE = "/dev/null"  # one of the few things that all kernels see and may open for writing
_WRITE_LOCK = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
_IGNORED = signal.SIGURG  # by whoever does not wait for it
_LEFT_OVER_SECONDS = 6
_MEMORY_FILE = 4 << 20
_FATAL = (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL)

_held = contextlib.ExitStack()
_filled: list[int] = []


def _meet(given: Mapping[str, Any]) -> dict[str, Any]:
    """Leave something behind wherever another kernel could find it."""
    with contextlib.ExitStack() as stack:
        for path in _files(given):
            path.write_text("x", encoding="ascii")
            stack.callback(path.unlink)
        listening = stack.enter_context(socket.socket(socket.AF_UNIX))
        listening.bind(_address(given))
        listening.listen()
        shared = library("shmget", _key(given), 4096, _IPC_CREAT | 0o600)
        stack.callback(library, "shmctl", shared, _IPC_RMID, None)
        queue = library("msgget", _key(given), _IPC_CREAT | 0o600)
        stack.callback(library, "msgctl", queue, _IPC_RMID, None)
        device = os.open(_DEVICE, os.O_RDWR)
        stack.callback(os.close, device)
        with contextlib.suppress(OSError):  # somebody else's lock will be seen as well as ours
            fcntl.fcntl(device, fcntl.F_SETLK, _WRITE_LOCK)
        signal.pthread_sigmask(signal.SIG_BLOCK, {_IGNORED})
        _held.push(stack.pop_all())
    return {"ready": True}


def _part(_given: Mapping[str, Any]) -> dict[str, Any]:
    """Take away what ``_meet`` left."""
    _held.close()
    return {"gone": True}


def _files(given: Mapping[str, Any]) -> list[Path]:
    return [Path(place, f"autograder-escape-{given['canary']}") for place in _PLACES]


def _address(given: Mapping[str, Any]) -> str:
    return f"\0autograder-escape-{given['canary']}"


def _key(given: Mapping[str, Any]) -> int:
    return int(given["canary"][:7], 16)


def _look_for_files(given: Mapping[str, Any]) -> dict[str, Any]:
    return {str(path): attempt(os.stat, path) for path in _files(given)}


def _look_for_socket(given: Mapping[str, Any]) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as handle:
        return {"a socket": attempt(handle.connect, _address(given))}


def _look_for_memory(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "shared memory": attempt(library, "shmget", _key(given), 0, 0),
        "a message queue": attempt(library, "msgget", _key(given), 0),
    }


def _look_for_lock(_given: Mapping[str, Any]) -> dict[str, Any]:
    device = os.open(_DEVICE, os.O_RDWR)
    try:
        return {"met": attempt(fcntl.fcntl, device, fcntl.F_SETLK, _WRITE_LOCK) != ""}
    finally:
        os.close(device)


def _signal_all(_given: Mapping[str, Any]) -> dict[str, Any]:
    with contextlib.suppress(OSError):
        os.kill(-1, _IGNORED)
    return {"sent": True}


def _was_signalled(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {"reached": _IGNORED in signal.sigpending()}


def _end_process_1(given: Mapping[str, Any]) -> dict[str, Any]:
    """Try to stop and to kill the process that watches over this kernel."""
    target = os.getppid() if given["target"] == "parent" else 1
    for number in _FATAL:
        with contextlib.suppress(OSError):
            os.kill(target, number)
    return {"sent": True}


def _leave_process(given: Mapping[str, Any]) -> dict[str, Any]:
    """Leave a process behind that ignores what can be ignored, in a session of its own."""
    if os.fork() == 0:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            Path("/proc/self/comm").write_text(given["name"], encoding="ascii")
            os.closerange(3, 1024)
            time.sleep(_LEFT_OVER_SECONDS)
        os._exit(0)
    os.wait()
    time.sleep(0.2)
    return {"left": True}


def _fill_memory(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fill memory files, which no resource limit of a process counts."""
    filled = 0
    while filled < 2 * given["memory"]:  # in several, since one would meet the limit of a file's size
        _filled.append(os.memfd_create("fill"))
        filled += os.write(_filled[-1], bytes(_MEMORY_FILE))
    return {"filled": filled}


PROBES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "meet": _meet,
    "files of neighbours": _look_for_files,
    "sockets of neighbours": _look_for_socket,
    "memory of neighbours": _look_for_memory,
    "record locks of neighbours": _look_for_lock,
    "signal all": _signal_all,
    "was signalled": _was_signalled,
    "part": _part,
    "end process 1": _end_process_1,
    "leave a process": _leave_process,
    "fill memory": _fill_memory,
}
