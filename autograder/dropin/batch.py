"""What one run of nbgrader's ``Autograde`` is about.

nbgrader removes a student's autograded folder and sets the new timestamp before it converts anything. So all
that can fail for many is done before it begins: the configuration is looked at, and every submission that
this run will come to is executed. Then each is answered from the result that is kept.
"""

from __future__ import annotations

import glob
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.converters import NbGraderException
from traitlets.utils.importstring import import_item

from autograder.classrun import ClassRun, prepare
from autograder.course import Course, open_course
from autograder.dropin import STEPS
from autograder.dropin.ahead import Request, execute
from autograder.errors import AutograderError, PlatformError, UsageError
from autograder.results import NotebookRun, SubmissionResult
from autograder.settings import nbgraders_limits
from autograder.summary import unread_notebook

Submission = tuple[str, str]
"""Assignment and student."""


class Batch:
    """The submissions of one run of ``converter``, an ``Autograde`` that has found its notebooks.

    Raises:
        NbGraderException: nothing can be graded; nothing was touched.
    """

    def __init__(self, converter: Any) -> None:
        self._converter = converter
        self._runs: dict[str, ClassRun] = {}
        self._failed: dict[Submission, str] = {}
        self._recorded: set[Submission] = set()
        self._last: tuple[Submission, SubmissionResult] | None = None
        try:
            self._begin()
        except AutograderError as error:
            converter.log.error("%s", error)
            raise NbGraderException(str(error)) from error

    def notebook(self, submission: Submission, name: str) -> NotebookRun:
        """The executed copy of one notebook.

        Raises:
            NbGraderException: nobody could grade this submission.
        """
        result = self._result(submission)
        runs = {run.name: run for run in result.notebooks}
        return runs.get(name) or unread_notebook(name, result.reason)

    def record(self, submission: Submission) -> None:
        """Write all that is recorded of a submission, once in this run.

        Raises:
            NbGraderException: nobody could grade this submission, or it cannot be recorded.
        """
        if submission not in self._recorded:
            try:
                self._runs[submission[0]].record_kept(self._result(submission))
            except AutograderError as error:
                raise NbGraderException(str(error)) from error
            self._recorded.add(submission)

    @contextmanager
    def withdrawn_on_failure(self, submission: Submission) -> Iterator[None]:
        """Let no old score stand where the block fails: nbgrader has set the new timestamp already."""
        try:
            yield
        except BaseException:
            with suppress(AutograderError):  # what failed first is what is to be told
                self._run(submission[0]).withdraw(submission[1])
            raise

    def _begin(self) -> None:
        _check_steps(self._converter)
        due = self._due()
        for assignment, folders in due.items():
            run = self._run(assignment)
            run.ensure_assignment()
            if not self._converter.create_student:
                for student in run.unknown_students(folders):
                    del folders[student]  # nbgrader refuses them by itself
            self._execute(run, list(folders))
            self._record_without_nbgrader(run, folders)
        if self._failed and len(self._failed) == sum(map(len, due.values())):
            # nbgrader would only remove what there is; so the old records stand, as with our own command.
            raise PlatformError("; ".join(map(self._why, list(self._failed)[:3])))

    def _run(self, assignment: str) -> ClassRun:
        if assignment not in self._runs:
            with _loud():
                self._runs[assignment] = prepare(_course_of(self._converter), assignment)
        return self._runs[assignment]

    def _due(self) -> dict[str, dict[str, str]]:
        """The folders of the submissions that nbgrader will not skip, by assignment and student."""
        converter, place = self._converter, self._converter.coursedir
        found = list(converter.assignments)
        if place.notebook_id == "*":  # also those in which nbgrader finds no notebook
            pattern = converter._format_source(place.assignment_id, place.student_id)
            found = glob.glob(pattern)  # noqa: PTH207  # the very paths that nbgrader has
        due: dict[str, dict[str, str]] = {}
        for folder in sorted(found):
            path = Path(folder)
            if path.is_dir() and self._is_due(path.name, path.parent.name):
                due.setdefault(path.name, {})[path.parent.name] = folder
        return due

    def _is_due(self, assignment: str, student: str) -> bool:
        """nbgrader's own rule (``BaseConverter.init_destination``), asked before it removes anything."""
        converter, place = self._converter, self._converter.coursedir
        if student in place.student_id_exclude.split(","):
            return False
        old, new = converter._format_dest(assignment, student), converter._format_source(assignment, student)
        if converter.force or place.notebook_id != "*" or not Path(old).exists():
            return True
        try:
            before, now = place.get_existing_timestamp(old), place.get_existing_timestamp(new)
        except AttributeError:  # nbgrader's way to say that a timestamp cannot be read
            return True
        return before is not None and now is not None and now > before

    def _execute(self, run: ClassRun, students: list[str]) -> None:
        """See that a result stands for each of ``students``, or remember why there is none."""
        assignment, log = run.assignment.name, self._converter.log
        # formgrader always asks with force; it means "again", not "execute what has not changed".
        anew = bool(self._converter.force) and isinstance(self._converter.parent, AutogradeApp)
        missing = [student for student in students if anew or not _stands(run, student)]
        if not missing:
            return
        log.info("Executing %d of %d submissions of %s", len(missing), len(students), assignment)
        request = Request(str(run.course.root), assignment, missing, anew, run.course.flags)
        for number, done in enumerate(execute(request), 1):
            log.info("%d/%d %s: %s", number, len(missing), done.student, done.outcome)
            if not done.outcome.is_graded:
                self._failed[assignment, done.student] = f"{done.outcome}: {done.reason}"

    def _record_without_nbgrader(self, run: ClassRun, folders: Mapping[str, str]) -> None:
        """Record the submissions that nbgrader would refuse: those with no notebook of the assignment's."""
        known = {f"{notebook.name}.ipynb" for notebook in run.assignment.notebooks}
        for student, folder in folders.items():
            submission = (run.assignment.name, student)
            if submission in self._failed or any((Path(folder) / name).is_file() for name in known):
                continue
            result = self._result(submission)
            self._converter.log.warning("%s: %s", student, result.reason)
            self.record(submission)
            self._converter.assignments.pop(folder, None)

    def _result(self, submission: Submission) -> SubmissionResult:
        if self._last is None or self._last[0] != submission:
            self._last = (submission, self._find(*submission))
        return self._last[1]

    def _find(self, assignment: str, student: str) -> SubmissionResult:
        try:
            found = None if (assignment, student) in self._failed else self._run(assignment).standing(student)
        except AutograderError as error:
            raise NbGraderException(str(error)) from error
        if found is None:
            raise NbGraderException(self._why((assignment, student)))
        return found

    def _why(self, submission: Submission) -> str:
        why = self._failed.get(submission, "it was changed while it was graded; run again")
        return f"{submission[0]} of {submission[1]} could not be graded: {why}"


def _stands(run: ClassRun, student: str) -> bool:
    try:
        return run.standing(student) is not None
    except UsageError:
        return False


def _check_steps(converter: Any) -> None:
    """See that nothing of what ``use(c)`` set was undone.

    Raises:
        UsageError: a student's own outputs, or nothing at all, would be graded.
    """
    if not converter.config.get("Execute", {}).get("enabled", True):
        raise UsageError(
            "--no-execute would believe what a student's file says it put out; leave it out: what has not "
            "changed is not executed again anyway"
        )
    steps = [
        import_item(step) if isinstance(step, str) else step for step in converter.autograde_preprocessors
    ]
    if missing := [path for path in STEPS if import_item(path) not in steps]:
        raise UsageError(
            f"c.Autograde.autograde_preprocessors lacks {', '.join(missing)}; call use(c) in "
            "nbgrader_config.py after that line"
        )


def _course_of(converter: Any) -> Course:
    """The course that ``converter`` works on, as its own configuration file describes it.

    Raises:
        UsageError: the command line, or another configuration file, puts something at another place.
    """
    place = converter.coursedir
    course = open_course(Path(place.root), {})
    course.check_structure()
    wanted = {
        "source_directory": (course.source, course.root / place.source_directory),
        "submitted_directory": (course.submitted, course.root / place.submitted_directory),
        "autograded_directory": (course.autograded, course.root / place.autograded_directory),
        "directory_structure": (course.structure, place.directory_structure),
        "db_url": (course.db_url, replace(course, config=converter.config).db_url),
        "course_id": (course.course_id, place.course_id or course.course_id),
        "groupshared": (course.is_group_shared, place.groupshared),
    }
    for name, (ours, theirs) in wanted.items():
        if ours != theirs:
            raise UsageError(
                f"this run of nbgrader has {str(theirs)!r} as CourseDirectory.{name}, and "
                f"{course.root / 'nbgrader_config.py'} says {str(ours)!r}; set it there, as "
                f"c.CourseDirectory.{name}"
            )
    flags = nbgraders_limits(converter.config)
    return replace(course, flags=flags if flags != nbgraders_limits(course.config) else {})


@contextmanager
def _loud() -> Iterator[None]:
    """Keep nbgrader's log as loud as it is: reading an assignment silences the one that they share."""
    log = logging.getLogger("traitlets")
    level = log.level
    try:
        yield
    finally:
        log.setLevel(level)
