"""Recording: the folder, the database and the completion file of one submission, in that order."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import nbformat
from traitlets.config import Config

from autograder.errors import PlatformError
from autograder.gradebook import queries
from autograder.gradebook.assignments import AssignmentWriter
from autograder.gradebook.database import BUSY_SECONDS, Database
from autograder.gradebook.folder import TIMESTAMP, AutogradedFolder, notebook_text
from autograder.gradebook.grades import grades_of
from autograder.gradebook.late import LatePenalties
from autograder.gradebook.rows import write_submission
from autograder.gradebook.soundness import check_result, time_of_submission
from autograder.records import alone, checked_name, dump_result, load_result, result_path, write_atomically
from autograder.results import Grades, SubmissionResult
from autograder.summary import unread_notebook
from autograder.timestamps import parsed_time


class Recorder:
    """Writes results where nbgrader's formgrader, feedback and export look for them.

    One for each process: neither its connection nor its assignments may be shared over a fork.
    ``config`` is the course's ``nbgrader_config.py``; header, footer, late penalties and the rest apply.

    Raises:
        UsageError: ``db_url`` is no database URL.
        PlatformError: the database is unreadable, locked for ``busy_seconds``, or of another version.
    """

    def __init__(
        self,
        db_url: str,
        autograded_dir: Path,
        *,
        submitted_dir: Path | None = None,
        source_dir: Path | None = None,
        state_dir: Path | None = None,
        course_id: str = "default_course",
        config: Config | None = None,
        group_shared: bool = False,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        course = autograded_dir.parent
        self._autograded_dir = autograded_dir
        self._submitted_dir = submitted_dir or course / "submitted"
        self._source_dir = source_dir or course / "source"
        self._state_dir = state_dir or course / ".autograder"
        self._group_shared = group_shared
        settings = config or Config()
        self._students_files = settings.get("Autograde", {}).get("exclude_overwriting", {})
        self._late_penalties = LatePenalties(settings)
        self._database = Database(db_url, course_id=course_id, busy_seconds=busy_seconds)
        self._assignments = AssignmentWriter(self._database, self._source_dir, course_id, settings)
        self._written: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def ensure_assignment(self, name: str, notebooks: Mapping[str, nbformat.NotebookNode]) -> None:
        """Make the gradebook agree with the source ``notebooks`` (by name, without ``.ipynb``).

        To be called once for a batch, before its first ``record``.

        Raises:
            AssignmentError: nbgrader refuses a notebook, or a change would orphan recorded submissions.
            PlatformError: the gradebook cannot be used now.
        """
        texts = "\0".join(f"{key}\0{notebook_text(nb)}" for key, nb in sorted(notebooks.items()))
        digest = hashlib.sha256(texts.encode("utf-8", "replace")).hexdigest()
        if self._written.get(name) != digest:
            with alone(self._state_dir / "results" / checked_name(name)):
                self._assignments.write(name, notebooks)
            self._written[name] = digest

    def record(self, result: SubmissionResult) -> float:
        """Record a graded ``result`` and return the score that nbgrader now gives for the submission.

        Killed at any instant and run again, it leaves what an undisturbed run leaves. When it raises, the
        old record stands, or none that counts as complete.

        Raises:
            ValueError: nobody could grade ``result``; the old record is left as it was.
            UsageError: a name or the time of submission is unusable, or the assignment is unknown.
            PlatformError: the database or a folder cannot be written now, or ``result`` is not sound.
        """
        check_result(result)
        submitted_at = time_of_submission(result)
        place = result_path(self._state_dir, result.assignment, result.student)
        try:
            with alone(place.parent):
                return self._replace(result, submitted_at, place)
        except OSError as error:
            raise PlatformError(
                f"The record of {result.student} for {result.assignment} cannot be written to "
                f"{error.filename or place} ({error.strerror}); see that it can be written and has space, "
                "then run again.",
                log=repr(error),
            ) from error

    def recorded(self, student: str, assignment: str) -> str | None:
        """The key of the last result that was recorded completely and is still there.

        ``None`` also when the autograded folder, a notebook in it or the row is gone, or the student has
        handed in again since: then nbgrader takes the submission for not graded.
        """
        result = load_result(result_path(self._state_dir, assignment, student))
        notebooks = self._handed_in(student, assignment)
        if result is None or not self._folder(student, assignment).holds(notebooks):
            return None
        with self._database.reading() as connection:
            row = connection.execute(
                queries.FIND_TIMESTAMP, {"assignment": assignment, "student": student}
            ).first()
        handed_in = self._submitted_dir / student / assignment / TIMESTAMP
        stands = row is not None and row.timestamp == time_of_submission(result) == _read_time(handed_in)
        return result.key if stands else None

    def withdraw(self, student: str, assignment: str) -> None:
        """Take back what was given automatically: nobody could grade what the student has handed in since.

        What a person entered stays. A submission that the gradebook does not know is left alone.

        Raises:
            PlatformError: the database cannot be written now.
        """
        place = result_path(self._state_dir, assignment, student)
        with alone(place.parent), self._database.writing() as connection:
            connection.execute(queries.RESET_GRADES, {"assignment": assignment, "student": student})
            connection.commit()
            place.unlink(missing_ok=True)

    def knows_student(self, student: str) -> bool:
        """Whether the gradebook has a row for ``student``."""
        with self._database.reading() as connection:
            return connection.execute(queries.FIND_STUDENT, {"student": student}).first() is not None

    def grades(self, student: str, assignment: str) -> Grades | None:
        """What the gradebook says now; ``None`` when it knows no such submission.

        Raises:
            PlatformError: the database cannot be used now.
        """
        with self._database.reading() as connection:
            return grades_of(connection, student, assignment)

    def _handed_in(self, student: str, assignment: str) -> list[str]:
        """The assignment's notebooks that the student's folder has, readable or not."""
        submitted = self._submitted_dir / student / assignment
        names = (path.stem for path in sorted((self._source_dir / assignment).glob("*.ipynb")))
        return [name for name in names if (submitted / f"{name}.ipynb").is_file()]

    def _replace(self, result: SubmissionResult, submitted_at: datetime | None, place: Path) -> float:
        folder = self._folder(result.student, result.assignment)
        extras: dict[Path, Collection[str]] = {
            self._source_dir / result.assignment: self._students_files.get(result.assignment, ()),
            self._submitted_dir / result.student / result.assignment: (),
        }
        graded = {run.name for run in result.notebooks}
        handed_in = self._handed_in(result.student, result.assignment)
        unread = [unread_notebook(name, result.reason) for name in handed_in if name not in graded]
        staged = folder.staged([*result.notebooks, *unread], result.submitted_at, extras)
        with staged, self._database.writing() as connection:
            score = write_submission(connection, result, submitted_at, self._late_penalties)
            text = dump_result(result, score=score)
            with _withdrawn(place), folder.swapped_in():
                connection.commit()
        folder.discard_old()
        write_atomically(place, text)
        return score

    def _folder(self, student: str, assignment: str) -> AutogradedFolder:
        path = self._autograded_dir / checked_name(student) / checked_name(assignment)
        return AutogradedFolder(path, group_shared=self._group_shared)


def _read_time(path: Path) -> datetime | None:
    with suppress(OSError, ValueError):
        return parsed_time(path.read_text(encoding="utf-8"))
    return None


@contextmanager
def _withdrawn(place: Path) -> Iterator[None]:
    """Take the old completion file away, for good unless the block fails."""
    aside = place.with_name(f".{place.name}.old")
    had_one = place.exists()
    if had_one:
        place.replace(aside)
    try:
        yield
    except Exception:
        if had_one:
            aside.replace(place)
        raise
    aside.unlink(missing_ok=True)
