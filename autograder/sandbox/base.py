"""The wall between the host and a student's code, as the rest of the program sees it.

with BACKENDS["bubblewrap"](spec) as sandbox:            # the fork server imports the preload once
    with sandbox.open(Limits()) as guest:                # one kernel, walled in before it runs a line
        guest.socket.sendall(...)                        # frames of autograder.wire
        guest.interrupt()                                # KeyboardInterrupt in the running cell
        guest.kill()                                     # all its processes are gone on return
        outcome = blame(guest.facts())                   # whose fault it was, from the host's own facts
"""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import ClassVar, Self

from autograder.sandbox.blame import Facts, ProtocolState

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one kernel and everything that it starts may use together."""

    memory_bytes: int = 2048 * MEBIBYTE
    pids: int = 512  # counts threads too; a framework starts dozens
    tmp_bytes: int = 256 * MEBIBYTE  # of each of /tmp, /dev/shm and the home
    tmp_inodes: int = 16384
    file_bytes: int = 1024 * MEBIBYTE
    cpu_seconds: int = 600  # of one process; the wall-clock deadline is the caller's
    open_files: int = 1024


@dataclass(frozen=True, slots=True)
class SandboxSpec:
    """What a sandbox holds: the course's Python, what it imports beforehand, and what is shown read-only.

    ``binds`` are pairs of a path on this machine and its path inside. ``entry`` names the guest's
    module with ``prepare(preload)`` and ``serve(state, socket, config)``.
    """

    python: Path
    preload: tuple[str, ...] = ("numpy",)
    binds: tuple[tuple[Path, str], ...] = ()
    data_dir: Path | None = None
    seed: int = 0
    threads: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)
    entry: str = "autograder.guest.kernel"
    nested: bool = True
    start_seconds: float = 120.0

    def config(self, folder: str, seed: int | None = None) -> dict[str, object]:
        """What ``serve`` is told; ``folder`` is the student's own, as the kernel sees it."""
        return {
            "seed": self.seed if seed is None else seed,
            "threads": self.threads,
            "folder": folder,
        }


class GuestProcess(ABC):
    """One kernel that runs one submission's cells."""

    socket: socket.socket

    @abstractmethod
    def interrupt(self) -> None:
        """Send SIGINT to the kernel process itself; nothing happens when it has ended."""

    @abstractmethod
    def kill(self, *, deadline_passed: bool = False) -> None:
        """End the kernel and all that it started; they are gone when this returns.

        Raises:
            SandboxError: they did not go within a few seconds.
        """

    @abstractmethod
    def facts(self, state: ProtocolState = ProtocolState.IDLE) -> Facts:
        """What the supervisor knows; waits a moment for the end if the kernel is about to end.

        ``state`` is what the wire was doing, which only the caller knows.
        """

    @abstractmethod
    def close(self) -> None:
        """Kill, reap and remove the cgroup; calling it again does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Sandbox(ABC):
    """A wall with a fork server behind it.

    States: made, started, closed. Start it from a thread that outlives it, for the wall falls
    with the thread that raised it.
    """

    name: ClassVar[str]
    is_for_tests: ClassVar[bool] = False  # true for the fake alone, which has no wall
    is_isolated: bool = False  # until a kernel inside it has shown it on this host
    versions: Mapping[str, str] = MappingProxyType(
        {}
    )  # of Python and the libraries inside, once it is started

    def __init__(self, spec: SandboxSpec) -> None:
        self.spec = spec

    @abstractmethod
    def start(self) -> None:
        """Start the fork server and wait until it has imported the preload.

        Raises:
            SandboxError: it did not get ready; the log holds its last words.
        """

    @abstractmethod
    def open(self, limits: Limits, seed: int | None = None) -> GuestProcess:
        """Fork one kernel, isolated and in its own cgroup before any student code can run.

        ``seed`` is for its generators, where that is not the sandbox's own; string hashes keep that.

        Raises:
            SandboxError: the kernel could not be started.
        """

    @abstractmethod
    def close(self) -> None:
        """End the fork server and every kernel; calling it again does nothing."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
