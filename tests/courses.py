"""Small assignments for tests: made of a few cells, handed in with other answers, graded behind no wall."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, v4

from autograder.assignment import Assignment, load_assignment
from autograder.grading import grade
from autograder.results import CellResult, SubmissionResult
from autograder.sandbox.base import Sandbox
from autograder.settings import Settings
from autograder.submission import Submission

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS\n"


def hidden(source: str) -> str:
    """``source`` as a hidden region of a check cell."""
    return HIDDEN.format(source.strip("\n"))


def marked(source: str, grade_id: str, *, kind: str = "code", **flags: Any) -> NotebookNode:
    """A cell with nbgrader's metadata, changed by ``flags`` (``grade``, ``locked``, ``points`` ...)."""
    cell = v4.new_code_cell(source) if kind == "code" else v4.new_markdown_cell(source)
    meta = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {**meta, "grade_id": grade_id, **flags}
    return cell


def solution(source: str, grade_id: str = "answer") -> NotebookNode:
    return marked(source, grade_id, solution=True)


def locked(source: str, grade_id: str = "setup") -> NotebookNode:
    return marked(source, grade_id, locked=True)


def checks(source: str, grade_id: str = "checks", points: float = 1) -> NotebookNode:
    return marked(source, grade_id, grade=True, locked=True, points=points)


def essay(source: str, grade_id: str = "essay", points: float = 1) -> NotebookNode:
    return marked(source, grade_id, kind="markdown", grade=True, solution=True, points=points)


def plain(source: str) -> NotebookNode:
    return v4.new_code_cell(source)


def text(source: str) -> NotebookNode:
    return v4.new_markdown_cell(source)


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A notebook of ``cells``, whose ids are c1, c2, ..."""
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"c{number}"
    return v4.new_notebook(cells=list(cells))


def assignment(root: Path, *cells: NotebookNode, name: str = "hw") -> Assignment:
    """Write an assignment of one notebook below ``root`` and load it."""
    folder = root / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(*cells), folder / f"{name}.ipynb")
    (root / "checks").mkdir(exist_ok=True)
    return load_assignment(name, folder, root / "checks")


def released(source: Assignment) -> dict[str, Any]:
    """The first notebook as students get it, in nbformat's JSON."""
    cells = [
        {
            "id": cell.cell_id,
            "cell_type": cell.cell_type,
            "metadata": dict(cell.metadata or {}),
            "source": cell.released,
            **({"outputs": [], "execution_count": None} if cell.is_code else {}),
        }
        for cell in source.notebooks[0].cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def handed_in(source: Assignment, answers: Mapping[str, str]) -> dict[str, Any]:
    """The released notebook with the sources of some cells, named by grade_id, replaced."""
    content = released(source)
    for cell in content["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        cell["source"] = answers.get(grade_id, cell["source"])
    return content


def submission(content: Mapping[str, Any], name: str = "hw", **files: bytes) -> Submission:
    data = {f"{name}.ipynb": json.dumps(content).encode(), **files}
    return Submission("student", Path("/nowhere"), data, None)


@dataclass(frozen=True)
class Grader:
    """Grades small assignments in a sandbox that is open already."""

    root: Path
    sandbox: Sandbox

    def grade(self, *cells: NotebookNode, answers: Mapping[str, str], **settings: Any) -> SubmissionResult:
        """Grade the assignment of ``cells`` with the student's ``answers``."""
        source = assignment(self.root, *cells)
        return grade(submission(handed_in(source, answers)), source, self.sandbox, Settings(**settings))

    def cell(
        self,
        student: str,
        check: str,
        *,
        setup: str = "import numpy as np",
        reference: str | None = None,
        points: float = 1,
        **settings: Any,
    ) -> CellResult:
        """What one check cell gives ``student``; the reference is the same code unless one is given."""
        result = self.grade(
            locked(setup),
            solution(student if reference is None else reference),
            checks(check, points=points),
            answers={"answer": student},
            **settings,
        )
        assert result.cells, result.reason
        return result.cells[-1]
