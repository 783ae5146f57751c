"""Bounds on memory and processes, a fair share of the processors, and the kernel's own count of what was used.

A resource limit of a process is no memory limit (a memfd passes RLIMIT_AS), so each sandboxed kernel
gets a cgroup of its own: version 2 where it is delegated to us, else version 1 where it is writable, else
none, which ``doctor`` calls degraded. Where the ``cpu`` controller is there too, all leaves weigh the same: a
submission of a hundred busy processes then gets no more of the processors than a neighbour of one.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import time
from abc import ABC, abstractmethod
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from autograder.errors import SandboxError
from autograder.sandbox.base import Limits

PREFIX = "autograder-"
_HOST_LEAF = "autograder.host"
_V1_CONTROLLERS = ("memory", "pids", "cpu", "cpuacct")
_REMOVE_SECONDS = 2.0
# What Linux gives by itself, said here so that all leaves surely weigh the same.
_SHARES_V1, _WEIGHT_V2 = 1024, 100
_counter = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Events:
    """What the kernel counted in one cgroup; ``None`` where it does not say.

    ``cpu_seconds`` is of all processes that were ever in it, which no resource limit of a process counts.
    """

    oom_kills: int = 0
    pids_limit_hits: int = 0
    peak_bytes: int | None = None
    cpu_seconds: float | None = None


class Leaf:
    """The cgroup of one sandboxed kernel: one folder in version 2, one for each controller in version 1."""

    def __init__(
        self,
        folders: tuple[Path, ...],
        memory: Path | None = None,
        pids: Path | None = None,
        usage: Path | None = None,
    ) -> None:
        self._folders = folders
        self._memory = memory
        self._pids = pids
        self._usage = usage

    def add(self, pid: int) -> None:
        """Move ``pid`` here; what it forks from then on starts here."""
        for folder in self._folders:
            _write(folder / "cgroup.procs", pid)

    def events(self) -> Events:
        """The counts so far; they stay right after the last process has ended."""
        oom = peak = hits = None
        if self._memory is not None:
            oom = _field(self._memory / "memory.events", "oom_kill")
            oom = _field(self._memory / "memory.oom_control", "oom_kill") if oom is None else oom
            peak = _number(self._memory / "memory.peak")
            peak = _number(self._memory / "memory.max_usage_in_bytes") if peak is None else peak
        if self._pids is not None:
            hits = _field(self._pids / "pids.events", "max")
        return Events(oom or 0, hits or 0, peak, self._cpu_seconds())

    def _cpu_seconds(self) -> float | None:
        if self._usage is None:
            return None
        nanoseconds = _number(self._usage / "cpuacct.usage")
        if nanoseconds is not None:
            return nanoseconds / 1e9
        microseconds = _field(self._usage / "cpu.stat", "usage_usec")
        return None if microseconds is None else microseconds / 1e6

    def remove(self) -> None:
        """Kill what is left, and remove the folders.

        Raises:
            SandboxError: a process would not go.
        """
        for folder in self._folders:
            _remove(folder)


class CgroupTree(ABC):
    """Where this machine lets us make leaves."""

    kind: ClassVar[str]
    bounds_memory: bool = True
    bounds_pids: bool = True
    shares_cpu: bool = False

    @abstractmethod
    def create(self, limits: Limits) -> Leaf:
        """A new empty leaf with these limits.

        Raises:
            SandboxError: the leaf could not be made or bounded.
        """

    @abstractmethod
    def sweep(self) -> None:
        """Remove what runs that were killed have left behind."""


class NoTree(CgroupTree):
    """No cgroup can be written: processes are bounded by resource limits alone."""

    kind = "none"
    bounds_memory = False
    bounds_pids = False

    def create(self, limits: Limits) -> Leaf:  # noqa: ARG002 - there is nothing to bound with
        """A leaf that bounds nothing."""
        return Leaf(())

    def sweep(self) -> None:
        """Remove the leaves of processes that are gone: there are none."""


class V2Tree(CgroupTree):
    """A cgroup v2 folder whose children have the memory and pids controllers, and perhaps ``cpu``."""

    kind = "v2"

    def __init__(self, root: Path, *, shares_cpu: bool = False) -> None:
        self.root = root
        self.shares_cpu = shares_cpu

    def create(self, limits: Limits) -> Leaf:
        """A leaf of this kind."""
        folder = self.root / _new_name()
        values = {"memory.max": limits.memory_bytes, "memory.swap.max": 0, "pids.max": limits.pids}
        if self.shares_cpu:
            values["cpu.weight"] = _WEIGHT_V2
        _make(folder, values, optional=("memory.swap.max",))
        return Leaf((folder,), memory=folder, pids=folder, usage=folder)

    def sweep(self) -> None:
        """Remove the leaves of processes that are gone."""
        _sweep(self.root)


class V1Tree(CgroupTree):
    """Writable folders in the hierarchies of version 1, by controller; any may be missing, or be the same."""

    kind = "v1"

    def __init__(self, roots: Mapping[str, Path]) -> None:
        self.roots = dict(roots)
        self.bounds_memory, self.bounds_pids = "memory" in roots, "pids" in roots
        self.shares_cpu = "cpu" in roots

    def create(self, limits: Limits) -> Leaf:
        """A leaf of this kind."""
        size, name = limits.memory_bytes, _new_name()
        values = {  # the order matters: memory and swap together may not be less than memory
            "memory": {"memory.limit_in_bytes": size, "memory.memsw.limit_in_bytes": size},
            "pids": {"pids.max": limits.pids},
            "cpu": {"cpu.shares": _SHARES_V1},
            "cpuacct": dict[str, int](),
        }
        folders = {controller: root / name for controller, root in self.roots.items()}
        for folder in dict.fromkeys(folders.values()):
            own = [values[controller] for controller in _V1_CONTROLLERS if folders.get(controller) == folder]
            _make(folder, dict(ChainMap(*own)), optional=("memory.memsw.limit_in_bytes",))
        places = (folders.get(controller) for controller in ("memory", "pids", "cpuacct"))
        return Leaf(tuple(dict.fromkeys(folders.values())), *places)

    def sweep(self) -> None:
        """Remove the leaves of processes that are gone."""
        for folder in set(self.roots.values()):
            _sweep(folder)


def find(proc: Path = Path("/proc/self")) -> CgroupTree:
    """The best tree that this process may use; makes a delegated version 2 cgroup ready for leaves."""
    mounts = [line.split() for line in (proc / "mounts").read_text().splitlines()]
    paths = {
        fields[1]: fields[2] for line in _lines(proc / "cgroup") if len(fields := line.split(":", 2)) == 3
    }
    for mount in (Path(fields[1]) for fields in mounts if fields[2] == "cgroup2"):
        root = _prepare_v2(mount, paths.get("", "/"))
        if root is not None:
            return V2Tree(root, shares_cpu=_passes_cpu_on(root))
    return _find_v1(mounts, paths)


def _find_v1(mounts: list[list[str]], paths: dict[str, str]) -> CgroupTree:
    found: dict[str, Path] = {}
    for fields in mounts:
        if fields[2] == "cgroup":
            for controller in set(_V1_CONTROLLERS) & set(fields[3].split(",")):
                own = _own_folder(Path(fields[1]), _path_of(controller, paths))
                if os.access(own, os.W_OK):
                    found[controller] = own
    return V1Tree(found) if {"memory", "pids"} & found.keys() else NoTree()


def _path_of(controller: str, paths: dict[str, str]) -> str:
    return next((path for names, path in paths.items() if controller in names.split(",")), "/")


def _own_folder(mount: Path, path: str) -> Path:
    """Our own cgroup below ``mount``; a container may show another path than the one it mounted."""
    own = mount / path.lstrip("/")
    return own if own.is_dir() else mount


def _prepare_v2(mount: Path, path: str) -> Path | None:
    """A folder below ``mount`` in which leaves with both controllers can be made, or ``None``."""
    own = _own_folder(mount, path)
    is_true_root = not (mount / "cgroup.events").exists()
    if is_true_root and os.access(mount / "cgroup.procs", os.W_OK):
        parent = mount
    else:
        parent = own.parent if own.name == _HOST_LEAF else own  # an earlier grader has made it ready
    available = set(_text(parent / "cgroup.controllers").split())
    if not {"memory", "pids"} <= available or not os.access(parent, os.W_OK):
        return None
    try:
        if parent != mount or not is_true_root:
            _move_into_leaf(parent)
        _write(parent / "cgroup.subtree_control", "+memory +pids")
    except OSError:
        return None
    return parent


def _passes_cpu_on(parent: Path) -> bool:
    """Ask for the ``cpu`` controller as well, which not every system delegates; grading goes on without it."""
    if "cpu" not in _text(parent / "cgroup.controllers").split():
        return False
    try:
        _write(parent / "cgroup.subtree_control", "+cpu")
    except OSError:  # Linux refuses it while there are real-time processes
        return False
    return True


def _move_into_leaf(parent: Path) -> None:
    """Version 2 gives no controllers to the children of a cgroup that has processes of its own."""
    leaf = parent / _HOST_LEAF
    leaf.mkdir(exist_ok=True)
    for pid in _lines(parent / "cgroup.procs"):
        with contextlib.suppress(ProcessLookupError):
            _write(leaf / "cgroup.procs", pid)


def _new_name() -> str:
    return f"{PREFIX}{os.getpid()}-{_start_time(os.getpid())}-{next(_counter)}"


def _start_time(pid: int) -> str:
    """When ``pid`` started, in clock ticks since boot: tells it from a later process of the same number."""
    text = _text(Path(f"/proc/{pid}/stat"))
    return text.rpartition(")")[2].split()[19] if text else ""


def _make(folder: Path, values: dict[str, int], optional: tuple[str, ...] = ()) -> None:
    try:
        folder.mkdir()
        for name, value in values.items():
            if name not in optional or (folder / name).exists():
                _write(folder / name, value)
    except OSError as error:
        raise SandboxError(
            "A control group for the submission could not be made; run `autograder doctor`.",
            log=f"{folder}: {error}",
        ) from error


def _remove(folder: Path) -> None:
    deadline = time.monotonic() + _REMOVE_SECONDS
    while folder.exists():
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise SandboxError(
                    "A submission's processes would not end.", log=f"{folder}: {error}"
                ) from error
            _kill_all(_lines(folder / "cgroup.procs"))
            time.sleep(0.002)


def _sweep(root: Path) -> None:
    for folder in root.glob(f"{PREFIX}*-*-*"):
        pid, started = folder.name.removeprefix(PREFIX).split("-")[:2]
        if pid.isdigit() and _start_time(int(pid)) != started:
            with contextlib.suppress(SandboxError):  # another sweep may be at the same folder
                _remove(folder)


def _kill_all(pids: Iterable[str]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(int(pid), signal.SIGKILL)


def _write(path: Path, value: object) -> None:
    path.write_text(str(value), encoding="ascii")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines()


def _field(path: Path, name: str) -> int | None:
    """The number behind ``name`` in a file of ``name number`` lines."""
    pairs = (line.split() for line in _lines(path))
    return next((int(pair[1]) for pair in pairs if len(pair) == 2 and pair[0] == name), None)


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None
