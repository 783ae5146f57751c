"""An assignment: the only authority on cells, points and checks, read from ``source/<assignment>/``."""

from __future__ import annotations

import builtins
import contextlib
import copy
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from nbformat import NotebookNode
from nbformat.validator import iter_validate
from traitlets.config import Config

from autograder.autotests import expanded, has_autotests
from autograder.errors import AssignmentError, UsageError
from autograder.regions import BEGIN_HIDDEN, END_HIDDEN, bound_names, is_stub, used_names


class Role(Enum):
    """What a cell is for; see the words in ``docs/design.md``."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"
    CHECK = "check"
    MANUAL = "manual"
    TASK = "task"
    TEXT = "text"


ANSWERS: Final = (Role.STUDENT, Role.MANUAL)
"""The roles of cells that students are to fill in."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an assignment.

    ``source`` is the author's, with solutions and hidden checks; ``released`` is what students get,
    and ``checksum`` is nbgrader's of that. ``points`` is 0 where nothing is graded. ``is_expanded`` says that
    AUTOTEST lines were written out, which a release made at another time may have done otherwise.
    """

    cell_id: str
    role: Role
    cell_type: str
    source: str
    released: str
    grade_id: str = ""
    points: float = 0.0
    metadata: Mapping[str, Any] | None = None
    attachments: Mapping[str, Any] | None = None
    is_expanded: bool = False

    @property
    def is_code(self) -> bool:
        """Whether the cell runs."""
        return self.cell_type == "code"

    def label(self, notebook: str) -> str:
        """What messages and tracebacks call this cell; grade ids are unique within one notebook only."""
        return f"<{notebook}: {self.grade_id or self.cell_id}>"

    @property
    def carries_points(self) -> bool:
        """Whether the cell is graded, by checks or by a person."""
        return self.role in (Role.CHECK, Role.MANUAL, Role.TASK)


@dataclass(frozen=True)
class Notebook:
    """One notebook of an assignment.

    ``node`` is the author's, with the course's header and footer, its AUTOTEST lines expanded.
    """

    name: str
    cells: tuple[Cell, ...]
    metadata: Mapping[str, Any]
    node: NotebookNode

    @cached_property
    def reference_names(self) -> frozenset[str]:
        """All names that the author's student and instructor cells bind.

        Where the author left a solution out, it may bind whatever the checks use, and their names count too:
        that one of them is missing is then the student's fault, and otherwise a slip of the author's.
        """
        bound = _names_bound(self.cells, (Role.STUDENT, Role.INSTRUCTOR, Role.MANUAL))
        if not any(
            cell.is_code and cell.role is Role.STUDENT and is_stub(cell.source) for cell in self.cells
        ):
            return bound
        checks = (cell.source for cell in self.cells if cell.role is Role.CHECK and cell.is_code)
        return bound.union(*map(used_names, checks)) - (frozenset(dir(builtins)) - bound)

    @cached_property
    def by_grade_id(self) -> dict[str, Cell]:
        """The cells that nbgrader knows by name."""
        return {cell.grade_id: cell for cell in self.cells if cell.grade_id}


@dataclass(frozen=True)
class Assignment:
    """A folder of notebooks with the other files that students get, and the folder of the course's checks' modules.

    ``delimiters`` are the words that begin and end a hidden region.

    ``digest`` changes whenever something does that a result depends on.
    """

    name: str
    folder: Path
    checks: Path
    notebooks: tuple[Notebook, ...]
    delimiters: tuple[str, str]
    files: tuple[str, ...]
    digest: str

    @property
    def own_checks(self) -> Path:
        """The folder in ``checks`` that is for this assignment alone; there may be none."""
        return self.checks / self.name

    @property
    def max_score(self) -> float:
        """Points of all graded cells together."""
        return sum(cell.points for notebook in self.notebooks for cell in notebook.cells)


def load_assignment(name: str, folder: Path, checks: Path, config: Config | None = None) -> Assignment:
    """Read the assignment ``name`` from ``folder``; ``checks`` holds the modules its checks import.

    The folder that ``checks`` lies in is the course's; AUTOTEST lines are expanded there, as nbgrader does.

    Raises:
        UsageError: there is no such assignment.
        AssignmentError: a notebook cannot be used; says which cell and why.
    """
    if not folder.is_dir():
        names = sorted(p.name for p in folder.parent.glob("*") if p.is_dir())
        known = f"there are: {', '.join(names)}" if names else f"{folder.parent} has no assignments"
        raise UsageError(f"there is no assignment {name!r} in {folder.parent}; {known}")
    paths = sorted(p for p in folder.glob("*.ipynb") if p.is_file())
    if not paths:
        raise UsageError(f"{folder} has no notebook; put one there, named like the assignment")
    others = sorted(
        p for p in folder.rglob("*") if p.is_file() and p not in paths and _is_released(p, folder)
    )
    notebooks = tuple(read_notebook(path, config or Config(), checks.parent) for path in paths)
    return Assignment(
        name=name,
        folder=folder,
        checks=checks,
        delimiters=hidden_delimiters(config or Config()),
        notebooks=notebooks,
        files=tuple(str(p.relative_to(folder)) for p in others),
        digest=digest_of({folder: [*paths, *others], checks: check_files(checks, folder)}, notebooks),
    )


def read_notebook(path: Path, config: Config, course: Path | None = None) -> Notebook:
    """Read one of the author's notebooks with nbgrader's own reader and rules; ``course`` is the course's root.

    Raises:
        AssignmentError: it is not an nbgrader notebook; says why.
    """
    course = course or path.parents[2]
    written = node = _with_header_and_footer(_read(path), path, config, course)
    if has_autotests(node, config):
        node = expanded(node, path, config, course)
    released = _released(node, path, config)
    three = zip(written.cells, node.cells, released.cells, strict=True)
    cells = tuple(
        _cell(path, author, student, mine.source != author.source) for mine, author, student in three
    )
    return Notebook(path.stem, cells, dict(node.metadata), node)


def _read(path: Path) -> NotebookNode:
    from jsonschema import ValidationError
    from nbgrader.nbgraderformat.common import SchemaTooNewError, SchemaTooOldError
    from nbgrader.nbgraderformat.v3 import read_v3

    try:
        # Before nbgrader, whose own complaint would not name the cell.
        _check_metadata(path, json.loads(path.read_bytes()))
        with path.open(encoding="utf-8") as file:
            node = read_v3(file, as_version=4)
        _check_form(path, node)
    except (SchemaTooOldError, SchemaTooNewError):
        raise AssignmentError(
            f"{path} was made for another version of nbgrader; run `nbgrader update {path}`"
        ) from None
    except ValidationError as error:
        raise AssignmentError(f"{path}: {_one_line(error)}; mend the cell in nbgrader's toolbar") from None
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise AssignmentError(f"{path} cannot be read as a notebook: {_one_line(error)}") from None
    return node


def _with_header_and_footer(node: NotebookNode, path: Path, config: Config, course: Path) -> NotebookNode:
    """``node`` with the cells that the course puts around every notebook, if it has such."""
    if not config.get("IncludeHeaderFooter"):
        return node
    from nbgrader.preprocessors import IncludeHeaderFooter

    step: Any = IncludeHeaderFooter  # nbgrader leaves it untyped
    try:
        with contextlib.chdir(course):  # they are named relative to it
            node, _ = step(config=config).preprocess(node, {})
    except Exception as error:
        raise AssignmentError(
            f"{path}: the course's header or footer cannot be read ({_one_line(error)}); mend IncludeHeaderFooter in "
            "nbgrader_config.py"
        ) from error
    _check_metadata(path, node)
    return node


def _check_form(path: Path, node: NotebookNode) -> None:
    """nbformat only logs what is amiss when it reads, and nbgrader stumbles over it later."""
    validate: Any = iter_validate  # nbformat leaves it untyped
    error = next(iter(validate(node)), None)
    if error is not None:
        cell = next((part + 1 for part in error.absolute_path if isinstance(part, int)), "of no number")
        raise AssignmentError(
            f"{path}: cell {cell} is not as a notebook's cells are ({_one_line(error)[:100]}); open it in Jupyter "
            "and save it again"
        )


def _check_metadata(path: Path, notebook: Any) -> None:
    if not isinstance(notebook, dict):
        raise TypeError("it holds something else")
    seen: set[str] = set()
    for cell in notebook.get("cells", ()):
        meta = cell["metadata"].get("nbgrader")
        if not meta:
            continue
        grade_id = meta.get("grade_id")
        if grade_id in seen:
            raise AssignmentError(f"{path}: two cells have the id {grade_id!r}; give one of them another")
        seen.add(grade_id)
        if meta.get("grade") or meta.get("task"):
            _points(path, grade_id, meta.get("points"))


def _points(path: Path, grade_id: str, points: Any) -> float:
    try:
        number = float(points)
    except (TypeError, ValueError):
        number = -1.0
    if isinstance(points, bool) or not 0 <= number < float("inf"):
        raise AssignmentError(
            f"{path}: the points of cell {grade_id!r} are {points!r}; set a number from 0 up"
        )
    return number


def _released(node: NotebookNode, path: Path, config: Config) -> NotebookNode:
    """The student's version of ``node``, made by nbgrader's own preprocessors."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions, ComputeChecksums

    released, resources = copy.deepcopy(node), {"nbgrader": {"notebook": path.stem}}
    steps: Iterable[Callable[..., Any]] = (
        ClearSolutions,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
    )
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    try:
        for step in steps:
            released, resources = step(config=config)(released, resources)
    except (RuntimeError, ValueError) as error:
        raise AssignmentError(f"{path}: {_one_line(error)}; mend the delimiters") from None
    return released


def _cell(path: Path, author: NotebookNode, released: NotebookNode, is_expanded: bool) -> Cell:
    meta = author.metadata.get("nbgrader") or {}
    role = _role(author.cell_type, meta)
    graded = role in (Role.CHECK, Role.MANUAL, Role.TASK)
    return Cell(
        cell_id=author.get("id", ""),
        role=role,
        cell_type=author.cell_type,
        source=author.source,
        released=released.source,
        grade_id=meta.get("grade_id", ""),
        points=_points(path, meta["grade_id"], meta.get("points")) if graded else 0.0,
        metadata=json.loads(json.dumps(released.metadata)),
        attachments=json.loads(json.dumps(author.get("attachments"))),
        is_expanded=is_expanded,
    )


def _role(cell_type: str, meta: Mapping[str, Any]) -> Role:
    if meta.get("task"):
        return Role.TASK
    if meta.get("grade"):
        return Role.MANUAL if meta.get("solution") else Role.CHECK
    if cell_type != "code":
        return Role.STUDENT if meta.get("solution") else Role.TEXT
    return Role.STUDENT if meta.get("solution") else Role.INSTRUCTOR


def hidden_delimiters(config: Config) -> tuple[str, str]:
    """What the course calls its hidden regions; nbgrader spells the settings' names so."""
    own = config.get("ClearHiddenTests", {})
    return str(own.get("begin_test_delimeter", BEGIN_HIDDEN)), str(own.get("end_test_delimeter", END_HIDDEN))


def _names_bound(cells: Iterable[Cell], roles: Iterable[Role]) -> frozenset[str]:
    wanted = set(roles)
    return frozenset().union(*(bound_names(c.source) for c in cells if c.is_code and c.role in wanted))


def _is_released(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return not any(part.startswith(".") or part == "__pycache__" for part in parts)


def check_files(checks: Path, folder: Path) -> list[Path]:
    """What the checks of the assignment in ``folder`` may rest on: what they share, and what is in their own folder."""
    others = {path.name for path in folder.parent.iterdir() if path.is_dir()} - {folder.name}
    found = (path for path in sorted(checks.rglob("*")) if path.is_file())
    return [path for path in found if path.relative_to(checks).parts[0] not in others]


def digest_of(folders: Mapping[Path, Iterable[Path]], notebooks: Iterable[Notebook]) -> str:
    """Hash of the files in each folder, with their places in it, and of the cells that were made of them."""
    digest = hashlib.sha256()
    for folder, paths in folders.items():
        for path in paths:
            if path.is_file() and path.suffix != ".pyc":
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(json.dumps([str(path.relative_to(folder)), content]).encode())
        digest.update(b"|")
    for cell in (cell for notebook in notebooks for cell in notebook.cells):
        digest.update(json.dumps([cell.grade_id, cell.source]).encode())
    return digest.hexdigest()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
