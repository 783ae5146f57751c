"""What a kernel saw of its own walls, judged: a sandbox is believed only after this."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from autograder.errors import SandboxError
from autograder.sandbox.base import GuestProcess, Limits

ENTRY = "autograder.guest.selfcheck"
_ANSWER_SECONDS = 20.0
_ANSWER_BYTES = 65536


class Status(StrEnum):
    """How grave a finding is; with ``WRONG`` no student code should run here."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that this machine does or does not isolate, and how to mend it."""

    name: str
    status: Status
    text: str
    remedy: str = ""


def secrets() -> list[str]:
    """Paths of this machine that exist and that no kernel may see."""
    package = Path(__file__).resolve().parent.parent
    places = [
        Path.home() / ".ssh",
        Path("/etc/shadow"),
        Path("/root/.bashrc"),
        package / "grading.py",
        package / "sandbox",
    ]
    return [
        str(path)
        for path in (*places, Path.cwd() / "source", Path.cwd() / "checks", Path.cwd() / "gradebook.db")
    ]


def line(request: Mapping[str, object]) -> bytes:
    """``request`` as a kernel of this package's own reads it."""
    return (json.dumps(request) + "\n").encode()


def answer(guest: GuestProcess) -> dict[str, Any] | None:
    """The one line that a self-checking kernel sends; ``None`` when it died before."""
    guest.socket.settimeout(_ANSWER_SECONDS)
    data = b""
    try:
        while not data.endswith(b"\n") and len(data) < _ANSWER_BYTES:
            if not (more := guest.socket.recv(_ANSWER_BYTES)):
                return None
            data += more
        said: dict[str, Any] = json.loads(data)
    except (OSError, ValueError) as error:
        raise SandboxError("A kernel could not check its own walls.", log=repr(error)) from error
    return said


def judge(seen: Mapping[str, Any], limits: Limits, *, nested: bool) -> list[Finding]:
    """What the observations of one kernel mean."""
    status = seen["status"]
    capabilities = [status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]
    refused = ("EPERM", "ENOSYS", "EACCES", "ENOSPC", "EINVAL")
    alone = seen["processes"] == [1, 2] if nested else seen["pid"] < 10
    return [
        _finding("own processes", seen["proc_is_own"] and alone, f"sees processes {seen['processes']}"),
        _finding(
            "no network", seen["interfaces"] == ["lo"] and seen["connect"] == "ENETUNREACH", _network(seen)
        ),
        _finding(
            "read-only", not seen["writable"], f"can write to {seen['writable'] or 'nothing of the system'}"
        ),
        _finding(
            "host files",
            not seen["visible"],
            f"sees {seen['visible'] or 'none of the files that it must not'}",
        ),
        _finding("descriptors", not seen["descriptors"], f"inherited {seen['descriptors'] or 'none'}"),
        _finding(
            "capabilities",
            all(int(word, 16) == 0 for word in capabilities),
            f"holds {', '.join(capabilities)}",
        ),
        _finding("no new privileges", status["NoNewPrivs"] == "1", f"no_new_privs is {status['NoNewPrivs']}"),
        _finding("call filter", status["Seccomp"] == "2", f"seccomp mode is {status['Seccomp']}"),
        _finding(
            "no namespaces",
            seen["new_user_namespace"] in refused,
            f"a new one: {_said(seen['new_user_namespace'])}",
        ),
        _finding(
            "no mounts", {seen["mount"], seen["remount"]} <= set(refused), f"a mount: {_said(seen['mount'])}"
        ),
        *_bounds(seen, limits, nested),
    ]


def _bounds(seen: Mapping[str, Any], limits: Limits, nested: bool) -> list[Finding]:
    sizes, inodes = zip(*seen["bounds"].values(), strict=True)
    text = f"/tmp, /dev/shm and the home hold {sizes} bytes and {inodes} files"
    sized = all(size <= limits.tmp_bytes + 4096 for size in sizes)
    counted = all(0 < count <= limits.tmp_inodes for count in inodes)
    if sized and not counted and not nested:
        remedy = (
            "Allow namespaces inside namespaces, see there; until then the memory limit alone bounds them."
        )
        return [Finding("temporary files", Status.WARNING, f"their number is not bounded: {text}", remedy)]
    return [_finding("temporary files", sized and counted, text)]


def _finding(name: str, good: bool, text: str) -> Finding:
    remedy = "" if good else "Do not grade here; report this with the output of `autograder doctor`."
    return Finding(name, Status.OK if good else Status.WRONG, text, remedy)


def _network(seen: Mapping[str, Any]) -> str:
    return f"interfaces {seen['interfaces']}, a connection outside: {_said(seen['connect'])}"


def _said(error: str) -> str:
    return f"refused with {error}" if error else "succeeded"
