"""The records of an analysis, and the sizes of a class that its figures need."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from autograder.items.intervals import Estimate

ENOUGH: Final = 30
"""From so many students on, correlations are shown: the interval of one is then about 0.36 to either side."""

FEW: Final = 10
"""Below so many, not even a clearly negative correlation is: its interval rests on large numbers."""

FEWEST_ANSWERS: Final = 5
"""Failures, and passes, from which anything is concluded about how a check fails."""


class Concern(StrEnum):
    """Why a check should be looked at."""

    HARD = "almost nobody earns it"
    NEGATIVE = "the better students fail it"
    LONE = "students fail it alone"
    TWIN = "it ends as another does"
    EXCEPTIONS = "it fails by exceptions"


@dataclass(frozen=True, slots=True)
class Alert:
    """One concern about a check, with what to do about it."""

    concern: Concern
    text: str


@dataclass(frozen=True, slots=True)
class Twin:
    """Another check that ends the same for nearly all; ``phi`` is the correlation of the two."""

    grade_id: str
    name: str
    phi: float


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One check over the class; a figure that the class does not support is ``None``.

    ``n`` students are counted, and ``blocked`` others are not, for an earlier question kept them from it.
    ``difficulty`` is the mean share of its points that was earned, ``discrimination`` the correlation of that share
    with the share of all other points, ``d27`` how much more of it the best 27 % earn than the last. ``lone`` are
    students who lost nothing else; of ``explained`` failures ``by_exception`` were no judgement of the check's.
    """

    notebook: str
    grade_id: str
    name: str
    hidden: bool
    points: float
    n: int
    blocked: int
    failures: int
    difficulty: Estimate
    discrimination: Estimate | None = None
    d27: Estimate | None = None
    explained: int | None = None
    by_exception: int | None = None
    lone: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()
    alerts: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well the points of ``k`` parts (checks, or questions) agree over ``n`` students.

    ``deviation`` is that of the points together, ``error`` the standard error of measurement; both in points.
    """

    parts: str
    k: int
    n: int
    alpha: Estimate
    deviation: float
    error: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """All figures of a class of ``students``; ``complete`` of them have a verdict on every check."""

    students: int
    complete: int
    checks: tuple[CheckItem, ...]
    reliability: tuple[Reliability, ...]

    @property
    def is_small(self) -> bool:
        """Whether correlations would be mostly chance."""
        return self.students < ENOUGH
