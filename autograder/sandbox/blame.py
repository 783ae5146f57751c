"""Whose fault it was that a kernel ended: one pure function of facts that only the host can know.

Nothing that the guest says counts here. A student can exit with any status, kill its own processes and
close its socket, so none of these may look like a failure of this machine, which would be retried.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from enum import StrEnum

from autograder.results import Outcome


class ProtocolState(StrEnum):
    """What the wire was doing when the kernel ended or was given up."""

    IDLE = "idle"
    BUSY = "busy"
    BROKEN_FRAME = "broken frame"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the supervisor knows of one kernel.

    ``exit_status`` and ``signal`` are both ``None`` while the kernel lives and where all its processes
    were killed at once. ``memory_limit_known`` is false where no cgroup bounds and counts memory.
    ``shares_pids`` tells that the student could reach, and kill, the fork server.
    """

    spawned: bool = True
    ended: bool = True
    exit_status: int | None = None
    signal: int | None = None
    killed_by_us: bool = False
    deadline_passed: bool = False
    oom_kills: int = 0
    pids_limit_hits: int = 0
    memory_limit_known: bool = True
    server_alive: bool = True
    shares_pids: bool = False
    protocol_state: ProtocolState = ProtocolState.IDLE
    cpu_seconds: float = 0.0
    peak_memory_bytes: int | None = None


def blame(facts: Facts) -> Outcome:
    """The outcome of a submission whose kernel ended, or had to be ended, as ``facts`` say."""
    if not facts.spawned:
        return Outcome.PLATFORM_ERROR
    if facts.deadline_passed or facts.signal == signal.SIGXCPU:
        return Outcome.TIMEOUT
    if _was_killed_by_others(facts) and facts.oom_kills > 0:
        return Outcome.OUT_OF_MEMORY
    if _fell_with_its_server(facts) or _was_stopped_for_our_own_reasons(facts):
        return Outcome.PLATFORM_ERROR
    return Outcome.CRASHED


def _fell_with_its_server(facts: Facts) -> bool:
    """Whether the fork server's death, which no student can bring about, took the kernel with it."""
    unexplained = facts.exit_status is None and facts.signal is None
    return unexplained and not facts.server_alive and not facts.shares_pids


def _was_stopped_for_our_own_reasons(facts: Facts) -> bool:
    return facts.killed_by_us and facts.protocol_state in (ProtocolState.IDLE, ProtocolState.BUSY)


def _was_killed_by_others(facts: Facts) -> bool:
    """Whether a SIGKILL that we did not send ended the kernel, or its whole namespace at once."""
    if facts.killed_by_us or not facts.ended:
        return False
    return facts.signal == signal.SIGKILL or (facts.exit_status is None and facts.signal is None)
