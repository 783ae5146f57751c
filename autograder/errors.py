"""Everything that can go wrong, each with a text for people and one for the log.

    AutograderError
    ├── UsageError            the command was misused: no such assignment, folder, setting
    ├── AssignmentError       an assignment's own notebook is at fault; the author must mend it
    ├── SubmissionError       a submission cannot be read; the student must hand in another
    ├── PlatformError         this machine could not do it: no sandbox, disk full, database locked
    │   └── SandboxError      the wall could not be built or broke by itself
    └── GuestDied             the student's process ended before it answered
        └── ProtocolError     it answered, but broke a rule of the wire

``str(error)`` is one clear sentence that says what to do next. ``error.log`` may say more
and is never shown to a student.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Base of every error this package raises on purpose."""

    def __init__(self, message: str, *, log: str = "") -> None:
        super().__init__(message)
        self.log = log or message


class UsageError(AutograderError):
    """The command or a setting was misused."""


class AssignmentError(AutograderError):
    """An assignment cannot be used as it is; names the notebook and the cell."""


class SubmissionError(AutograderError):
    """A submission cannot be graded as it was handed in."""


class PlatformError(AutograderError):
    """This machine failed, not the student and not the author."""


class SandboxError(PlatformError):
    """The sandbox could not be built, or broke by itself."""


class GuestDied(AutograderError):
    """The student's process ended, or had to be ended, before it answered."""


class ProtocolError(GuestDied):
    """A frame from the guest broke a rule of the wire."""
