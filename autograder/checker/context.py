"""What the running check has measured and earned; one at a time, since checks run one after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from autograder.results import CheckResult, Figure, Metric, Outcome

if TYPE_CHECKING:
    from autograder.checker.guest import Guest
    from autograder.checker.names import CheckNames
    from autograder.checker.scene import Capture


@dataclass(slots=True)
class CheckContext:
    """The record that ``earn``, ``record`` and the metrics write to while a check runs.

    ``guest`` and ``names`` are ``None`` where the check runs beside the student's code, in a notebook.
    """

    guest: Guest | None
    names: CheckNames | None = None
    metrics: list[Metric] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    fraction: float = 1.0
    capture: Capture | None = None


_current: CheckContext | None = None


def enter(context: CheckContext | None) -> None:
    """Make ``context`` the running check's, or none."""
    global _current
    _current = context


@contextmanager
def recording(guest: Guest | None, names: CheckNames | None = None) -> Iterator[CheckContext]:
    """Let ``earn`` and the metrics of the body write to a record of their own."""
    record = CheckContext(guest, names)
    enter(record)
    try:
        yield record
    finally:
        enter(None)


def settled(result: CheckResult, record: CheckContext) -> CheckResult:
    """``result`` with what was measured; one that passed may have earned a share only."""
    result = replace(
        result,
        metrics=(*result.metrics, *record.metrics),
        figures=(*result.figures, *record.figures),
    )
    if result.outcome is Outcome.PASSED and record.fraction < 1:
        message = f"earns {record.fraction:.0%} of its points"
        return replace(
            result, outcome=Outcome.FAILED, fraction=record.fraction, message=message, category="wrong"
        )
    return result


def current() -> CheckContext | None:
    """The running check's context; ``None`` outside a grading run."""
    return _current


def current_guest() -> Guest | None:
    """The kernel of the running check; ``None`` outside a grading run."""
    return _current.guest if _current else None
