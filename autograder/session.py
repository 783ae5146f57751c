"""The life of one notebook's kernel: opened, fed with cells, lost, and brought back.

A kernel that was lost is replaced by a fresh one in which the cells that had run to their end run again, with
the same seed; the cell or check that broke it is left out. So one bad cell costs what depends on it and
no more. Replays are counted, and the submission's own deadline bounds them all.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.checker.guest import Guest
from autograder.checker.names import CheckNames
from autograder.checker.raised import GuestException, GuestTimeout
from autograder.errors import GuestDied, SubmissionError
from autograder.results import Outcome
from autograder.sandbox.base import Limits, Sandbox
from autograder.sandbox.blame import blame
from autograder.settings import Settings


@dataclass(frozen=True, slots=True)
class CellRun:
    """What became of one cell that ran: its outputs and how it ended."""

    outputs: list[dict[str, Any]]
    outcome: Outcome


@dataclass(slots=True)
class Session:
    """The kernel of one notebook of one submission, and what it takes to make it again."""

    sandbox: Sandbox
    limits: Limits
    settings: Settings
    files: Mapping[str, bytes]
    deadline: float
    own: frozenset[str] = frozenset()  # which of the files are the assignment's
    guest: Guest = field(init=False)
    names: CheckNames | None = None
    lost: Outcome | None = None
    guest_cpu: float = 0.0
    _history: list[tuple[str, int]] = field(default_factory=list)
    _count: int = 0
    _losses: int = 0

    def open(self) -> None:
        """Open the first kernel.

        Raises:
            SandboxError: none could be started.
            SubmissionError: the student's files do not fit into it.
        """
        self.guest = self._open()

    def close(self) -> None:
        """End the kernel, and learn what it used."""
        self.guest.hang_up()
        self.guest_cpu += self.guest.facts.cpu_seconds if self.guest.facts else 0.0
        self.guest.process.close()

    def run(self, source: str) -> CellRun:
        """Run one cell; when the kernel is lost over it, bring the kernel back without it."""
        if time.monotonic() > self.deadline and self.lost is None:
            self.guest.give_up()
            self.lost = Outcome.TIMEOUT
        if self.lost is not None:
            return CellRun([], self.lost)
        self._count += 1
        guest = self.guest
        try:
            with guest.within(self._seconds(self.settings.cell_seconds)):
                succeeded = guest.run(source, self._count)
        except GuestTimeout:
            return CellRun(guest.take_outputs(), Outcome.TIMEOUT)
        except GuestException:  # the cell broke the shell itself, by replacing a part of it, say
            return CellRun(guest.take_outputs(), Outcome.STUDENT_ERROR)
        except GuestDied:
            return self._lost(guest)
        self._history.append((source, self._count))
        return CellRun(guest.take_outputs(), Outcome.PASSED if succeeded else Outcome.STUDENT_ERROR)

    def recover(self) -> Guest | None:
        """A fresh kernel brought to where the lost one was; ``None`` when that cannot be done."""
        self.close()
        self._losses += 1
        if self._losses > self.settings.restarts or time.monotonic() > self.deadline:
            return None
        try:
            self.guest = self._open()
            if self.names is not None:
                self.names.attach(self.guest)
            self._replay()
        except (GuestDied, GuestTimeout, GuestException, SubmissionError):
            return None
        return self.guest

    def _lost(self, guest: Guest) -> CellRun:
        outcome = blame(guest.facts) if guest.facts else Outcome.PLATFORM_ERROR
        run = CellRun(guest.take_outputs(), outcome)
        if not outcome.is_graded or self.recover() is None:
            self.lost = outcome
        return run

    def _replay(self) -> None:
        for source, count in self._history:
            with self.guest.within(self._seconds(self.settings.cell_seconds)):
                self.guest.run(source, count)
                self.guest.take_outputs()
        if self.names is not None:
            self.names.replay()

    def _open(self) -> Guest:
        guest = Guest(self.sandbox.open(self.limits, self.settings.seed), self.settings.in_place)
        guest.has_own_python = self.sandbox.spec.python != Path(sys.executable)
        try:
            with guest.within(self.settings.cell_seconds):
                for path, data in self.files.items():
                    guest.put_file(path, data)
        except (GuestException, GuestTimeout, GuestDied):
            guest.hang_up()
            guest.process.close()
            raise SubmissionError(
                f"the files that were handed in do not fit into the {self.settings.tmp} MiB of a student's folder; "
                "hand in less"
            ) from None
        return guest

    def _seconds(self, wanted: float) -> float:
        return max(0.01, min(wanted, self.deadline - time.monotonic()))
