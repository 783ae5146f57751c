"""From results to a table of responses: what each student earned of each check, and what is missing.

A response is missing where a check came to no verdict, and where it was blocked by an earlier question: its
failure says nothing about this one. That is known of a check that never ran, for the kernel was lost before, and
of one that failed for want of a name which a check of an earlier cell had wanted in vain already.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.checker.verdict import UNREACHED
from autograder.results import CellResult, CheckResult, SubmissionResult

Key = tuple[str, str, str]
"""Notebook, grade_id and name of a check; the cases of a parametrized test are one check."""


@dataclass(slots=True)
class Column:
    """One check worth ``points``: what each student (by number) ``earned`` of it, from 0 to 1, where not missing.

    ``blocked`` counts students whom an earlier question kept from it, ``categories`` why it did not pass: for each
    student the first case that did not.
    """

    key: Key
    hidden: bool
    earned: dict[int, float] = field(default_factory=dict)
    blocked: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    worths: list[float] = field(default_factory=list)
    points: float = 0.0

    def add(self, student: int, cases: Sequence[CheckResult], lacked: Collection[str]) -> None:
        """Take the ``cases`` of one student, whose earlier cells ``lacked`` these names."""
        blocked = [case for case in cases if _is_blocked(case, lacked)]
        judged = [case for case in cases if case.outcome.is_graded and case not in blocked]
        if judged:
            self.earned[student] = statistics.fmean(case.fraction for case in judged)
            self.categories.update([case.category for case in judged if case.category][:1])
        elif blocked:
            self.blocked += 1


@dataclass(frozen=True, slots=True)
class Responses:
    """Checks in the order in which they appear; ``students`` are those with a verdict on any of them."""

    columns: tuple[Column, ...]
    students: Mapping[int, str]

    def complete(self) -> list[int]:
        """The students with a verdict on every check."""
        return sorted(set(self.students).intersection(*(column.earned for column in self.columns)))


def responses_of(results: Iterable[SubmissionResult]) -> Responses:
    """The table of a class. Checks without points, or without any verdict, are left out."""
    columns: dict[Key, Column] = {}
    names: dict[int, str] = {}
    for number, result in enumerate(results):
        names[number] = result.student
        lacked: dict[str, set[str]] = defaultdict(set)
        for cell in result.cells:
            whole = sum(check.weight for check in cell.checks) or 1.0
            for key, cases in _tests(cell).items():
                column = columns.setdefault(key, Column(key, any(case.hidden for case in cases)))
                column.worths.append(cell.points * sum(case.weight for case in cases) / whole)
                column.add(number, cases, lacked[cell.notebook])
            lacked[cell.notebook].update(check.lacks for check in cell.checks)
    for column in columns.values():
        # A test that is skipped raises the worth of its neighbours, for one student perhaps.
        column.points = statistics.mode(round(worth, 9) for worth in column.worths)
    found = tuple(column for column in columns.values() if column.points > 0 and column.earned)
    present = {number for column in found for number in column.earned}
    return Responses(found, {number: name for number, name in names.items() if number in present})


def _tests(cell: CellResult) -> dict[Key, list[CheckResult]]:
    tests: dict[Key, list[CheckResult]] = defaultdict(list)
    for check in cell.checks:
        tests[cell.notebook, cell.grade_id, check.test].append(check)
    return tests


def _is_blocked(check: CheckResult, lacked: Collection[str]) -> bool:
    return check.category == UNREACHED or bool(check.lacks and check.lacks in lacked)
