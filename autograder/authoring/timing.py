"""How long the reference takes: each cell, each check, the whole, and a class."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from itertools import chain
from typing import Final

from autograder.assignment import Assignment, Role
from autograder.authoring.findings import Finding, Status, Topic, place, settled
from autograder.regions import tree_of
from autograder.results import SubmissionResult
from autograder.settings import Settings

_CLASS: Final = 100
_SHARE: Final = 0.5
"""Of a limit; students' machines of thought are slower than the author's, and so are busy graders."""

_SHOWN: Final = 3


def timing_findings(assignment: Assignment, result: SubmissionResult, settings: Settings) -> list[Finding]:
    """The slowest cells and checks, those near their limit, and what a class of 100 takes."""
    cells, checks = list(_cells(result)), list(_checks(assignment, result, settings))
    near = chain(
        (_near("the cell", *cell, settings.cell_seconds, "cell_seconds") for cell in cells),
        (
            _near(f"the check {name}", where, took, limit, "check_seconds")
            for where, name, took, limit in checks
        ),
    )
    slowest = sorted([*cells, *((f"{w}, {n}", took) for w, n, took, _ in checks)], key=lambda s: -s[1])
    named = ", ".join(f"{took:.2f} s {where}" for where, took in slowest[:_SHOWN])
    workers = settings.jobs or max(1, len(os.sched_getaffinity(0)) // max(1, settings.threads))
    everybody = result.seconds * _CLASS / workers
    return settled(
        Topic.TIME,
        (finding for finding in near if finding is not None),
        f"the reference takes {result.seconds:.1f} s; a class of {_CLASS} about {_spoken(everybody)} with "
        f"{workers} at a time; slowest: {named}",
    )


def _near(what: str, where: str, took: float, limit: float, setting: str) -> Finding | None:
    if took <= limit * _SHARE:
        return None
    return Finding(
        Topic.TIME,
        Status.WARNING,
        f"{what} takes {took:.1f} of its {limit:g} seconds with the reference",
        where,
        "a right solution that is half as fast would be stopped",
        f"ask for less work, or raise {setting}",
    )


def _cells(result: SubmissionResult) -> Iterator[tuple[str, float]]:
    """Each student and instructor cell that ran, with its seconds."""
    for run in result.notebooks:
        for cell, took in zip(run.content["cells"], run.seconds, strict=True):
            marks = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and (marks.get("solution") or not marks.get("grade")):
                first = cell["source"].strip().partition("\n")[0]
                yield place(run.name, marks.get("grade_id") or repr(first[:40])), took


def _checks(
    assignment: Assignment, result: SubmissionResult, settings: Settings
) -> Iterator[tuple[str, str, float, float]]:
    """Each check: its cell, its name, its seconds and its limit."""
    own = {
        (notebook.name, cell.grade_id): _deadlines(cell.source)
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.role is Role.CHECK
    }
    for graded in result.cells:
        for check in graded.checks:
            function = check.test.rpartition("::")[2]
            limit = own.get((graded.notebook, graded.grade_id), {}).get(function, settings.check_seconds)
            yield place(graded.notebook, graded.grade_id), check.name, check.seconds, limit


def _deadlines(source: str) -> dict[str, float]:
    """The seconds that ``@pytest.mark.deadline`` gives to test functions of a check cell."""
    found = {}
    for node in ast.walk(tree_of(source)):
        for mark in getattr(node, "decorator_list", ()):
            match mark:
                case ast.Call(
                    func=ast.Attribute(attr="deadline"), args=[ast.Constant(value=int() | float() as s)]
                ):
                    found[getattr(node, "name", "")] = float(s)
    return found


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
