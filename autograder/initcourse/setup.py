"""What a folder lacks to be a course of ours, and how it gets that."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from autograder.course import Course
from autograder.errors import PlatformError, UsageError
from autograder.initcourse.survey import (
    AssignmentFacts,
    Look,
    MachineFacts,
    look_at_assignments,
    look_at_machine,
    nbgrader_problem,
)
from autograder.initcourse.wiring import CONFIG, KEPT_AS, read_config, wire
from autograder.settings import load_config

EXAMPLE: Final = "softmax"
_COURSE_SIGNS: Final = (CONFIG, "source", "gradebook.db")
_MAY_LIE_THERE: Final = re.compile(r"\..*|(README|LICENSE|LICENCE)(\..*)?", re.IGNORECASE)
"""What a fresh repository holds: no reason to refuse a new course."""

_NEW_CONFIG = """\
# The configuration of this course, for nbgrader and for autograder.
c = get_config()
{course_id}
# Grading and feedback by autograder; without these lines they are nbgrader's own.
from autograder.dropin import use

use(c)
"""
_CHECKS = """\
Modules and data that check cells import lie here: what one assignment needs in a folder of its name, what several
share beside it. Nothing in this folder is released, and student code never sees it.
"""
_README = """\
# {name}

An nbgrader course, graded by autograder.

    nbgrader generate_assignment softmax     make the students' version of source/softmax in release/
    autograder grade softmax                 grade what lies in submitted/<student>/softmax/

`source/` holds the assignments with solutions and hidden checks: keep it from students.
"""
_IGNORED = ("gradebook.db", "release/", "submitted/", "autograded/", "feedback/", "reports/", ".autograder/")


@dataclass(frozen=True)
class Change:
    """One file that is written or added to, and what that is for."""

    place: str
    why: str
    make: Callable[[], None]


@dataclass(frozen=True)
class Setup:
    """What was found in a folder, what was (or, in a dry run, would be) changed, and what comes next."""

    root: Path
    is_new: bool
    is_dry_run: bool
    changes: tuple[Change, ...]
    assignments: tuple[AssignmentFacts, ...]
    machine: MachineFacts
    warnings: tuple[str, ...]
    next_command: str

    def as_json(self) -> dict[str, Any]:
        """One JSON object; documented in ``docs/cli.md``."""
        facts = ("name", "notebooks", "check_cells", "hidden", "foreign", "problem")
        return {
            "course": str(self.root),
            "new": self.is_new,
            "dry_run": self.is_dry_run,
            "changes": [{"path": change.place, "why": change.why} for change in self.changes],
            "assignments": [{fact: getattr(each, fact) for fact in facts} for each in self.assignments],
            "sandbox": {"fit": self.machine.fit, "text": self.machine.text},
            "warnings": list(self.warnings),
            "next": self.next_command,
        }

    def lines(self) -> Iterator[str]:
        """The same for people."""
        yield f"{self.root}: " + ("a new course" if self.is_new else "an nbgrader course")
        yield from (f"  found    {each}" for each in self.assignments)
        yield f"  found    {self.machine.text}"
        yield from (f"  warning  {warning}" for warning in self.warnings)
        verb = "would do" if self.is_dry_run else "done"
        yield from (f"  {verb:8} {change.place}: {change.why}" for change in self.changes)
        if not self.changes:
            yield "  nothing to do: the course is set up already"
        yield f"next: {self.next_command}"


def set_up(root: Path, *, dry_run: bool = False, look: Look = look_at_machine) -> Setup:
    """Make ``root`` a course that autograder grades, unless it is one already; nothing that exists is lost.

    Raises:
        UsageError: ``root`` is no place for a course, or its configuration cannot be used.
        PlatformError: the folder cannot be written.
    """
    shown, root = root, root.resolve()
    is_new = _is_new(root)
    changes = tuple(_new_course(root) if is_new else _existing_course(root))
    course = Course(root, load_config(root), {})
    settings = course.settings_for()  # a wrong setting is told before anything is changed
    if not dry_run:
        _make(changes)
        course = Course(root, load_config(root), {})
    assignments = tuple(look_at_assignments(course))
    machine = look(settings)
    warnings = tuple(_warnings(course, assignments, machine, is_new=is_new))
    return Setup(
        root,
        is_new,
        dry_run,
        changes,
        assignments,
        machine,
        warnings,
        _next(course, shown, assignments, machine, is_new=is_new),
    )


def _is_new(root: Path) -> bool:
    """Whether ``root`` is no course yet, but may become one."""
    if root.exists() and not root.is_dir():
        raise UsageError(f"{root} is a file; give a folder, which is made if it does not exist")
    try:
        names = sorted(path.name for path in root.iterdir()) if root.exists() else []
    except OSError as error:
        raise UsageError(f"{root} cannot be read ({error.strerror}); give a folder of yours") from error
    if set(names) & set(_COURSE_SIGNS):
        return False
    strange = [name for name in names if not _MAY_LIE_THERE.fullmatch(name)]
    if strange:
        raise UsageError(
            f"{root} is neither empty nor an nbgrader course (it has {', '.join(strange[:3])}, but no "
            f"{CONFIG} and no source/); give an empty folder, a new one, or the course's own"
        )
    return True


def _new_course(root: Path) -> Iterator[Change]:
    name = re.sub(r"[^\w.-]+", "-", root.name).strip("-.") or "course"
    example = resources.files(__package__).joinpath("example", f"{EXAMPLE}.ipynb")
    place = f"source/{EXAMPLE}/{EXAMPLE}.ipynb"
    yield _file(root, place, example.read_text(encoding="utf-8"), "a small assignment to begin with")
    yield _checks_folder(root)
    if not (root / ".gitignore").exists():
        yield _file(root, ".gitignore", "\n".join(_IGNORED) + "\n", "keeps grades and submissions out of git")
    if not any(root.glob("README*")):
        yield _file(root, "README.md", _README.format(name=name), "the two commands to begin with")
    config = _NEW_CONFIG.format(course_id=f'c.CourseDirectory.course_id = "{name}"\n')
    yield _file(root, CONFIG, config, f"the configuration of the course {name!r}")


def _existing_course(root: Path) -> Iterator[Change]:
    if not (root / CONFIG).exists():
        why = "nbgrader's configuration, with the two lines for autograder"
        yield _file(root, CONFIG, _NEW_CONFIG.format(course_id=""), why)
    else:
        config = read_config(root)
        if not config.is_wired:
            why = f"the two lines for autograder at its end; {KEPT_AS} is a copy of what it was"
            yield Change(CONFIG, why, lambda: wire(config))
    if not (root / "checks").exists():
        yield _checks_folder(root)


def _checks_folder(root: Path) -> Change:
    return _file(root, "checks/README.md", _CHECKS, "the folder for what check cells import")


def _file(root: Path, place: str, text: str, why: str) -> Change:
    def make() -> None:
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return Change(place, why, make)


def _make(changes: tuple[Change, ...]) -> None:
    for change in changes:
        try:
            change.make()
        except OSError as error:
            raise PlatformError(
                f"{error.filename or change.place} cannot be written ({error.strerror}); see that the folder is "
                "yours and has space, then run again",
                log=repr(error),
            ) from error


def _warnings(
    course: Course, assignments: tuple[AssignmentFacts, ...], machine: MachineFacts, *, is_new: bool
) -> Iterator[str]:
    if problem := nbgrader_problem():
        yield problem
    ignored = course.root / ".gitignore"
    if (
        is_new
        and ignored.exists()
        and "gradebook.db" not in ignored.read_text(encoding="utf-8", errors="replace")
    ):
        yield f"add to .gitignore, which was there before: {' '.join(_IGNORED)}"
    own_root = course.config.get("CourseDirectory", {}).get("root")
    if own_root and Path(str(own_root)).resolve() != course.root:
        yield f"{CONFIG} says that the course lies in {own_root}; nbgrader will work there, not here"
    for each in assignments:
        if each.problem:
            yield each.problem
        if each.foreign:
            yield f"{each.name}: only Python notebooks can be graded, and these are none: {', '.join(each.foreign)}"
    if not machine.fit:
        yield machine.text


def _next(
    course: Course,
    shown: Path,
    assignments: tuple[AssignmentFacts, ...],
    machine: MachineFacts,
    *,
    is_new: bool,
) -> str:
    """The command to type now: the one whose need comes first."""
    here = course.root == Path.cwd()
    flag = "" if here else f" --course {shlex.quote(str(shown))}"
    if not machine.fit:
        return f"autograder doctor{flag}"
    if is_new:
        move = "" if here else f"cd {shlex.quote(str(shown))} && "
        return f"{move}nbgrader generate_assignment {EXAMPLE}"
    for each in assignments:
        if not each.problem and any(course.submitted.glob(f"*/{each.name}/*.ipynb")):
            return f"autograder grade {shlex.quote(each.name)}{flag}"
    name = assignments[0].name if assignments else "ASSIGNMENT"
    return f"autograder check {shlex.quote(name)}{flag}"
