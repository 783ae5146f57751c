"""Bounds of the host's own part of a check, which those of the guest cannot see."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from autograder.checker.raised import CheckerTimeout

_STATUS: Final = Path("/proc/self/status")


@contextmanager
def host_deadline(seconds: float) -> Iterator[None]:
    """Raise ``CheckerTimeout`` in the main thread when the body takes longer than ``seconds``.

    Set it a little later than the guest's own deadline: what still runs then is the host's.
    """

    def ring(_: int, __: FrameType | None) -> NoReturn:
        raise CheckerTimeout(f"the check itself did not end within {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def host_memory(mebibytes: int) -> Iterator[None]:
    """Let this process take so much more memory and no more; what asks for it then fails, in a way of its own.

    A check that is told a size by student code, or reads an archive of the student's, could else fill the machine.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = _memory_in_use() + (mebibytes << 20)
    resource.setrlimit(
        resource.RLIMIT_DATA, (bound if soft == resource.RLIM_INFINITY else min(bound, soft), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _memory_in_use() -> int:
    """Bytes that count against ``RLIMIT_DATA`` now."""
    fields = dict(
        line.split(":", 1) for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    )
    return int(fields["VmData"].split()[0]) << 10
