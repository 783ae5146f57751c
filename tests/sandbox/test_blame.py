"""The table of blame: whose fault an end was, from the supervisor's facts alone."""

from __future__ import annotations

import itertools
import signal

import pytest

from autograder.results import Outcome
from autograder.sandbox import Facts, ProtocolState, blame

BUSY, CLOSED, BROKEN = ProtocolState.BUSY, ProtocolState.CLOSED, ProtocolState.BROKEN_FRAME

TABLE = {
    "exit 137 without a memory event is a crash": (
        Facts(exit_status=137, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "exit 137 after a worker's memory event is a crash": (
        Facts(exit_status=137, oom_kills=1, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "exit 0 in the middle of a cell is a crash": (
        Facts(exit_status=0, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "a foreign SIGKILL with a memory event is out of memory": (
        Facts(signal=signal.SIGKILL, oom_kills=1, protocol_state=CLOSED),
        Outcome.OUT_OF_MEMORY,
    ),
    "a namespace that fell at once with a memory event is out of memory": (
        Facts(oom_kills=2, protocol_state=CLOSED),
        Outcome.OUT_OF_MEMORY,
    ),
    "a foreign SIGKILL without a memory event is a crash": (
        Facts(signal=signal.SIGKILL, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "a foreign SIGKILL where memory is not counted is a crash": (
        Facts(signal=signal.SIGKILL, memory_limit_known=False, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "a segmentation fault is a crash": (Facts(signal=signal.SIGSEGV, protocol_state=CLOSED), Outcome.CRASHED),
    "the CPU limit is a timeout": (Facts(signal=signal.SIGXCPU, protocol_state=CLOSED), Outcome.TIMEOUT),
    "our kill after the deadline is a timeout": (
        Facts(killed_by_us=True, deadline_passed=True, protocol_state=BUSY),
        Outcome.TIMEOUT,
    ),
    "our kill after the deadline is a timeout even after a memory event": (
        Facts(killed_by_us=True, deadline_passed=True, oom_kills=1, protocol_state=BUSY),
        Outcome.TIMEOUT,
    ),
    "our kill over a broken frame is a crash": (
        Facts(killed_by_us=True, protocol_state=BROKEN),
        Outcome.CRASHED,
    ),
    "a kernel that hung up and lived on is a crash": (
        Facts(ended=False, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "a kernel that hung up, lived on and was killed by us is a crash": (
        Facts(killed_by_us=True, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "our kill for a reason of our own is the platform's": (
        Facts(killed_by_us=True, protocol_state=BUSY),
        Outcome.PLATFORM_ERROR,
    ),
    "a kernel that was never started is the platform's": (Facts(spawned=False), Outcome.PLATFORM_ERROR),
    "the fork server's own death is the platform's": (
        Facts(server_alive=False, protocol_state=CLOSED),
        Outcome.PLATFORM_ERROR,
    ),
    "a fork server that the student can reach and kill is the student's": (
        Facts(server_alive=False, shares_pids=True, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
    "a crash that was told before the fork server died stays a crash": (
        Facts(server_alive=False, exit_status=1, protocol_state=CLOSED),
        Outcome.CRASHED,
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_the_blame_is_right_when(case: str) -> None:
    facts, expected = TABLE[case]
    assert blame(facts) is expected


def test_nothing_that_a_student_can_do_looks_like_a_platform_error() -> None:
    statuses = [(status, None) for status in range(256)] + [(None, number) for number in range(1, 65)]
    for (status, number), state, kills in itertools.product(statuses, ProtocolState, (0, 1)):
        facts = Facts(exit_status=status, signal=number, oom_kills=kills, protocol_state=state)
        assert blame(facts).is_graded, facts
