"""Ways out of the namespaces: new ones, those of others, and mounts."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.guest import libc
from autograder.guest.escapes.attempts import HERE, NONE, attempt, call, mount_point

_SIGCHLD = 17
_NEWTIME = 0x80
_MS_REMOUNT, _MS_BIND, _MNT_DETACH = 32, 4096, 2
_OPEN_TREE_CLONE = 1
_READ_ONLY = ("/", "/usr", "/etc", "/dev", "/opt/autograder/autograder/guest")

# A user namespace last: it changes what the caller may do.
_KINDS = {
    "mount": libc.CLONE_NEWNS,
    "network": libc.CLONE_NEWNET,
    "ipc": libc.CLONE_NEWIPC,
    "host name": libc.CLONE_NEWUTS,
    "control group": libc.CLONE_NEWCGROUP,
    "process": libc.CLONE_NEWPID,
    "time": _NEWTIME,
    "user": libc.CLONE_NEWUSER,
}


def _unshare(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: attempt(call, "unshare", flag) for name, flag in _KINDS.items()}


def _clone(_given: Mapping[str, Any]) -> dict[str, Any]:
    def clone() -> None:
        _reap(call("clone", libc.CLONE_NEWUSER | _SIGCHLD, 0, 0, 0, 0))

    return {"user": attempt(clone)}


def _clone3(_given: Mapping[str, Any]) -> dict[str, Any]:
    words = (ctypes.c_uint64 * 8)(libc.CLONE_NEWUSER, 0, 0, 0, _SIGCHLD)
    return {"user": attempt(lambda: _reap(call("clone3", words, ctypes.sizeof(words))))}


def _reap(child: int) -> None:
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _setns(_given: Mapping[str, Any]) -> dict[str, Any]:
    def enter(process: str, kind: str) -> None:
        descriptor = os.open(f"/proc/{process}/ns/{kind}", os.O_RDONLY)
        try:
            call("setns", descriptor, 0)
        finally:
            os.close(descriptor)

    return {
        "its own": attempt(enter, "self", "uts"),
        "that of process 1": attempt(enter, "1", "net"),
        "by process descriptor": attempt(
            lambda: call("setns", os.pidfd_open(os.getppid()), libc.CLONE_NEWUTS)
        ),
    }


def _mount(_given: Mapping[str, Any]) -> dict[str, Any]:
    with mount_point() as place:

        def mount(source: bytes, kind: bytes, flags: int) -> None:
            call("mount", source, place, kind, flags, None)
            call("umount2", place, _MNT_DETACH)

        return {
            "tmpfs": attempt(mount, b"tmpfs", b"tmpfs", 0),
            "bind": attempt(mount, place, b"none", _MS_BIND),
            "proc": attempt(mount, b"proc", b"proc", 0),
            # Nothing is mounted there, which only those learn who may unmount.
            "unmount": attempt(call, "umount2", place, 0),
        }


def _remount(_given: Mapping[str, Any]) -> dict[str, Any]:
    def remount(path: str) -> None:
        # What is writable as it is needs no remount, which would change the mount of a machine without a wall.
        if os.statvfs(path).f_flag & os.ST_RDONLY:
            call("mount", b"none", path.encode(), None, _MS_REMOUNT | _MS_BIND, None)

    return {path: attempt(remount, path) for path in _READ_ONLY if Path(path).exists()}


def _root(_given: Mapping[str, Any]) -> dict[str, Any]:
    with mount_point() as place:
        return {
            "pivot_root": attempt(call, "pivot_root", place, place),
            "chroot": attempt(call, "chroot", b"/"),
        }


def _mount_calls(_given: Mapping[str, Any]) -> dict[str, Any]:
    attributes = (ctypes.c_uint64 * 4)()
    return {
        "open_tree": attempt(call, "open_tree", HERE, b"/usr", _OPEN_TREE_CLONE),
        "fsopen": attempt(call, "fsopen", b"tmpfs", 0),
        "fspick": attempt(call, "fspick", HERE, b"/", 0),
        "fsmount": attempt(call, "fsmount", NONE, 0, 0),
        "move_mount": attempt(call, "move_mount", NONE, b"", NONE, b"", 0),
        "mount_setattr": attempt(call, "mount_setattr", NONE, b"", 0, attributes, 32),
        "listmount": attempt(call, "listmount", None, None, 0, 0),
        "statmount": attempt(call, "statmount", None, None, 0, 0),
    }


PROBES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "unshare": _unshare,
    "clone": _clone,
    "clone3": _clone3,
    "setns": _setns,
    "mounts": _mount,
    "remounts": _remount,
    "another root": _root,
    "new mount calls": _mount_calls,
}
