"""What is seen across checks: students who fail one alone, checks that end alike, and how well all agree."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from autograder.items.figures import ENOUGH, FEWEST_ANSWERS, Reliability, Twin
from autograder.items.intervals import Estimate, alpha, difference
from autograder.items.responses import Column, Key, Responses

EXTREMES: Final = 0.27
"""The share of a class that is best, or last, for D27 (Kelley, J. Educ. Psych. 30, 1939)."""

ALIKE: Final = 0.95
"""Checks whose verdicts correlate by more than this are twins."""


def lone_failures(table: Responses) -> Mapping[Key, list[str]]:
    """By check, the students who earned less than half of it, and everything of all others.

    With fewer than three checks that is no wonder, and nobody is named.
    """
    found: dict[Key, list[str]] = defaultdict(list)
    for student in table.complete() if len(table.columns) > 2 else ():
        lost = [column for column in table.columns if column.earned[student] < 1]
        if len(lost) == 1 and lost[0].earned[student] < 0.5:
            found[lost[0].key].append(table.students[student])
    return found


def d27(earned: Mapping[int, float], totals: Mapping[int, float]) -> Estimate:
    """How much more of a check the best 27 % by their ``totals`` earned than the last 27 %."""
    seats = EXTREMES * len(earned)
    groups = _seated(totals, seats), _seated({s: -total for s, total in totals.items()}, seats)
    best, last = (sum(earned[s] * part for s, part in group.items()) / seats for group in groups)
    return difference(min(1.0, best), min(1.0, last), seats)


def _seated(totals: Mapping[int, float], seats: float) -> dict[int, float]:
    """Who of those with the highest totals has a seat; students with the same total share what is left."""
    ranks: dict[float, list[int]] = defaultdict(list)
    for student, total in totals.items():
        ranks[round(total, 9)].append(student)
    found: dict[int, float] = {}
    for total in sorted(ranks, reverse=True):
        part = min(1.0, max(0.0, seats) / len(ranks[total]))
        found.update(dict.fromkeys(ranks[total], part))
        seats -= part * len(ranks[total])
    return found


def twins(columns: Sequence[Column]) -> list[tuple[Twin, ...]]:
    """For each check those that passed and failed for the same students, the closest first."""
    known = [_bits(column.earned) for column in columns]
    passed = [_bits(s for s, share in column.earned.items() if share == 1) for column in columns]
    found: list[list[Twin]] = [[] for _ in columns]
    for i, j in combinations(range(len(columns)), 2):
        correlated = phi(known[i] & known[j], passed[i], passed[j])
        if correlated is not None and correlated > ALIKE:
            found[i].append(Twin(*columns[j].key[1:], correlated))
            found[j].append(Twin(*columns[i].key[1:], correlated))
    return [tuple(sorted(others, key=lambda twin: -twin.phi)) for others in found]


def _bits(students: Iterable[int]) -> int:
    """A set of students as the bits of a number: pairs of many checks are then counted quickly."""
    return sum(1 << student for student in students)


def phi(both: int, first: int, second: int) -> float | None:
    """The correlation of two verdicts on the students in ``both``, of whom ``first`` and ``second`` passed.

    ``None`` where the class is too small, or fewer than five pass or fail either: one student would decide it.
    """
    n, a, b = both.bit_count(), (both & first).bit_count(), (both & second).bit_count()
    if n < ENOUGH or min(a, b, n - a, n - b) < FEWEST_ANSWERS:
        return None
    together = (both & first & second).bit_count()
    return (n * together - a * b) / math.sqrt(a * (n - a) * b * (n - b))


def reliability(table: Responses) -> tuple[Reliability, ...]:
    """Agreement of checks, and of questions: the checks of one question hang together, which flatters the first.

    Students for whom any check is missing are left out; without enough others there is none.
    """
    students = table.complete()
    if len(students) < ENOUGH:
        return ()
    checks = [[column.points * column.earned[s] for s in students] for column in table.columns]
    questions: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    for column, points in zip(table.columns, checks, strict=True):
        questions[column.key[:2]].append(points)
    sums = [list(map(sum, zip(*parts, strict=True))) for parts in questions.values()]
    found = (_agreement("checks", checks), _agreement("questions", sums))
    return tuple(item for item in found if item is not None)


def _agreement(name: str, parts: Sequence[Sequence[float]]) -> Reliability | None:
    found = alpha(parts)
    if found is None:
        return None
    totals = list(map(sum, zip(*parts, strict=True)))
    deviation = statistics.stdev(totals)
    error = deviation * math.sqrt(1 - max(0.0, found.value))
    return Reliability(name, len(parts), len(totals), found, deviation, error)
