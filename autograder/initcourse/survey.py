"""A look at a course that exists already: its assignments, its nbgrader, and the machine it is on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from autograder.assignment import Assignment, Notebook, Role, load_assignment
from autograder.classrun import sandbox_spec
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.sandbox.doctor import Status, examine
from autograder.settings import Settings

_OLDEST: Final = (0, 9, 5)
_FIRST_UNKNOWN: Final = (0, 10)


@dataclass(frozen=True)
class AssignmentFacts:
    """What one assignment holds.

    ``hidden`` names its check cells with hidden tests; ``foreign`` its notebooks that are not Python, with their
    language; ``problem`` says why the assignment cannot be used, and is empty when it can.
    """

    name: str
    notebooks: int = 0
    check_cells: int = 0
    hidden: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    problem: str = ""

    def __str__(self) -> str:
        if self.problem:
            return f"{self.name}: cannot be used yet"
        cells = _count(self.check_cells, "check cell")
        return f"{self.name}: {_count(self.notebooks, 'notebook')}, {cells}, {len(self.hidden)} with hidden tests"


@dataclass(frozen=True)
class MachineFacts:
    """Whether submissions can be graded here, in one line."""

    fit: bool
    text: str


Look = Callable[[Settings], MachineFacts]
"""How the machine is looked at; tests bring their own, because the real look takes seconds."""


def look_at_assignments(course: Course) -> list[AssignmentFacts]:
    """Every assignment in ``source/``, in the order of their names."""
    folders = sorted(path for path in course.source.glob("*") if path.is_dir() and path.name[0] not in "._")
    return [_look_at(course, folder.name) for folder in folders]


def _look_at(course: Course, name: str) -> AssignmentFacts:
    try:
        assignment = load_assignment(name, course.source / name, course.checks, course.config)
    except AutograderError as error:
        return AssignmentFacts(name, problem=str(error))
    checks = [
        (cell.grade_id, assignment.delimiters[0] in cell.source)
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.role is Role.CHECK
    ]
    return AssignmentFacts(
        name,
        notebooks=len(assignment.notebooks),
        check_cells=len(checks),
        hidden=tuple(grade_id for grade_id, is_hidden in checks if is_hidden),
        foreign=tuple(_foreign(assignment)),
    )


def _foreign(assignment: Assignment) -> Iterator[str]:
    for notebook in assignment.notebooks:
        language = _language(notebook)
        if language.lower() not in ("", "python", "ipython"):
            yield f"{notebook.name}.ipynb ({language})"


def _language(notebook: Notebook) -> str:
    info, kernel = (notebook.metadata.get(key) or {} for key in ("language_info", "kernelspec"))
    return str(info.get("name") or kernel.get("language") or "")


def nbgrader_problem() -> str:
    """Why the installed nbgrader is not supported; empty when it is."""
    installed = version("nbgrader")
    numbers = tuple(int(part) for part in installed.split(".")[:3] if part.isdigit())
    if _OLDEST <= numbers < _FIRST_UNKNOWN:
        return ""
    return (
        f'nbgrader {installed} is not supported; install another with `pip install "nbgrader>=0.9.5,<0.10"`'
    )


def look_at_machine(settings: Settings) -> MachineFacts:
    """What ``autograder doctor`` finds, in one line."""
    findings = examine(sandbox_spec(settings, settings.preload or ("numpy",)))
    wrong = [finding.name for finding in findings if finding.status is Status.WRONG]
    warned = [finding.name for finding in findings if finding.status is Status.WARNING]
    if wrong:
        return MachineFacts(
            False, f"the sandbox does not work here ({', '.join(wrong)}); see `autograder doctor`"
        )
    held = f"the sandbox works here ({len(findings)} things looked at"
    return MachineFacts(
        True, held + (f", {_count(len(warned), 'warning')}: {', '.join(warned)})" if warned else ")")
    )


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")
