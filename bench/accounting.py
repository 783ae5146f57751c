"""CPU seconds and memory of a whole command, with everything it started, counted by control groups.

A process that another reaps silently (a sandbox's, say) is missing from its parent's own count, so the
kernel's count for a group is used. Where no group can be made, the parent's count has to do, and says so.
"""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")
_LOOKS_A_SECOND = 5
_HELD = {"total_rss", "total_shmem", "anon", "shmem"}
"""What of ``memory.stat`` is memory held, in version 1 and 2; the cache of files is not."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took, and whether all its processes were counted.

    ``peak_bytes`` is the most memory that was held at once, by a look five times a second; 0 where nobody counts.
    """

    cpu: float
    wall: float
    counted_all: bool
    peak_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended, with its cost."""

    code: int
    output: str
    errors: str
    cost: Cost


def measure(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> tuple[Cost, str]:
    """Run ``command`` and return its cost and its standard output.

    Raises:
        RuntimeError: it failed; the message holds the end of its standard error.
    """
    ran = run(command, cwd=cwd, environment=environment)
    if ran.code:
        raise RuntimeError(f"{' '.join(command)} failed:\n{ran.errors[-3000:]}")
    return ran.cost, ran.output


def run(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> Ran:
    """Run ``command``, however it ends."""
    with _groups() as groups:
        before, started = _children(), time.monotonic()
        with _watched(groups.get("memory")) as peak:
            done = subprocess.run(
                command,
                cwd=cwd,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=lambda: _join(groups.values()),
            )
        wall = time.monotonic() - started
        cpu = _cpu_of(groups["cpu"]) if "cpu" in groups else _children() - before
        cost = Cost(cpu, wall, "cpu" in groups, peak.bytes)
    return Ran(done.returncode, done.stdout, done.stderr, cost)


@contextmanager
def _groups() -> Iterator[dict[str, Path]]:
    """A group that counts ``cpu`` and one that counts ``memory`` (the same in version 2), where they can be made."""
    made: dict[str, Path] = {}
    for use, parent in _parents().items():
        try:
            group = parent / f"bench-{os.getpid()}"
            group.mkdir(exist_ok=True)
            made[use] = group
        except OSError:
            continue
    try:
        yield made
    finally:
        for group in set(made.values()):
            group.rmdir()


def _parents() -> dict[str, Path]:
    """Where this process is now, in the hierarchies that count."""
    found = {}
    for line in _OWN.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for use, controller in (("cpu", "cpuacct"), ("memory", "memory")):
            if controller in controllers.split(","):
                found[use] = _ROOT / controller / path.lstrip("/")
    if not found and (_ROOT / "cgroup.controllers").exists():
        found = dict.fromkeys(("cpu", "memory"), _ROOT)
    return found


def _join(groups: Iterable[Path]) -> None:
    for group in set(groups):
        (group / "cgroup.procs").write_text(str(os.getpid()))


@dataclass
class _Peak:
    bytes: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self, group: Path) -> None:
        while not self.over.wait(1 / _LOOKS_A_SECOND):
            lines = (line.split() for line in (group / "memory.stat").read_text().splitlines())
            self.bytes = max(self.bytes, sum(int(value) for name, value in lines if name in _HELD))


@contextmanager
def _watched(group: Path | None) -> Iterator[_Peak]:
    """The peak of what ``group`` holds while the body runs."""
    peak = _Peak()
    if group is None:
        yield peak
        return
    watcher = threading.Thread(target=peak.watch, args=(group,), daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        peak.over.set()
        watcher.join()


def _cpu_of(group: Path) -> float:
    usage = group / "cpuacct.usage"
    if usage.exists():
        return int(usage.read_text()) / 1e9
    facts = dict(line.split() for line in (group / "cpu.stat").read_text().splitlines())
    return int(facts["usage_usec"]) / 1e6


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
