"""One notebook, cell by cell, in its order.

Student and instructor cells run in the guest; check cells run here, each at its place, against the live kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.assignment import Notebook, Role
from autograder.checker.cell import compile_check
from autograder.checker.checker import Checker, weighted_fraction
from autograder.checker.names import CheckNames
from autograder.checker.plugin import ItemRunner
from autograder.merge import Step
from autograder.regions import bound_names, used_names
from autograder.results import CellKind, CellResult, CheckResult, Outcome
from autograder.session import CellRun, Session


class Walk:
    """Takes the steps of one merged notebook; what they come to gathers in its attributes.

    ``outputs`` maps a step's number to what it showed, ``cells`` are the graded cells, ``problems`` what went
    wrong and how, ``notes`` what was odd.
    """

    def __init__(
        self,
        notebook: Notebook,
        session: Session,
        runner: ItemRunner,
        steps: Sequence[Step],
        delimiters: tuple[str, str],
    ) -> None:
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.cells: list[CellResult] = []
        self.notes: list[str] = []
        self.problems: list[tuple[Outcome, str]] = []
        self._notebook = notebook
        self._session = session
        self._steps = steps
        self._delimiters = delimiters
        self._names = session.names = CheckNames(session.guest, notebook.reference_names)
        self._checker = Checker(
            self._names, runner, session.recover, session.settings.check_seconds, session.deadline
        )

    def step(self, number: int, step: Step) -> None:
        """Take one cell: run it, check it, or note that a person must grade it."""
        if step.role is Role.CHECK and step.cell_type == "code":
            self._check(number, step)
        elif step.role in (Role.CHECK, Role.TASK):
            self.cells.append(_manual(self._notebook.name, step))
        else:
            if step.role is Role.MANUAL:
                self.cells.append(_manual(self._notebook.name, step))
            if step.cell_type == "code" and step.source.strip():
                self._run(number, step)

    def _run(self, number: int, step: Step) -> None:
        if step.role is Role.INSTRUCTOR and step.cell is not None:
            self._names.add_instructor_cell(step.cell.source, step.cell.label(self._notebook.name))
        run = self._session.run(step.source)
        self._names.forget()
        self.outputs[number] = run.outputs
        if step.is_from_student:
            self._note_bindings(number, step)
            self._note_ending(number, run)

    def _note_bindings(self, number: int, step: Step) -> None:
        mine = bound_names(step.cell.source) if step.cell else frozenset()
        ignored = (bound_names(step.source) - mine) & self._names.host_names()
        if step.cell is not None:
            self._names.add_reference_cell(step.cell.source, step.cell.label(self._notebook.name))
        if ignored:
            names = ", ".join(sorted(ignored))
            self.notes.append(f"cell {number + 1} redefines {names}; the checks use the assignment's own")

    def _note_ending(self, number: int, run: CellRun) -> None:
        if run.outcome is not Outcome.PASSED:
            error = next((o["ename"] for o in run.outputs if o["output_type"] == "error"), "an error")
            what = f"raised {error}" if run.outcome is Outcome.STUDENT_ERROR else f"ended by {run.outcome}"
            self.problems.append((run.outcome, f"cell {number + 1} {what}"))

    def _check(self, number: int, step: Step) -> None:
        assert step.cell is not None
        code = compile_check(step.cell.source, step.cell.label(self._notebook.name), self._delimiters)
        self._checker.lost = self._checker.lost or self._session.lost
        checks = self._checker.run(code, step.cell.points)
        wanted = frozenset().union(
            *(used_names(s.source) for s in self._steps[number + 1 :] if s.is_from_student)
        )
        if self._checker.lost is None:
            self._names.share(wanted)
        self.cells.append(_checked(self._notebook.name, step, checks))


def _checked(notebook: str, step: Step, checks: tuple[CheckResult, ...]) -> CellResult:
    assert step.cell is not None
    outcome = Outcome.worst(check.outcome for check in checks)
    earned = round(step.cell.points * weighted_fraction(checks), 6) if outcome.is_graded else None
    return CellResult(
        notebook, step.cell.grade_id, CellKind.CHECK, step.cell.points, earned, outcome, checks=checks
    )


def _manual(notebook: str, step: Step) -> CellResult:
    """A cell for a person to grade; one that was left as it was released has earned nothing."""
    assert step.cell is not None
    kind = CellKind.TASK if step.role is Role.TASK else CellKind.MANUAL
    blank = step.role is Role.MANUAL and step.source == step.cell.released
    return CellResult(
        notebook,
        step.cell.grade_id,
        kind,
        step.cell.points,
        0.0 if blank else None,
        Outcome.FAILED if blank else Outcome.PASSED,
        needs_manual=not blank,
    )
