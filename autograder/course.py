"""A course folder: an nbgrader course, with the places that nbgrader's own configuration gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from traitlets.config import Config

from autograder.errors import UsageError
from autograder.records import checked_name
from autograder.settings import Settings, load_config, load_settings

_STRUCTURE: Final = "{nbgrader_step}/{student_id}/{assignment_id}"


@dataclass(frozen=True)
class Course:
    """Where everything of a course lies, and how it grades."""

    root: Path
    config: Config
    flags: Mapping[str, Any]

    def settings_for(self, assignment: str = "") -> Settings:
        """The settings that hold for ``assignment``; a relative ``data_dir`` counts from the course's folder.

        Raises:
            UsageError: one does not exist or is of a wrong kind.
        """
        settings = load_settings(self.config, self.flags, assignment)
        data_dir = str(self.root / settings.data_dir) if settings.data_dir else ""
        return replace(settings, data_dir=data_dir)

    @property
    def source(self) -> Path:
        """The author's assignments."""
        return self._step("source")

    @property
    def release(self) -> Path:
        """What students get of them."""
        return self._step("release")

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
        """The gradebook's address; a relative one counts from the course's folder."""
        url = str(self.config.get("CourseDirectory", {}).get("db_url", "sqlite:///gradebook.db"))
        scheme, _, path = url.partition("///")
        return f"{scheme}///{self.root / path}" if scheme == "sqlite:" and path else url

    @property
    def course_id(self) -> str:
        """The course's name in the exchange and the gradebook."""
        return str(self.config.get("CourseDirectory", {}).get("course_id", "")) or "default_course"

    @property
    def structure(self) -> str:
        """nbgrader's pattern of the places of submissions."""
        return str(self.config.get("CourseDirectory", {}).get("directory_structure", _STRUCTURE))

    @property
    def is_group_shared(self) -> bool:
        """Whether several instructors of one group write to the course."""
        return bool(self.config.get("CourseDirectory", {}).get("groupshared", False))

    def students_files(self, assignment: str) -> frozenset[str]:
        """Files of ``assignment`` that students edit: their own count (``Autograde.exclude_overwriting``)."""
        named = self.config.get("Autograde", {}).get("exclude_overwriting", {})
        return frozenset(str(Path(file)) for file in named.get(assignment, ()))

    def check_structure(self) -> None:
        """See that submissions lie where this package looks for them.

        Raises:
            UsageError: the course has a directory structure of its own.
        """
        if Path(self.structure) != Path(_STRUCTURE):
            raise UsageError(
                f"c.CourseDirectory.directory_structure is {self.structure!r}, and only {_STRUCTURE!r} can be graded "
                "here; take the line out of nbgrader_config.py and move the folders"
            )

    def handed_in(self) -> list[str]:
        """The assignments of which there are submissions, by name.

        Raises:
            UsageError: there is none.
        """
        found = {path.name for path in self.submitted.glob("[!.]*/*") if path.is_dir()}
        if not (names := sorted(found & {path.name for path in self.source.iterdir() if path.is_dir()})):
            raise UsageError(f"there are no submissions in {self.submitted}, which `nbgrader collect` fills")
        return names

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


def settings_of(root: Path) -> Settings:
    """The settings of the course in ``root``, or the defaults where there is none.

    Raises:
        UsageError: its configuration cannot be used.
    """
    root = root.resolve()
    return Course(root, load_config(root), {}).settings_for()


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
