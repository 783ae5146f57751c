"""One class, one assignment: every submission graded, recorded, given feedback, each as it gets ready."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from autograder.assignment import Assignment, Role, load_assignment
from autograder.checker.cell import compile_check
from autograder.course import Course
from autograder.errors import PlatformError, UsageError
from autograder.feedback import FeedbackPolicy, HiddenLevel, render_feedback, write_feedback
from autograder.gradebook import Recorder
from autograder.pool import Job, MakeSandbox, Pool, Unchanged
from autograder.preload import preload_of
from autograder.records import checked_name, dump_result, load_result, result_path, write_atomically
from autograder.results import Outcome, SubmissionResult
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
        unnameable = {student: why for student in folders if (why := _why_no_name(student))}
        yield from (self._refused(student, why) for student, why in unnameable.items())
        folders = {student: folder for student, folder in folders.items() if student not in unnameable}
        recorded = {} if force else self._recorded(folders)
        jobs = [Job(name, folder, recorded.get(name)) for name, folder in folders.items()]
        workers = min(self._workers(), len(jobs))
        # The pool forks its workers, and no open database may be shared over a fork: hence this order.
        pool = Pool(self.assignment, self.settings, self.make_sandbox or self._sandbox(), self._key, workers)
        with pool, self._recorder() as recorder:
            with _clear_disk_errors():
                nodes = {notebook.name: notebook.node for notebook in self.assignment.notebooks}
                recorder.ensure_assignment(self.assignment.name, nodes)
            for done in pool.grade(jobs):
                yield self._settled(recorder, done, folders)

    def _settled(
        self, recorder: Recorder, done: SubmissionResult | Unchanged, folders: dict[str, Path]
    ) -> Graded:
        """What became of one submission; one that cannot be recorded as it is stops nobody else."""
        try:
            with _clear_disk_errors():
                return self._settle(recorder, done, folders)
        except UsageError as error:
            return self._refused(done.student, str(error))

    def _refused(self, student: str, why: str) -> Graded:
        name, most = self.assignment.name, self.assignment.max_score
        return Graded(SubmissionResult(student, name, Outcome.PLATFORM_ERROR, why, None, most, 0.0))

    def _settle(
        self, recorder: Recorder, done: SubmissionResult | Unchanged, folders: dict[str, Path]
    ) -> Graded:
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
        begun = time.monotonic()
        result = replace(done, score=recorder.record(done))
        policy = FeedbackPolicy(HiddenLevel(self.settings.hidden_feedback))
        pages = render_feedback(result, _title(name), policy=policy, figures=self.assignment.folder)
        write_feedback(self.course.feedback, result, pages, submission=folders[done.student])
        ungraded.unlink(missing_ok=True)
        write_atomically(stamp, result.key)  # last: without it the next run does all of this again
        timings = {**result.timings, "recording": time.monotonic() - begun}
        return Graded(replace(result, timings=timings))

    def _recorded(self, folders: dict[str, Path]) -> dict[str, str]:
        """The keys of the results that stand, with their feedback, from an earlier run."""
        found = {}
        with _clear_disk_errors(), self._recorder() as recorder:
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
                compile_check(cell.source, cell.label(notebook.name), assignment.delimiters)
    settings = course.settings_for(name)
    if settings.hidden_feedback not in set(HiddenLevel):
        raise UsageError(
            f"hidden_feedback is {settings.hidden_feedback!r}; it can be {', '.join(HiddenLevel)}"
        )
    return ClassRun(course, assignment, settings)


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
        raise UsageError(
            f"nothing was graded yet for {assignment!r}; run `autograder grade {assignment}` first"
        )
    return [found[student] for student in sorted(found)]


def _beside(state: Path, kind: str, assignment: str, student: str) -> Path:
    """A small file of ours about one submission, named as its result is."""
    place = result_path(state, assignment, student)
    path = state / kind / place.parent.name / place.name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def _clear_disk_errors() -> Iterator[None]:
    """Turn what the file system complains about into a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise PlatformError(
            f"{error.filename or 'The course folder'} cannot be written ({error.strerror}); "
            "see that nothing else is in its place and that it has space, then run again",
            log=repr(error),
        ) from error


def _why_no_name(student: str) -> str:
    """Why ``student`` cannot be a student's name; empty when it can."""
    try:
        checked_name(student)
    except UsageError as error:
        return str(error)
    return ""


def _title(name: str) -> str:
    return name.replace("_", " ")
