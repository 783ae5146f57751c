"""CPU seconds of a whole command, with everything it started, counted by a control group.

A process that another reaps silently (a sandbox's, say) is missing from its parent's own count, so the
kernel's count for a group is used. Where no group can be made, the parent's count has to do, and says so.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_V1 = Path("/sys/fs/cgroup/cpuacct")
_V2 = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took, and whether all its processes were counted."""

    cpu: float
    wall: float
    counted_all: bool


def measure(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> tuple[Cost, str]:
    """Run ``command`` and return its cost and its standard output.

    Raises:
        RuntimeError: it failed; the message holds the end of its standard error.
    """
    group = _make_group()
    before, started = _children(), time.monotonic()
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=(lambda: _join(group)) if group else None,
    )
    wall = time.monotonic() - started
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    cpu = _cpu_of(group) if group else _children() - before
    if group:
        group.rmdir()
    return Cost(cpu, wall, group is not None), done.stdout


def _make_group() -> Path | None:
    for parent in (_V1, _V2):
        has_count = (parent / "cpuacct.usage").exists() or (parent / "cgroup.controllers").exists()
        try:
            if has_count:
                group = parent / f"bench-{os.getpid()}-{time.monotonic_ns()}"
                group.mkdir()
                return group
        except OSError:
            continue
    return None


def _join(group: Path) -> None:
    (group / "cgroup.procs").write_text(str(os.getpid()))


def _cpu_of(group: Path) -> float:
    usage = group / "cpuacct.usage"
    if usage.exists():
        return int(usage.read_text()) / 1e9
    facts = dict(line.split() for line in (group / "cpu.stat").read_text().splitlines())
    return int(facts["usage_usec"]) / 1e6


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
