"""A course folder: an nbgrader course, with the places that nbgrader's own configuration gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.errors import UsageError
from autograder.records import checked_name
from autograder.settings import Settings, load_config, load_settings


@dataclass(frozen=True)
class Course:
    """Where everything of a course lies, and how it grades."""

    root: Path
    config: Config
    flags: Mapping[str, Any]

    def settings_for(self, assignment: str = "") -> Settings:
        """The settings that hold for ``assignment``.

        Raises:
            UsageError: one does not exist or is of a wrong kind.
        """
        return load_settings(self.config, self.flags, assignment)

    @property
    def source(self) -> Path:
        """The author's assignments."""
        return self._step("source")

    @property
    def submitted(self) -> Path:
        """What students handed in: ``<student>/<assignment>/``."""
        return self._step("submitted")

    @property
    def autograded(self) -> Path:
        """Executed copies."""
        return self._step("autograded")

    @property
    def feedback(self) -> Path:
        """Pages for students."""
        return self._step("feedback")

    @property
    def checks(self) -> Path:
        """Modules and hidden data of the checks; never released, never mounted."""
        return self.root / "checks"

    @property
    def state(self) -> Path:
        """Our own records."""
        return self.root / ".autograder"

    @property
    def db_url(self) -> str:
        """The gradebook's address."""
        default = f"sqlite:///{self.root / 'gradebook.db'}"
        return str(self.config.get("CourseDirectory", {}).get("db_url", default))

    @property
    def course_id(self) -> str:
        """The course's name in the exchange and the gradebook."""
        return str(self.config.get("CourseDirectory", {}).get("course_id", "")) or "default_course"

    def submissions(self, assignment: str, students: Sequence[str] = ()) -> dict[str, Path]:
        """The folders of the submissions for ``assignment``, by student; those of ``students`` if given.

        Raises:
            UsageError: there are none, or a named student has none.
        """
        folders = sorted(self.submitted.glob(f"*/{checked_name(assignment)}"))
        found = {path.parent.name: path for path in folders if path.is_dir() and path.parent.name[0] != "."}
        if missing := sorted(set(students) - set(found)):
            raise UsageError(f"no submission of {', '.join(missing)} for {assignment!r} in {self.submitted}")
        if not found:
            raise UsageError(
                f"there are no submissions for {assignment!r}: {self.submitted}/<student>/{assignment}/ is what "
                "`nbgrader collect` fills"
            )
        return {name: path for name, path in found.items() if not students or name in students}

    def _step(self, name: str) -> Path:
        return self.root / str(self.config.get("CourseDirectory", {}).get(f"{name}_directory", name))


def open_course(root: Path, flags: Mapping[str, Any]) -> Course:
    """The course in ``root``.

    Raises:
        UsageError: ``root`` is no course, or its configuration cannot be used.
    """
    root = root.resolve()
    config = load_config(root) if root.is_dir() else Config()
    course = Course(root, config, flags)
    course.settings_for()  # a wrong setting is told before anything is looked for
    if not course.source.is_dir():
        raise UsageError(
            f"{root} is not a course: it has no folder {course.source.name}/; give the course with --course DIR"
        )
    return course
