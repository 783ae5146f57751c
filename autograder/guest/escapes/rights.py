"""Rights that a kernel should not have, or not get back, and what it inherits from its makers."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.guest import libc
from autograder.guest.escapes.attempts import attempt

_PR_CAP_AMBIENT_RAISE = 2
_CAP_SYS_ADMIN = 21
_SET_UID_PROGRAMS = ("su", "mount", "passwd", "newgrp", "chsh", "sudo")
_TOLD = ("Uid", "Gid", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")
_LIMITS = ("CORE", "FSIZE", "NOFILE", "MSGQUEUE", "RTPRIO", "NICE", "SIGPENDING", "MEMLOCK", "CPU")


def _told(text: str) -> dict[str, str]:
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {name: value.strip() for name, value in pairs if name in _TOLD}


def _programs(_given: Mapping[str, Any]) -> dict[str, Any]:
    """What a program holds that student code starts."""
    return _told(
        subprocess.run(["/bin/cat", "/proc/self/status"], capture_output=True, text=True, check=True).stdout
    )


def _set_uid(_given: Mapping[str, Any]) -> dict[str, Any]:
    """What set-uid programs hold; one that has ended keeps its rights on display until it is waited for."""
    facts = {}
    for path in (Path("/usr/bin", name) for name in _SET_UID_PROGRAMS):
        if path.exists():
            child = os.posix_spawn(path, [path.name, "--version"], {}, file_actions=_SILENT)
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
            told = _told(Path(f"/proc/{child}/status").read_text(encoding="ascii"))
            facts[path.name] = [*told["Uid"].split(), told["CapEff"]]
            os.waitpid(child, 0)
    return {"programs": facts}


_SILENT = [(os.POSIX_SPAWN_OPEN, number, "/dev/null", os.O_RDWR, 0) for number in range(3)]


def _raising(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "user 0": attempt(os.setuid, 0),
        "group 0": attempt(os.setgid, 0),
        "groups": attempt(os.setgroups, [0]),
        "ambient capabilities": attempt(
            libc.prctl, libc.PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_SYS_ADMIN
        ),
        "security bits": attempt(libc.prctl, libc.PR_SET_SECUREBITS, 0),
        "call filter off": attempt(libc.prctl, libc.PR_SET_SECCOMP, 0),
        "new privileges": attempt(libc.prctl, libc.PR_SET_NO_NEW_PRIVS, 0),
    }


def _limits(_given: Mapping[str, Any]) -> dict[str, Any]:
    """Which limits a process can lift again."""

    def lift(name: str) -> None:
        kind, free = getattr(resource, f"RLIMIT_{name}"), resource.RLIM_INFINITY
        try:
            resource.setrlimit(kind, (free, free))
        except ValueError as error:  # so Python says that a hard limit may not be raised
            raise PermissionError(1, str(error)) from error

    return {name: attempt(lift, name) for name in _LIMITS}


def _inherited(given: Mapping[str, Any]) -> dict[str, Any]:
    own = {given["wire"], given["pipe"]}
    found = []
    for path in Path("/proc/self/fd").iterdir():
        if int(path.name) > 2 and int(path.name) not in own:
            with contextlib.suppress(OSError):  # the descriptor that listed the folder is closed again
                found.append(str(path.readlink()))
    return {"descriptors": found}


def _environment(given: Mapping[str, Any]) -> dict[str, Any]:
    """In which processes in reach a word stands that the host has in its environment."""
    seen = ["its own"] if given["canary"] in os.environ.values() else []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if given["canary"].encode() in path.read_bytes():
                seen.append(path.parent.name)
    return {"seen": seen}


def _processes(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {"seen": sum(path.name.isdigit() for path in Path("/proc").iterdir())}


PROBES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "rights of programs": _programs,
    "set-uid programs": _set_uid,
    "raising rights": _raising,
    "lifting limits": _limits,
    "descriptors": _inherited,
    "environment": _environment,
    "processes": _processes,
}
