"""A deadline for the host's own part of a check, which the guest's deadlines cannot see."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from autograder.checker.raised import CheckerTimeout


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
