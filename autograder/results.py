"""What grading yields: frozen records, and the closed list of outcomes.

    SubmissionResult ── notebooks: NotebookRun   (the executed copy, without any hidden text)
          └── cells: CellResult                  (one for each cell that carries points)
                  └── checks: CheckResult        (one for each pytest item of a check cell)
                          ├── metrics: Metric    (accuracy and its like)
                          └── figures: Figure    (what was recorded, and is no score)

Only a graded outcome carries points. What went wrong in a checker or on the platform is never
turned into a zero: its ``earned`` and ``score`` are ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a check, a cell or a submission ended, in order of rising gravity."""

    PASSED = "passed"
    FAILED = "failed"
    STUDENT_ERROR = "student error"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    CHECKER_ERROR = "checker error"
    PLATFORM_ERROR = "platform error"

    @property
    def is_graded(self) -> bool:
        """Whether points may be given: true for all that the submission itself brought about."""
        return self not in (Outcome.CHECKER_ERROR, Outcome.PLATFORM_ERROR)

    @classmethod
    def worst(cls, outcomes: Iterable[Outcome]) -> Outcome:
        """The gravest of ``outcomes``; ``PASSED`` when there are none."""
        order = list(cls)
        return max(outcomes, key=order.index, default=cls.PASSED)


class Better(StrEnum):
    """Which way a metric is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure measured on hidden data, with its 95 % confidence interval; an error is better when lower."""

    name: str
    value: float
    low: float
    high: float
    n: int
    better: Better = Better.HIGHER


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a check recorded and that is no score: how many weights a model has, say."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: a pytest item of a check cell, or the cell's plain asserts taken together.

    ``weight`` is this check's share among its cell's checks, ``fraction`` (0 to 1) how much of it
    was earned. ``message`` may be shown to the student; ``detail`` and ``note`` (how it came to be run as it
    was) are for instructors only. A visible check with ``after_hidden`` ran when student code could know hidden
    inputs: its ``message`` has fixed words, and ``said`` what it would say else. A ``final`` check is decided
    later than others, and one that is ``held`` (in a student's view alone) says nothing of how it ended.
    ``category`` says why one did not pass (see ``autograder.checker.verdict``), and ``lacks`` names what was not
    there or not written yet, as the notebook tells it; no student's view has either.
    """

    name: str
    hidden: bool
    outcome: Outcome
    weight: float = 1.0
    fraction: float = 0.0
    message: str = ""
    detail: str = ""
    seconds: float = 0.0
    metrics: tuple[Metric, ...] = ()
    note: str = ""
    after_hidden: bool = False
    said: str = ""
    final: bool = False
    held: bool = False
    category: str = ""
    lacks: str = ""
    figures: tuple[Figure, ...] = ()

    @property
    def test(self) -> str:
        """The name without that of the case, which a parametrized test puts in brackets."""
        return self.name.partition("[")[0]


def weighted_fraction(checks: Iterable[CheckResult]) -> float:
    """The share of a cell's points that its checks earned together; 1 when nothing weighs anything."""
    counted = list(checks)
    total = sum(check.weight for check in counted)
    if total == 0:
        return float(all(check.fraction == 1 for check in counted))
    return sum(check.weight * check.fraction for check in counted) / total


class CellKind(StrEnum):
    """How a cell that carries points is marked."""

    CHECK = "check"
    MANUAL = "manual"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class CellResult:
    """One cell that carries points.

    ``earned`` is ``None`` where a person must grade (``needs_manual``) or where nobody could
    (a checker or platform error). ``reads`` are the notebook's globals that the checks asked for. ``held`` are
    those of the points that a student's view leaves open, and does not count as earned. ``before_seconds`` is the
    wall clock of the notebook's cells up to here: of those that the author tagged ``training`` where there are any,
    else of all; check cells are left out. No student's view has it.
    """

    notebook: str
    grade_id: str
    kind: CellKind
    points: float
    earned: float | None
    outcome: Outcome
    needs_manual: bool = False
    checks: tuple[CheckResult, ...] = ()
    reads: tuple[str, ...] = ()
    held: float = 0.0
    before_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class NotebookRun:
    """The executed copy of one notebook, as nbformat JSON: no hidden text in it.

    Cells that ran after a hidden check are marked (see ``summary``): their outputs are not for students.
    ``seconds`` are the wall-clock seconds of each cell that ran, in the order of ``content``'s cells.
    """

    name: str
    content: Mapping[str, Any]
    seconds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """One student's copy of an assignment, graded or not.

    ``score`` counts what is known now; cells that wait for a person add nothing yet. ``key`` is the
    hash of everything the result depends on, ``digest`` that of the files handed in alone. ``timings`` splits
    ``cpu_seconds`` by stage.
    """

    student: str
    assignment: str
    outcome: Outcome
    reason: str
    score: float | None
    max_score: float
    seconds: float
    cells: tuple[CellResult, ...] = ()
    notebooks: tuple[NotebookRun, ...] = ()
    notes: tuple[str, ...] = ()
    key: str = ""
    submitted_at: str | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    @property
    def needs_manual(self) -> bool:
        """Whether a person has cells to grade."""
        return any(cell.needs_manual for cell in self.cells)


@dataclass(frozen=True, slots=True)
class CellGrade:
    """What the gradebook says now about one cell; people may have changed it since it was graded.

    ``auto`` and ``manual`` are points, ``None`` where there are none yet. ``comment`` may stand at a cell
    that carries no points.
    """

    auto: float | None = None
    manual: float | None = None
    extra_credit: float = 0.0
    needs_manual: bool = False
    comment: str = ""

    @property
    def points(self) -> float | None:
        """What counts, as nbgrader counts it: a person's score goes first, and extra credit adds."""
        base = self.auto if self.manual is None else self.manual
        return None if base is None else base + self.extra_credit


@dataclass(frozen=True, slots=True)
class Grades:
    """What the gradebook says now about one submission.

    ``cells`` is by (notebook, grade_id); ``penalty`` is what lateness costs, in points, over all notebooks.
    """

    cells: Mapping[tuple[str, str], CellGrade] = field(default_factory=dict)
    penalty: float = 0.0
