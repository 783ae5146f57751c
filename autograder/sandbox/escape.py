"""Tries to get out of the real wall on this machine, and says of each way what stopped it.

Student code never runs here: the probes of ``autograder.guest.escapes`` are this package's own, and harmless where
they succeed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import secrets
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.errors import SandboxError
from autograder.sandbox import proof
from autograder.sandbox.base import MEBIBYTE, GuestProcess, Limits, Sandbox, SandboxSpec
from autograder.sandbox.probes import MEETINGS, PROBES, Probe, Verdict
from autograder.sandbox.proof import Status

ENTRY: Final = "autograder.guest.escapes"
TRIAL: Final = Limits(
    memory_bytes=64 * MEBIBYTE,
    pids=24,
    tmp_bytes=4 * MEBIBYTE,
    tmp_inodes=300,
    file_bytes=8 * MEBIBYTE,
)
_CANARY: Final = "AUTOGRADER_ESCAPE_CANARY"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one probe."""

    probe: str
    tried: str
    stopped: str
    status: Status


def spec_for(spec: SandboxSpec) -> SandboxSpec:
    """The sandbox of ``spec``'s course, whose kernels try to get out of it."""
    return dataclasses.replace(spec, entry=ENTRY, preload=())


def examine(make: Callable[[], Sandbox]) -> Iterator[Trial]:
    """Try every way out of the sandbox that ``make`` gives, whose entry is ``ENTRY``.

    Raises:
        SandboxError: the sandbox did not start.
    """
    with _bait() as given, make() as sandbox:
        with sandbox.open(TRIAL) as neighbour, sandbox.open(TRIAL) as guest:
            for probe in PROBES:
                yield _tried(probe, _ask(guest, probe.name, given), nested=sandbox.spec.nested)
            yield from _meetings(guest, neighbour, given)
        yield _process_1(sandbox)
        yield _left_over(sandbox)
        yield _memory(sandbox)


@contextlib.contextmanager
def _bait() -> Iterator[dict[str, Any]]:
    """Secrets and services of the host, for the probes to look for; and what bounds their floods."""
    canary = secrets.token_hex(8)
    os.environ[_CANARY] = canary
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-bait-")))
        (folder / "secret").write_text(canary, encoding="ascii")
        service = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        for address in (str(folder / "socket"), f"\0{canary}"):
            handle = stack.enter_context(socket.socket(socket.AF_UNIX))
            handle.bind(address)
            handle.listen()
        stack.callback(os.environ.pop, _CANARY, None)
        yield {
            "canary": canary,
            "host_files": [str(folder / "secret"), *proof.secrets()],
            "port": service.getsockname()[1],
            "abstract": canary,
            "socket_files": [str(folder / "socket")],
            "inodes": TRIAL.tmp_inodes,
            "bytes": TRIAL.tmp_bytes,
            "file_bytes": TRIAL.file_bytes,
            "pids": TRIAL.pids,
        }


def _ask(guest: GuestProcess, probe: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The facts of one probe; a kernel that has died or says nothing gives ``{"broken": ...}``."""
    try:
        guest.socket.sendall(proof.line({**(given or {}), "probe": probe}))
        return proof.answer(guest) or {"broken": "its kernel died"}
    except (OSError, SandboxError) as error:
        return {"broken": str(error)}


def _tried(probe: Probe, facts: Mapping[str, Any], *, nested: bool = True) -> Trial:
    status, text = judged(probe, facts)
    if status is Status.WRONG and probe.name == "number of files" and not nested:
        status = Status.WARNING  # bubblewrap bounds no inodes; `autograder doctor` names the remedy
    return Trial(probe.name, probe.tries, f"{probe.layer}: {text}" if status is Status.OK else text, status)


def judged(probe: Probe, facts: Mapping[str, Any]) -> Verdict:
    """What ``facts`` mean; a probe that did not work shows nothing, so it counts as one that got through."""
    for key in ("broken", "died"):
        if key in facts:
            return Status.WRONG, f"the probe did not end as it should: {facts[key]}"
    return probe.judge(facts, TRIAL)


def _meetings(guest: GuestProcess, neighbour: GuestProcess, given: Mapping[str, Any]) -> Iterator[Trial]:
    """Two kernels that try to meet."""
    ready = _ask(neighbour, "meet", given)
    try:
        for probe in MEETINGS:
            yield _tried(probe, ready if "broken" in ready else _ask(guest, probe.name, given))
        _ask(guest, "signal all")
        reached = _ask(neighbour, "was signalled").get("reached", True)
        yield _shown(
            "signal to all", "a signal to every process in reach", "process namespace", good=reached is False
        )
    finally:
        _ask(neighbour, "part")


def _process_1(sandbox: Sandbox) -> Trial:
    """Let a kernel try to end the process that watches over it."""
    with sandbox.open(TRIAL) as guest:
        # Without a wall, process 1 is the machine's own.
        _ask(guest, "end process 1", {"target": "parent" if sandbox.is_for_tests else "process 1"})
        goes_on = "seen" in _ask(guest, "processes")
        good = goes_on and not guest.facts().ended
    return _shown("end of process 1", "stopping and killing its overseer", "process namespace", good=good)


def _left_over(sandbox: Sandbox) -> Trial:
    """Let a kernel leave a daemon behind, and end the kernel."""
    name = f"escape-{os.getpid()}"
    with sandbox.open(TRIAL) as guest:
        left = "left" in _ask(guest, "leave a process", {"name": name}) and _processes_named(name) == 1
        guest.kill(deadline_passed=True)
        good = left and _processes_named(name) == 0
    return _shown("left-over processes", "a daemon that outlives its kernel", "process namespace", good=good)


def _memory(sandbox: Sandbox) -> Trial:
    """Let a kernel fill a memory file past its limit; it must die of that."""
    with sandbox.open(TRIAL) as guest:
        survived = "filled" in _ask(guest, "fill memory", {"memory": TRIAL.memory_bytes})
        facts = guest.facts()
    trial = _shown(
        "memory files",
        "twice the memory granted",
        "control groups",
        good=not survived and facts.oom_kills > 0,
    )
    if trial.status is Status.WRONG and not facts.memory_limit_known and not sandbox.is_for_tests:
        text = "degraded: no control group can be written; see `autograder doctor`"
        return dataclasses.replace(trial, stopped=text, status=Status.WARNING)
    return trial


def _shown(name: str, tried: str, layer: str, *, good: bool) -> Trial:
    return Trial(
        name, tried, f"{layer}: held" if good else "got through", Status.OK if good else Status.WRONG
    )


def _processes_named(name: str) -> int:
    count = 0
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            count += path.read_text(encoding="utf-8", errors="replace").strip() == name
    return count
