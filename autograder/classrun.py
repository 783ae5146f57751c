"""One class, one assignment: every submission graded, recorded, given feedback, each as it gets ready."""

from __future__ import annotations

import hashlib
import json
import os
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from autograder.assignment import Assignment, Role, load_assignment
from autograder.attempts import Attempt, attempt_of
from autograder.checker.cell import compile_check
from autograder.course import Course
from autograder.errors import AutograderError, PlatformError, UsageError
from autograder.feedback import feedback_for, policy_for, write_feedback
from autograder.gradebook import Recorder
from autograder.pool import ClassTask, Done, Job, MakeSandbox, Pool, Unchanged, not_graded
from autograder.preload import preload_of
from autograder.records import (
    alone,
    checked_student,
    clear_disk_errors,
    dump_kept,
    dump_result,
    kept_key,
    kept_path,
    load_kept,
    load_result,
    result_path,
    write_atomically,
)
from autograder.results import SubmissionResult
from autograder.sandbox import BACKENDS
from autograder.sandbox.base import SandboxSpec
from autograder.settings import Settings
from autograder.submission import take_in

_KEY_VERSION: Final = 5
"""Raised when grading changes so that kept results no longer stand."""

_WITHOUT_EFFECT: Final = (
    "jobs",
    "assignments",
    "hidden_feedback",
    "reveal_hidden_after",
    "outputs_after_hidden",
    "attempts",
    "final_share",
)
"""Settings that no result depends on; all but the first two decide what is shown of it."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission of the class, with its result; ``unchanged`` when that is an earlier run's."""

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

    def execute(self, students: Sequence[str], *, force: bool) -> Iterator[Graded]:
        """Results as they get ready; each is kept, and none is recorded: see ``record_kept``.

        Raises:
            UsageError: there is nothing to grade.
            PlatformError: this machine cannot grade, or results cannot be written.
        """
        folders = self.course.submissions(self.assignment.name, students)
        yield from self._unnameable(folders)
        with self._pool(folders) as pool:
            for done in pool.grade(self._jobs(folders, force=force)):
                with _clear_disk_errors():
                    yield self._kept(done)

    def standing(self, student: str) -> SubmissionResult | None:
        """The result that is kept of what ``student`` handed in, where nothing has changed since.

        Raises:
            UsageError: there is no such submission, or its name cannot be used.
        """
        folder = self.course.submissions(self.assignment.name, [student])[student]
        submission = take_in(student, folder)
        if kept_key(self._place_of(student)) != self._key(submission.digest):
            return None
        return self._load_kept(Unchanged(student, submission.timestamp))

    def ensure_assignment(self) -> None:
        """Make the gradebook agree with the assignment.

        Raises:
            AssignmentError: nbgrader refuses a notebook, or a change would orphan recorded submissions.
            PlatformError: the gradebook cannot be used now.
        """
        with self._recorder() as recorder:
            self._ensure_assignment(recorder)

    def record_kept(self, result: SubmissionResult) -> SubmissionResult:
        """Record a result that is kept, with its feedback; it comes back with the score that counts.

        Raises:
            UsageError: a name or the time of submission cannot be used.
            PlatformError: this machine cannot record.
        """
        with _clear_disk_errors(), self._recorder() as recorder:
            return self._recorded(recorder, result)

    def withdraw(self, student: str) -> None:
        """Take back what was given automatically to a submission that now cannot be graded.

        Raises:
            PlatformError: the gradebook cannot be written now.
        """
        with _clear_disk_errors(), self._recorder() as recorder:
            recorder.withdraw(student, self.assignment.name)

    def unknown_students(self, students: Iterable[str]) -> set[str]:
        """Those of ``students`` that the gradebook does not know.

        Raises:
            PlatformError: the gradebook cannot be used now.
        """
        with self._recorder() as recorder:
            return {student for student in students if not recorder.knows_student(student)}

    def _grade(self, folders: dict[str, Path], *, force: bool) -> Iterator[Graded]:
        yield from self._unnameable(folders)
        # The pool forks its workers, and no open database may be shared over a fork: hence this order.
        pool = self._pool(folders)
        with pool, self._recorder() as recorder:
            self._ensure_assignment(recorder)
            for done in pool.grade(self._jobs(folders, force=force)):
                yield self._settled(recorder, done)

    def _unnameable(self, folders: dict[str, Path]) -> Iterator[Graded]:
        """Take those out of ``folders`` whose students no file of ours could be named after."""
        refused = {student: why for student in folders if (why := _why_no_name(student))}
        for student, why in refused.items():
            del folders[student]
            yield self._refused(student, why)

    def _jobs(self, folders: dict[str, Path], *, force: bool) -> list[Job]:
        return [
            Job(student, folder, None if force else kept_key(self._place_of(student)))
            for student, folder in folders.items()
        ]

    def _pool(self, folders: dict[str, Path]) -> Pool[Job, Done]:
        workers = min(self._workers(), len(folders))
        make = self.make_sandbox or sandbox_maker(self.assignment, self.settings)
        return Pool(ClassTask(self.assignment, self.settings, make, self._key), workers)

    def _settled(self, recorder: Recorder, done: Done) -> Graded:
        """What became of one submission; one that cannot be recorded as it is stops nobody else."""
        try:
            with _clear_disk_errors():
                return self._settle(recorder, done)
        except UsageError as error:
            return self._refused(done.student, str(error))
        except AutograderError:
            raise
        except Exception:  # a page that cannot be drawn, say
            why = "what came of it could not be written, by a fault of autograder's own; please report it"
            return self._refused(done.student, why, traceback.format_exc())

    def _refused(self, student: str, why: str, log: str = "") -> Graded:
        refused = not_graded(student, self.assignment, why)
        return Graded(replace(refused, provenance={"log": log}) if log else refused)

    def _settle(self, recorder: Recorder, done: Done) -> Graded:
        if isinstance(done, Unchanged) and (recorded := self._still_recorded(recorder, done.student)):
            self._write_feedback(recorder, recorded, self._attempt(recorded))
            return Graded(recorded, unchanged=True)
        kept = self._kept(done)
        if not kept.result.outcome.is_graded:
            return kept
        return replace(kept, result=self._recorded(recorder, kept.result))

    def _kept(self, done: Done) -> Graded:
        """The whole result, on disk before anything is made of it."""
        name = self.assignment.name
        if isinstance(done, Unchanged):
            return Graded(self._load_kept(done), unchanged=True)
        if not done.outcome.is_graded:
            write_atomically(_beside(self.course.state, "ungraded", name, done.student), dump_result(done))
            return Graded(done)
        # Without this stamp the pages are written anew: they may be about another execution.
        _beside(self.course.state, "feedback", name, done.student).unlink(missing_ok=True)
        place = self._place_of(done.student)
        with alone(place.parent):
            write_atomically(place, dump_kept(done))
        return Graded(done)

    def _load_kept(self, unchanged: Unchanged) -> SubmissionResult:
        kept = load_kept(self._place_of(unchanged.student))
        if kept is None:
            self._place_of(unchanged.student).unlink(missing_ok=True)
            raise PlatformError(f"the result kept of {unchanged.student} was damaged; run again")
        return replace(kept, submitted_at=unchanged.submitted_at)

    def _still_recorded(self, recorder: Recorder, student: str) -> SubmissionResult | None:
        """The record of the result that is kept, where it is complete and nothing of it was lost."""
        name = self.assignment.name
        key = recorder.recorded(student, name)
        if key is None or key != kept_key(self._place_of(student)):
            return None
        return load_result(result_path(self.course.state, name, student))

    def _recorded(self, recorder: Recorder, result: SubmissionResult) -> SubmissionResult:
        begun = time.monotonic()
        # Counted before it is recorded: a count that is damaged stops it here, and a crash costs no attempt twice.
        attempt = self._attempt(result)
        result = replace(result, score=recorder.record(result))
        self._write_feedback(recorder, result, attempt)
        _beside(self.course.state, "ungraded", self.assignment.name, result.student).unlink(missing_ok=True)
        return replace(result, timings={**result.timings, "recording": time.monotonic() - begun})

    def _attempt(self, result: SubmissionResult) -> Attempt | None:
        return attempt_of(result, self.course.state, self.settings, datetime.now(UTC))

    def _write_feedback(self, recorder: Recorder, result: SubmissionResult, attempt: Attempt | None) -> None:
        """Write the pages, unless those that are there are about this result and show what may be shown now."""
        student, name, course, now = result.student, self.assignment.name, self.course, datetime.now(UTC)
        stamp = _beside(course.state, "feedback", name, student)
        grades = recorder.grades(student, name)
        policy = policy_for(self.settings, now, attempt)
        given = repr((sorted(grades.cells.items()), grades.penalty)) if grades else ""
        facts = [result.key, result.submitted_at, asdict(policy), given]
        due = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
        if (course.feedback / student / name).is_dir() and stamp.is_file() and stamp.read_text() == due:
            return
        whole = result if result.notebooks else load_kept(self._place_of(student)) or result
        pages = feedback_for(whole, self.assignment, self.settings, grades, now=now, attempt=attempt)
        with alone(stamp.parent):
            stamp.unlink(missing_ok=True)
            write_feedback(course.feedback, result, pages, submission=course.submitted / student / name)
            write_atomically(stamp, due)  # last: without it the next run does all of this again

    def _ensure_assignment(self, recorder: Recorder) -> None:
        with _clear_disk_errors():
            nodes = {notebook.name: notebook.node for notebook in self.assignment.notebooks}
            recorder.ensure_assignment(self.assignment.name, nodes)

    def _place_of(self, student: str) -> Path:
        return kept_path(self.course.state, self.assignment.name, student)

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
            group_shared=course.is_group_shared,
        )

    def _key(self, digest: str) -> str:
        """The key of a result: the hash of all it depends on."""
        settings = {k: v for k, v in asdict(self.settings).items() if k not in _WITHOUT_EFFECT}
        parts = [_KEY_VERSION, digest, self.assignment.digest, self.assignment.files, settings]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _workers(self) -> int:
        cores = len(os.sched_getaffinity(0))
        return self.settings.jobs or max(1, cores // max(1, self.settings.threads))


def prepare(course: Course, name: str) -> ClassRun:
    """Read the assignment ``name`` and make sure that all its checks can be compiled.

    Raises:
        UsageError: there is no such assignment, or a setting is wrong.
        AssignmentError: a notebook or a check cell cannot be used.
    """
    course.check_structure()
    assignment = load_assignment(name, course.source / name, course.checks, course.config)
    theirs = course.students_files(name)
    assignment = replace(assignment, files=tuple(file for file in assignment.files if file not in theirs))
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role is Role.CHECK and cell.is_code:
                compile_check(cell.source, cell.label(notebook.name), assignment.delimiters)
    settings = course.settings_for(name)
    policy_for(settings, datetime.now(UTC))  # a wrong setting is told before anything is executed
    return ClassRun(course, assignment, settings)


def sandbox_maker(assignment: Assignment, settings: Settings) -> MakeSandbox:
    """What makes the sandbox that ``assignment`` is graded in.

    Raises:
        UsageError: the settings name a sandbox that does not exist.
    """
    backend = BACKENDS.get(settings.sandbox)
    if backend is None or backend.is_for_tests:
        walls = ", ".join(name for name, b in BACKENDS.items() if not b.is_for_tests)
        raise UsageError(f"there is no sandbox {settings.sandbox!r}; there are: {walls}")
    spec = sandbox_spec(settings, settings.preload or preload_of(assignment))
    return lambda: backend(spec)


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


_clear_disk_errors = partial(
    clear_disk_errors,
    "The course folder",
    "see that nothing else is in its place and that it has space, then run again",
)


def _why_no_name(student: str) -> str:
    """Why ``student`` cannot be a student's name; empty when it can."""
    try:
        checked_student(student)
    except UsageError as error:
        return str(error)
    return ""
