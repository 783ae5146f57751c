"""The way of one submission: taken in, merged, run in notebook order, checked, recorded as a result.

Student and instructor cells run in the guest; check cells run here, each at its place in the notebook's
order, against the live kernel. What goes wrong is one student's own: nothing raised here stops a class.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, Notebook, Role
from autograder.checker.cell import compile_check
from autograder.checker.checker import Checker, weighted_fraction
from autograder.checker.names import CheckNames
from autograder.checker.plugin import ItemRunner, under_pytest
from autograder.errors import AssignmentError, PlatformError, SubmissionError
from autograder.merge import Merged, Step, merge
from autograder.regions import bound_names, used_names
from autograder.results import CellKind, CellResult, CheckResult, NotebookRun, Outcome, SubmissionResult
from autograder.sandbox.base import Limits, Sandbox
from autograder.session import CellRun, Session
from autograder.settings import Settings
from autograder.submission import Submission, read_cells
from autograder.summary import executed_notebook, reason_for

_MEBIBYTE = 1 << 20


def grade(
    submission: Submission, assignment: Assignment, sandbox: Sandbox, settings: Settings
) -> SubmissionResult:
    """Grade one submission; whatever happens comes back as a result whose outcome says whose fault it was."""
    grading = _Grading(submission, assignment, sandbox, settings)
    try:
        under_pytest(grading.run)
    except AssignmentError as error:
        grading.stop(Outcome.CHECKER_ERROR, error)
    except PlatformError as error:
        grading.stop(Outcome.PLATFORM_ERROR, error)
    except Exception as error:  # a fault of ours must not stop the class, nor cost a student a point
        fault = PlatformError("grading failed by a fault of its own", log=traceback.format_exc())
        fault.__cause__ = error
        grading.stop(Outcome.PLATFORM_ERROR, fault)
    return grading.result()


@dataclass(slots=True)
class _Grading:
    """One submission while it is graded."""

    submission: Submission
    assignment: Assignment
    sandbox: Sandbox
    settings: Settings
    started: float = field(default_factory=time.monotonic)
    cells: list[CellResult] = field(default_factory=list)
    notebooks: list[NotebookRun] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[tuple[Outcome, str]] = field(default_factory=list)
    log: str = ""
    timings: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("open", "cells", "checks"), 0.0))

    def run(self, runner: ItemRunner) -> None:
        """Grade every notebook of the assignment."""
        cpu = time.process_time()
        self.notes += self.submission.problems
        for notebook in self.assignment.notebooks:
            self._notebook(notebook, runner)
        self.timings["host_cpu"] = time.process_time() - cpu

    def stop(self, outcome: Outcome, error: AssignmentError | PlatformError) -> None:
        """Grading ended early, through no fault of the student's."""
        self.problems.append((outcome, str(error)))
        self.log = error.log

    def _notebook(self, notebook: Notebook, runner: ItemRunner) -> None:
        if self.submission.refusal:
            return self._unread(notebook, self.submission.refusal)
        data = self.submission.files.get(f"{notebook.name}.ipynb")
        if data is None:
            return self._unread(notebook, f"the notebook {notebook.name}.ipynb was not handed in")
        try:
            merged = merge(notebook, read_cells(data))
            self._walk(notebook, merged, runner)
        except SubmissionError as error:
            return self._unread(notebook, f"{notebook.name}.ipynb: {error}")
        return None

    def _unread(self, notebook: Notebook, why: str) -> None:
        self.problems.append((Outcome.STUDENT_ERROR, why))
        for cell in notebook.cells:
            if cell.carries_points:
                kind = CellKind(cell.role.value)
                lost = CellResult(notebook.name, cell.grade_id, kind, cell.points, 0.0, Outcome.STUDENT_ERROR)
                self.cells.append(lost)

    def _walk(self, notebook: Notebook, merged: Merged, runner: ItemRunner) -> None:
        self.notes += merged.notes
        deadline = self.started + self.settings.submission_seconds
        session = Session(self.sandbox, self._limits(), self.settings, self._files(), deadline)
        with self._timed("open"):
            session.open()
        with closing(session):
            walk = _Walk(notebook, session, runner, merged.steps, self.assignment.delimiters)
            for number, step in enumerate(merged.steps):
                with self._timed("checks" if step.role is Role.CHECK else "cells"):
                    walk.step(number, step)
        self.notes += walk.notes
        self.cells += walk.cells
        self.problems += walk.problems
        self.notebooks.append(
            NotebookRun(notebook.name, executed_notebook(notebook, merged.steps, walk.outputs))
        )
        self.timings["guest_cpu"] = self.timings.get("guest_cpu", 0.0) + session.guest_cpu

    def _files(self) -> Mapping[str, bytes]:
        """What the student's folder holds: the files handed in, under the assignment's own."""
        theirs = {name: data for name, data in self.submission.files.items() if not name.endswith(".ipynb")}
        own = {name: (self.assignment.folder / name).read_bytes() for name in self.assignment.files}
        if sum(map(len, own.values())) > self.settings.tmp * _MEBIBYTE:
            raise AssignmentError(
                f"the assignment's files are larger than {self.settings.tmp} MiB; raise the setting tmp"
            )
        return {**theirs, **own}

    def _limits(self) -> Limits:
        settings = self.settings
        return Limits(
            memory_bytes=settings.memory * _MEBIBYTE,
            pids=settings.pids,
            tmp_bytes=settings.tmp * _MEBIBYTE,
            cpu_seconds=int(settings.submission_seconds * max(1, settings.threads)) + 1,
        )

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.timings[stage] += time.monotonic() - begun

    def result(self) -> SubmissionResult:
        """The record of what was found."""
        outcome = _outcome(self.cells, self.problems)
        score = sum(cell.earned or 0.0 for cell in self.cells) if outcome.is_graded else None
        return SubmissionResult(
            student=self.submission.student,
            assignment=self.assignment.name,
            outcome=outcome,
            reason=reason_for(outcome, self.cells, self.problems),
            score=None if score is None else round(score, 6),
            max_score=self.assignment.max_score,
            seconds=time.monotonic() - self.started,
            cells=tuple(self.cells),
            notebooks=tuple(self.notebooks),
            notes=tuple(dict.fromkeys(self.notes)),
            submitted_at=self.submission.timestamp,
            timings=self.timings,
            provenance=_provenance(self.sandbox, self.settings),
        )


class _Walk:
    """One notebook's steps, in order: run here, checked there."""

    def __init__(
        self,
        notebook: Notebook,
        session: Session,
        runner: ItemRunner,
        steps: list[Step],
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


def _outcome(cells: list[CellResult], problems: list[tuple[Outcome, str]]) -> Outcome:
    checks = [cell.outcome for cell in cells if cell.kind is CellKind.CHECK]
    worst = Outcome.worst(checks)
    if worst is Outcome.PASSED and not any(o is not Outcome.STUDENT_ERROR for o, _ in problems):
        # An error in a cell that no check minded.
        return Outcome.STUDENT_ERROR if not checks and problems else Outcome.PASSED
    return Outcome.worst([worst, *(outcome for outcome, _ in problems)])


def _provenance(sandbox: Sandbox, settings: Settings) -> dict[str, Any]:
    return {
        "sandbox": sandbox.name,
        "isolated": sandbox.is_isolated,
        "seed": settings.seed,
        "threads": settings.threads,
        "preload": list(sandbox.spec.preload),
        "python": str(Path(sandbox.spec.python)),
    }
