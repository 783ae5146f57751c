"""An assignment in the gradebook, as ``nbgrader generate_assignment`` puts it there."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, InvalidEntry, MissingEntry
from nbgrader.api import Notebook as NotebookRow
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import IncludeHeaderFooter, InstantiateTests, SaveCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.errors import AssignmentError
from autograder.gradebook.database import Database
from autograder.records import checked_name

_DONE = (IncludeHeaderFooter, InstantiateTests)
"""Steps that were taken when the assignment was read."""

_NBGRADERS_LOG = logging.getLogger("tornado.application")

CellRows = dict[tuple[str, str], tuple[Any, ...]]


# nbgrader leaves these without types.
_GenerateAssignment: Any = GenerateAssignment
_SaveCells: Any = SaveCells
_Gradebook: Any = Gradebook


class AssignmentWriter:
    """Writes assignments with nbgrader's own preprocessors, configured by the course's ``config``."""

    def __init__(self, database: Database, source_dir: Path, course_id: str, config: Config) -> None:
        self._database = database
        self._source_dir = source_dir
        self._course_id = course_id
        self._config = config

    def write(self, name: str, notebooks: Mapping[str, NotebookNode]) -> None:
        """Create or update the assignment ``name``; nothing is written when the gradebook agrees already.

        ``notebooks`` are the nodes of a loaded assignment: with header and footer, AUTOTEST lines expanded.

        Raises:
            AssignmentError: nbgrader refuses a notebook, or a change would orphan recorded submissions.
            PlatformError: the gradebook cannot be used now.
        """
        prepared = {checked_name(key): self._prepared(name, key, nb) for key, nb in notebooks.items()}
        with self._clear_errors(), _Gradebook(self._database.url, self._course_id) as gradebook:
            if _stored(gradebook, name) == {key: _expected(nb) for key, nb in prepared.items()}:
                return
            gradebook.update_or_create_assignment(name)
            _drop_other_notebooks(gradebook, name, set(prepared))
        with self._clear_errors():
            for key, notebook in prepared.items():
                self._save(name, key, notebook)

    @contextlib.contextmanager
    def _clear_errors(self) -> Iterator[None]:
        """Those of the database, also where nbgrader puts its own error in their place."""
        with self._database.clear_errors(), _without_stacks():
            try:
                yield
            except InvalidEntry as error:
                if isinstance(error.__context__, SQLAlchemyError):
                    raise error.__context__ from error
                raise

    def _resources(self, name: str, key: str) -> dict[str, Any]:
        names = {"student": ".", "assignment": name, "notebook": key, "db_url": self._database.url}
        path = str(self._source_dir / name)
        return {"nbgrader": names, "unique_key": key, "metadata": {"path": path, "name": key}}

    def _prepared(self, name: str, key: str, notebook: NotebookNode) -> NotebookNode:
        """The notebook as nbgrader saves its cells: solutions cleared, hidden tests still there."""
        course = CourseDirectory(config=self._config, root=str(self._source_dir.parent.absolute()))
        steps = _GenerateAssignment(coursedir=course, config=self._config).preprocessors
        resources = self._resources(name, key)
        try:
            # nbgrader names files relative to the course folder.
            with contextlib.chdir(course.root):
                for step in steps[: steps.index(SaveCells)]:
                    if step in _DONE:
                        continue
                    notebook, resources = step(config=self._config)(notebook, resources)
        except Exception as error:
            raise _refusal(name, key, error) from error
        return notebook

    def _save(self, name: str, key: str, notebook: NotebookNode) -> None:
        try:
            _SaveCells(config=self._config)(notebook, self._resources(name, key))
        except RuntimeError as error:
            raise _has_submissions(name) from error
        with _Gradebook(self._database.url, self._course_id) as gradebook:
            # SaveCells writes the kernel only when it makes the row.
            gradebook.update_or_create_notebook(key, name, kernelspec=_kernelspec(notebook))


@contextlib.contextmanager
def _without_stacks() -> Iterator[None]:
    """nbgrader logs an error of the database with all its stacks, and raises it as well."""
    was_disabled, _NBGRADERS_LOG.disabled = _NBGRADERS_LOG.disabled, True
    try:
        yield
    finally:
        _NBGRADERS_LOG.disabled = was_disabled


def _stored(gradebook: Gradebook, name: str) -> dict[str, tuple[str, CellRows]] | None:
    try:
        assignment = gradebook.find_assignment(name)
    except MissingEntry:
        return None
    return {row.name: (row.kernelspec, _stored_cells(row)) for row in assignment.notebooks}


def _stored_cells(row: NotebookRow) -> CellRows:
    cells: CellRows = {("grade", c.name): (c.max_score, c.cell_type) for c in row.grade_cells}
    cells |= {("task", c.name): (c.max_score, c.cell_type) for c in row.task_cells}
    cells |= {("solution", c.name): () for c in row.solution_cells}
    cells |= {("source", c.name): (c.cell_type, c.locked, c.source, c.checksum) for c in row.source_cells}
    return cells


def _expected(notebook: NotebookNode) -> tuple[str, CellRows]:
    """What SaveCells would store for ``notebook``."""
    cells: CellRows = {}
    for cell in notebook.cells:
        if not (is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell)):
            continue
        marks = cell.metadata.nbgrader
        name = marks["grade_id"]
        if is_grade(cell):
            cells["grade", name] = (float(marks["points"]), cell.cell_type)
        if is_task(cell):
            cells["task", name] = (float(marks["points"]), cell.cell_type)
        if is_solution(cell):
            cells["solution", name] = ()
        cells["source", name] = (cell.cell_type, is_locked(cell), cell.source, marks.get("checksum"))
    return _kernelspec(notebook), cells


def _kernelspec(notebook: NotebookNode) -> str:
    return json.dumps(notebook.metadata.get("kernelspec", {}))


def _drop_other_notebooks(gradebook: Any, name: str, kept: set[str]) -> None:
    assignment = gradebook.find_assignment(name)
    old = {row.name for row in assignment.notebooks}
    if old != kept and assignment.submissions:
        raise _has_submissions(name)
    for key in old - kept:
        gradebook.remove_notebook(key, name)


def _refusal(name: str, key: str, error: Exception) -> AssignmentError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return AssignmentError(
        f"nbgrader refuses notebook {key} of assignment {name} ({reason}); mend it under source/{name} and "
        f"try it with `nbgrader generate_assignment {name}`.",
        log=repr(error),
    )


def _has_submissions(name: str) -> AssignmentError:
    return AssignmentError(
        f"Assignment {name} has recorded submissions, so its notebooks and marked cells cannot be added or "
        "removed; restore the old grade_ids, or save a copy of gradebook.db, remove the old records with "
        f"`nbgrader db assignment remove {name} --force`, and grade again."
    )
