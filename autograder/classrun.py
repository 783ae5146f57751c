"""One class, one assignment: every submission graded, recorded, given feedback, each as it gets ready."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from autograder.assignment import Assignment, Role, load_assignment
from autograder.checker.cell import compile_check
from autograder.course import Course
from autograder.errors import PlatformError, UsageError
from autograder.feedback import render_feedback, write_feedback
from autograder.gradebook import Recorder
from autograder.pool import Job, MakeSandbox, Pool, Unchanged
from autograder.preload import preload_of
from autograder.records import dump_result, load_result, result_path, write_atomically
from autograder.results import SubmissionResult
from autograder.sandbox import BACKENDS
from autograder.sandbox.base import SandboxSpec
from autograder.settings import Settings

_KEY_VERSION: Final = 1
"""Raised when grading changes so that recorded results no longer stand."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission of the class, with its result; ``unchanged`` when that was recorded before."""

    result: SubmissionResult
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class ClassRun:
    """Everything that grading one assignment of a course needs.

    ``make_sandbox`` is for tests, which bring a fake.
    """

    course: Course
    assignment: Assignment
    settings: Settings
    make_sandbox: MakeSandbox | None = None

    def grade(self, students: Sequence[str], *, force: bool) -> tuple[int, Iterator[Graded]]:
        """How many submissions there are, and their results as they get ready; each is recorded first.

        Raises:
            UsageError: there is nothing to grade.
            PlatformError: this machine cannot grade or record.
        """
        folders = self.course.submissions(self.assignment.name, students)
        return len(folders), self._grade(folders, force=force)

    def _grade(self, folders: dict[str, Path], *, force: bool) -> Iterator[Graded]:
        recorded = {} if force else self._recorded(folders)
        jobs = [Job(name, folder, recorded.get(name)) for name, folder in folders.items()]
        workers = min(self._workers(), len(jobs))
        # The pool forks its workers, and no open database may be shared over a fork: hence this order.
        pool = Pool(self.assignment, self.settings, self.make_sandbox or self._sandbox(), self._key, workers)
        with pool, self._recorder() as recorder:
            recorder.ensure_assignment(self.assignment.name, {n.name: n.node for n in self.assignment.notebooks})
            for done in pool.grade(jobs):
                yield self._settle(recorder, done, folders)

    def _settle(self, recorder: Recorder, done: SubmissionResult | Unchanged, folders: dict[str, Path]) -> Graded:
        state, name = self.course.state, self.assignment.name
        if isinstance(done, Unchanged):
            kept = load_result(result_path(state, name, done.student))
            if kept is None:
                raise PlatformError(f"the record of {done.student} vanished while grading; run again")
            return Graded(kept, unchanged=True)
        ungraded = _beside(state, "ungraded", name, done.student)
        if not done.outcome.is_graded:
            write_atomically(ungraded, dump_result(done))
            return Graded(done)
        stamp = _beside(state, "feedback", name, done.student)
        stamp.unlink(missing_ok=True)
        result = replace(done, score=recorder.record(done))
        pages = render_feedback(result, _title(name), figures=self.assignment.folder)
        write_feedback(self.course.feedback, result, pages, submission=folders[done.student])
        write_atomically(stamp, result.key)
        ungraded.unlink(missing_ok=True)
        return Graded(result)

    def _recorded(self, folders: dict[str, Path]) -> dict[str, str]:
        """The keys of the results that stand, with their feedback, from an earlier run."""
        found = {}
        with self._recorder() as recorder:
            for student in folders:
                key = recorder.recorded(student, self.assignment.name)
                stamp = _beside(self.course.state, "feedback", self.assignment.name, student)
                written = stamp.is_file() and (self.course.feedback / student / self.assignment.name).is_dir()
                if key and written and stamp.read_text(encoding="utf-8") == key:
                    found[student] = key
        return found

    def _recorder(self) -> Recorder:
        course = self.course
        return Recorder(
            course.db_url,
            course.autograded,
            submitted_dir=course.submitted,
            source_dir=course.source,
            state_dir=course.state,
            course_id=course.course_id,
            config=course.config,
        )

    def _key(self, digest: str) -> str:
        """The key of a result: the hash of all it depends on."""
        settings = {k: v for k, v in asdict(self.settings).items() if k not in ("jobs", "assignments")}
        parts = [_KEY_VERSION, digest, self.assignment.digest, settings]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _sandbox(self) -> MakeSandbox:
        backend = BACKENDS.get(self.settings.sandbox)
        if backend is None or backend.is_for_tests:
            walls = ", ".join(name for name, b in BACKENDS.items() if not b.is_for_tests)
            raise UsageError(f"there is no sandbox {self.settings.sandbox!r}; there are: {walls}")
        spec = sandbox_spec(self.settings, self.settings.preload or preload_of(self.assignment))
        return lambda: backend(spec)

    def _workers(self) -> int:
        cores = len(os.sched_getaffinity(0))
        return self.settings.jobs or max(1, cores // max(1, self.settings.threads))


def prepare(course: Course, name: str) -> ClassRun:
    """Read the assignment ``name`` and make sure that all its checks can be compiled.

    Raises:
        UsageError: there is no such assignment, or a setting is wrong.
        AssignmentError: a notebook or a check cell cannot be used.
    """
    assignment = load_assignment(name, course.source / name, course.checks, course.config)
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role is Role.CHECK and cell.is_code:
                compile_check(cell.source, f"<{cell.grade_id}>")
    return ClassRun(course, assignment, course.settings.of(name))


def sandbox_spec(settings: Settings, preload: tuple[str, ...]) -> SandboxSpec:
    """What a sandbox for these settings holds."""
    import sys

    return SandboxSpec(
        python=Path(settings.python or sys.executable),
        preload=preload,
        data_dir=Path(settings.data_dir) if settings.data_dir else None,
        seed=settings.seed,
        threads=settings.threads,
    )


def recorded_results(course: Course, assignment: str) -> list[SubmissionResult]:
    """All results of an assignment: the recorded ones, and the newer ones that nobody could grade.

    Raises:
        UsageError: nothing was graded yet.
    """
    found: dict[str, SubmissionResult] = {}
    for kind in ("results", "ungraded"):
        for path in sorted((course.state / kind / assignment).glob("*.json")):
            result = load_result(path)
            if result is not None:
                found[result.student] = result
    if not found:
        raise UsageError(f"nothing was graded yet for {assignment!r}; run `autograder grade {assignment}` first")
    return [found[student] for student in sorted(found)]


def _beside(state: Path, kind: str, assignment: str, student: str) -> Path:
    """A small file of ours about one submission, named as its result is."""
    place = result_path(state, assignment, student)
    path = state / kind / place.parent.name / place.name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _title(name: str) -> str:
    return name.replace("_", " ")
