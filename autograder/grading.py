"""The way of one submission: taken in, merged, walked in notebook order, and summed up in a result.

    Submission ── read_notebook ─► merge ─► Walk: run in the guest, check here ─► SubmissionResult

What goes wrong is one student's own: nothing raised here stops a class.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, Notebook, Role
from autograder.checker import chance
from autograder.checker.plugin import ItemRunner, under_pytest
from autograder.errors import AssignmentError, PlatformError, SubmissionError
from autograder.handedin import NotebookFile, find_notebooks
from autograder.merge import Merged, merge
from autograder.reading import read_notebook
from autograder.results import CellKind, CellResult, NotebookRun, Outcome, SubmissionResult
from autograder.sandbox.base import Limits, Sandbox
from autograder.session import Session
from autograder.settings import Settings
from autograder.submission import Submission
from autograder.summary import executed_notebook, reason_for, released_notebook
from autograder.walk import Walk

_MEBIBYTE = 1 << 20
_LOG_CHARACTERS = 20_000
_THREADS = "OMP_NUM_THREADS"


def grade(
    submission: Submission, assignment: Assignment, sandbox: Sandbox, settings: Settings
) -> SubmissionResult:
    """Grade one submission; whatever happens comes back as a result whose outcome says whose fault it was."""
    grading = _Grading(submission, assignment, sandbox, settings)
    try:
        with _environment():
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
    files_found: Mapping[str, NotebookFile] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("open", "cells", "checks"), 0.0))

    def run(self, runner: ItemRunner) -> None:
        """Grade every notebook of the assignment."""
        cpu = time.process_time()
        self.notes += self.submission.problems
        self.files_found = find_notebooks(self.assignment.notebooks, self.submission)
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
        found = self.files_found[notebook.name]
        self.notes += found.notes
        if found.data is None:
            return self._lose(notebook, found.why_missing)
        try:
            read = read_notebook(found.data)
            self.notes += read.notes
            self._walk(notebook, merge(notebook, read.cells), runner)
        except SubmissionError as error:
            return self._unread(notebook, f"{found.path}: {error}")
        return None

    def _unread(self, notebook: Notebook, why: str) -> None:
        """A notebook that is there, but cannot be graded; people find the reason in its place."""
        self._lose(notebook, why)
        self.notebooks.append(NotebookRun(notebook.name, released_notebook(notebook, why)))

    def _lose(self, notebook: Notebook, why: str) -> None:
        self.problems.append((Outcome.STUDENT_ERROR, why))
        for cell in notebook.cells:
            if cell.carries_points:
                kind = CellKind(cell.role.value)
                lost = CellResult(notebook.name, cell.grade_id, kind, cell.points, 0.0, Outcome.STUDENT_ERROR)
                self.cells.append(lost)

    def _walk(self, notebook: Notebook, merged: Merged, runner: ItemRunner) -> None:
        self.notes += merged.notes
        deadline = self.started + self.settings.submission_seconds
        own = frozenset(self.assignment.files)
        chance.load_generators(notebook)
        session = Session(self.sandbox, self._limits(), self.settings, self._files(), deadline, own)
        with self._timed("open"):
            session.open()
        room = Walk(notebook, session, runner, merged.steps, self.assignment.delimiters)
        seed = chance.secret_seed(self.assignment, notebook.name, self.settings.seed)
        with closing(session), closing(room) as walk, chance.fixed(seed):
            seconds: list[float] = []
            for number, step in enumerate(merged.steps):
                begun = time.monotonic()
                with self._timed("checks" if step.role is Role.CHECK else "cells"):
                    walk.step(number, step)
                seconds.append(time.monotonic() - begun)
        self.notes += walk.notes
        self.cells += walk.cells
        self.problems += walk.problems
        executed = executed_notebook(notebook, merged.steps, walk.outputs, walk.after_hidden)
        self.notebooks.append(NotebookRun(notebook.name, executed, tuple(seconds)))
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
            provenance=_provenance(self.sandbox, self.settings, self.log),
            digest=self.submission.digest,
        )


@contextmanager
def _environment() -> Iterator[None]:
    """What check cells and the libraries they load find in the environment.

    As in nbgrader, a check may ask it whether it grades or validates. And a framework that a check loads starts no
    pool of threads: workers stand for the processor's cores, and one that is forked later would wait for its threads.
    """
    values = {"NBGRADER_EXECUTION": "autograde", _THREADS: os.environ.get(_THREADS, "1")}
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value


def _outcome(cells: list[CellResult], problems: list[tuple[Outcome, str]]) -> Outcome:
    checks = [cell.outcome for cell in cells if cell.kind is CellKind.CHECK]
    worst = Outcome.worst(checks)
    if worst is Outcome.PASSED and not any(o is not Outcome.STUDENT_ERROR for o, _ in problems):
        # An error in a cell that no check minded.
        return Outcome.STUDENT_ERROR if not checks and problems else Outcome.PASSED
    return Outcome.worst([worst, *(outcome for outcome, _ in problems)])


def _provenance(sandbox: Sandbox, settings: Settings, log: str) -> dict[str, Any]:
    return {
        **({"log": log[-_LOG_CHARACTERS:]} if log else {}),
        "sandbox": sandbox.name,
        "isolated": sandbox.is_isolated,
        "seed": settings.seed,
        "threads": settings.threads,
        "preload": list(sandbox.spec.preload),
        "python": str(Path(sandbox.spec.python)),
        "versions": dict(sandbox.versions),
    }
