"""A kernel that looks at its own walls and tells the host what it sees, in one line of JSON.

The host asks for it in place of the usual entry before it trusts a sandbox. No student code runs here, so
what it says is an honest report of what a student's code would meet.
"""

from __future__ import annotations

import contextlib
import errno
import json
import mmap
import os
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.guest import isolate, libc

_FOREIGN_ADDRESS = ("192.0.2.1", 9)  # reserved for documentation: nobody answers, whatever the network
_PAGES = 4 << 20


def serve(_state: object, wire: socket.socket, config: Mapping[str, Any]) -> None:
    """Do what ``config["act"]`` names, and answer."""
    act = _ACTS[config["act"]]
    wire.sendall((json.dumps(act(wire, config)) + "\n").encode())


def _look(wire: socket.socket, config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "uid": os.getuid(),
        "status": _status(),
        "processes": sorted(int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()),
        "proc_is_own": str(Path("/proc/self").readlink()) == str(os.getpid()),
        "interfaces": sorted(_interfaces()),
        "connect": _errno(_connect),
        "writable": [path for path in ("/", "/usr", "/etc", "/dev", "/opt/autograder") if _can_write(path)],
        "bounds": {path: _bounds(path) for path in ("/tmp", "/dev/shm", isolate.HOME)},
        "visible": [path for path in config["secrets"] if _exists(Path(path))],
        "descriptors": _open_descriptors(wire.fileno()),
        "environment": sorted(os.environ),
        "new_user_namespace": _errno(lambda: libc.unshare(libc.CLONE_NEWUSER)),
        "mount": _errno(lambda: libc.mount("tmpfs", "/tmp", "tmpfs", 0)),
        "remount": _errno(lambda: libc.mount("none", "/", "", 32)),
    }


def _fill_memory(_wire: socket.socket, config: Mapping[str, Any]) -> dict[str, Any]:
    """Write to a memory file, which no resource limit of a process counts."""
    size = int(config["bytes"])
    descriptor = os.memfd_create("fill")
    os.ftruncate(descriptor, size)
    with mmap.mmap(descriptor, size) as view:
        for place in range(0, size, _PAGES):
            view[place : place + _PAGES] = b"x" * min(_PAGES, size - place)
    return {"filled": size}


def _fill_processes(_wire: socket.socket, config: Mapping[str, Any]) -> dict[str, Any]:
    """Fork until it is refused, ``count`` times at most."""
    for made in range(int(config["count"])):
        try:
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
        except OSError:
            return {"made": made}
    return {"made": int(config["count"])}


_ACTS: dict[str, Callable[[socket.socket, Mapping[str, Any]], dict[str, Any]]] = {
    "look": _look,
    "fill memory": _fill_memory,
    "fill processes": _fill_processes,
}


def _status() -> dict[str, str]:
    wanted = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")
    pairs = [
        line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    ]
    return {name: value.strip() for name, value in pairs if name in wanted}


def _interfaces() -> list[str]:
    lines = Path("/proc/net/dev").read_text(encoding="ascii").splitlines()
    return [line.split(":")[0].strip() for line in lines if ":" in line]


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as handle:
        handle.settimeout(2)
        handle.connect(_FOREIGN_ADDRESS)


def _errno(action: Callable[[], object]) -> str:
    """The name of the error that ``action`` meets; empty when it succeeds."""
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    return ""


def _can_write(folder: str) -> bool:
    path = Path(folder, "autograder-selfcheck")
    try:
        path.touch(exist_ok=False)
    except OSError:
        return False
    path.unlink()
    return True


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return False  # a folder above it cannot even be looked into


def _bounds(path: str) -> list[int]:
    """Size in bytes and number of inodes of the file system at ``path``."""
    found = os.statvfs(path)
    return [found.f_blocks * found.f_frsize, found.f_files]


def _open_descriptors(own: int) -> list[str]:
    found = []
    for path in Path("/proc/self/fd").iterdir():
        if int(path.name) > 2 and int(path.name) != own:
            with contextlib.suppress(OSError):  # the descriptor that listed the folder is closed again
                found.append(str(path.readlink()))
    return found
