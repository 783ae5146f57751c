"""What the running check has measured and earned; one at a time, since checks run one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder.results import Metric

if TYPE_CHECKING:
    from autograder.checker.guest import Guest
    from autograder.checker.scene import Capture


@dataclass(slots=True)
class CheckContext:
    """The record that ``earn`` and the metrics write to while a check runs.

    ``guest`` is ``None`` where the check runs beside the student's code, in a notebook.
    """

    guest: Guest | None
    metrics: list[Metric] = field(default_factory=list)
    fraction: float = 1.0
    capture: Capture | None = None


_current: CheckContext | None = None


def enter(context: CheckContext | None) -> None:
    """Make ``context`` the running check's, or none."""
    global _current
    _current = context


def current() -> CheckContext | None:
    """The running check's context; ``None`` outside a grading run."""
    return _current


def current_guest() -> Guest | None:
    """The kernel of the running check; ``None`` outside a grading run."""
    return _current.guest if _current else None
