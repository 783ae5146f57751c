"""All figures of a class: difficulty and discrimination of classical test theory, for every single check.

A small class says little about one check: below ``ENOUGH`` students only what can be told from few is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from autograder.checker.verdict import OF_PREDICTIONS
from autograder.items.alerts import alerts_of
from autograder.items.figures import ENOUGH, FEW, Analysis, CheckItem
from autograder.items.intervals import Estimate, correlation, share
from autograder.items.patterns import d27, lone_failures, reliability, twins
from autograder.items.responses import Column, Responses, responses_of
from autograder.results import SubmissionResult

_BY_EXCEPTION: Final = frozenset({"raised", "misfit", "refused", "timeout", "endless", "gone"})
_BY_JUDGEMENT: Final = frozenset({"wrong", "banned"}) | OF_PREDICTIONS


def analyse(results: Sequence[SubmissionResult]) -> Analysis:
    """The figures of every check that carries points, in the order of the notebook."""
    table = responses_of(results)
    lone, others, totals = lone_failures(table), twins(table.columns), _totals(table)
    items = (
        replace(_item(column, totals), lone=tuple(lone.get(column.key, ())), twins=alike)
        for column, alike in zip(table.columns, others, strict=True)
    )
    students = len(table.students)
    checks = tuple(replace(item, alerts=tuple(alerts_of(item, students))) for item in items)
    return Analysis(students, len(table.complete()), checks, reliability(table))


def _totals(table: Responses) -> dict[int, tuple[float, float]]:
    """By student the points earned, and those that could be: what is missing counts in neither."""
    return {
        student: (
            sum(column.points * column.earned.get(student, 0.0) for column in table.columns),
            sum(column.points for column in table.columns if student in column.earned),
        )
        for student in table.students
    }


def _item(column: Column, totals: Mapping[int, tuple[float, float]]) -> CheckItem:
    fractions = tuple(column.earned.values())
    by_exception = sum(column.categories[name] for name in _BY_EXCEPTION)
    judged = sum(column.categories[name] for name in _BY_JUDGEMENT)
    is_enough = len(fractions) >= ENOUGH
    shares = {s: earned / possible for s, (earned, possible) in totals.items() if s in column.earned}
    return CheckItem(
        *column.key,
        hidden=column.hidden,
        points=column.points,
        n=len(fractions),
        blocked=column.blocked,
        failures=sum(fraction < 1 for fraction in fractions),
        difficulty=share(fractions),
        discrimination=_discrimination(column, totals),
        d27=d27(column.earned, shares) if is_enough else None,
        explained=by_exception + judged if is_enough else None,
        by_exception=by_exception if is_enough else None,
    )


def _discrimination(column: Column, totals: Mapping[int, tuple[float, float]]) -> Estimate | None:
    """The correlation of the check with the share of all other points; of a small class a clearly negative one."""
    pairs = []
    for student, fraction in column.earned.items():
        earned, possible = totals[student]
        if possible - column.points > 1e-9:
            pairs.append((fraction, (earned - column.points * fraction) / (possible - column.points)))
    found = correlation([own for own, _ in pairs], [rest for _, rest in pairs])
    is_clear = found is not None and found.high < 0
    return found if len(pairs) >= (FEW if is_clear else ENOUGH) else None
