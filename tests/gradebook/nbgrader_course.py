"""A small nbgrader course, a student's answers to it, and results to record."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory

from autograder.gradebook import Recorder
from autograder.results import CellKind, CellResult, NotebookRun, Outcome, SubmissionResult

SUBMITTED_AT = "2026-03-01 12:00:00.500000 UTC"
LATER = "2026-03-08 12:00:00 UTC"

SHOWN_ROWS = {
    "submissions": """
        SELECT a.name, s.student_id, s.timestamp, s.extension FROM submitted_assignment s
        JOIN assignment a ON a.id = s.assignment_id""",
    "grades": """
        SELECT s.student_id, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit,
            g.needs_manual_grade
        FROM grade g JOIN submitted_notebook sn ON sn.id = g.notebook_id
        JOIN submitted_assignment s ON s.id = sn.assignment_id
        JOIN notebook n ON n.id = sn.notebook_id JOIN base_cell c ON c.id = g.cell_id""",
    "comments": """
        SELECT s.student_id, n.name, c.name, c.type, m.auto_comment, m.manual_comment
        FROM comment m JOIN submitted_notebook sn ON sn.id = m.notebook_id
        JOIN submitted_assignment s ON s.id = sn.assignment_id
        JOIN notebook n ON n.id = sn.notebook_id JOIN base_cell c ON c.id = m.cell_id""",
    "copies": """
        SELECT s.student_id, n.name, sn.flagged, sn.late_submission_penalty FROM submitted_notebook sn
        JOIN submitted_assignment s ON s.id = sn.assignment_id JOIN notebook n ON n.id = sn.notebook_id""",
    "students": "SELECT id, first_name, last_name, email, lms_user_id FROM student",
    "assignments": "SELECT name, duedate, course_id FROM assignment",
    "notebooks": "SELECT n.name, n.kernelspec FROM notebook n",
    "graded": """
        SELECT n.name, b.name, b.type, coalesce(g.max_score, t.max_score), coalesce(g.cell_type, t.cell_type)
        FROM base_cell b JOIN notebook n ON n.id = b.notebook_id
        LEFT JOIN grade_cells g ON g.id = b.id LEFT JOIN task_cells t ON t.id = b.id""",
    "sources": """
        SELECT n.name, c.name, c.cell_type, c.locked, c.source, c.checksum
        FROM source_cell c JOIN notebook n ON n.id = c.notebook_id""",
}


def marked(node: nbformat.NotebookNode, grade_id: str, **marks: Any) -> nbformat.NotebookNode:
    """``node`` with nbgrader's metadata."""
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    node.metadata["nbgrader"] = plain | {"grade_id": grade_id} | marks
    node["id"] = grade_id
    return node


def first_notebook() -> nbformat.NotebookNode:
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    hidden = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(-7) == -14\n### END HIDDEN TESTS"
    solution = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    manual = {"grade": True, "solution": True, "points": 4}
    return notebook(
        marked(code("import math"), "imports", locked=True),
        marked(code(solution), "double", solution=True),
        marked(code(hidden), "double_checks", grade=True, locked=True, points=3),
        marked(code("assert double('a') == 'aa'"), "double_text", grade=True, locked=True, points=2),
        marked(text("Because it is even."), "why", **manual),
        marked(text("Because it is odd."), "why_not", **manual),
        marked(text("Draw a picture."), "picture", task=True, locked=True, points=5),
    )


def second_notebook() -> nbformat.NotebookNode:
    code = nbformat.v4.new_code_cell
    return notebook(
        marked(code("### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION"), "answer", solution=True),
        marked(code("assert answer == 42"), "answer_checks", grade=True, locked=True, points=1),
    )


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": kernel})


@dataclass(frozen=True)
class Course:
    """A course folder, and shortcuts to what tests ask of it."""

    root: Path

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    @property
    def autograded(self) -> Path:
        return self.root / "autograded"

    @property
    def sources(self) -> dict[str, nbformat.NotebookNode]:
        return {
            path.stem: nbformat.read(path, 4) for path in sorted((self.root / "source/hw").glob("*.ipynb"))
        }

    def recorder(self, **options: Any) -> Recorder:
        return Recorder(self.db_url, self.autograded, **options)

    def generate(self) -> None:
        """Run nbgrader's own generate_assignment."""
        course = CourseDirectory(root=str(self.root), assignment_id="hw")
        GenerateAssignment(coursedir=course, force=True).start()

    def released(self, name: str, answers: Mapping[str, str] = {}) -> nbformat.NotebookNode:
        """The student version of a notebook, with cells answered by ``grade_id``."""
        node = nbformat.read(self.root / "release/hw" / f"{name}.ipynb", 4)
        for cell in node.cells:
            cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
        return node

    def hand_in(self, notebooks: Mapping[str, nbformat.NotebookNode], at: str | None = SUBMITTED_AT) -> Path:
        folder = self.root / "submitted/bitdiddle/hw"
        folder.mkdir(parents=True, exist_ok=True)
        for name, node in notebooks.items():
            nbformat.write(node, folder / f"{name}.ipynb")
        if at is not None:
            (folder / "timestamp.txt").write_text(at)
        return folder

    def rows(self, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
        """The gradebook's rows without their random ids, sorted."""
        with sqlite3.connect(self.root / "gradebook.db") as database:
            return {
                name: sorted(database.execute(SHOWN_ROWS[name]), key=repr) for name in tables or SHOWN_ROWS
            }

    def files(self, folder: str) -> dict[str, tuple[int, bytes]]:
        """Path -> permissions and content of every file below ``folder``."""
        found = (path for path in sorted((self.root / folder).rglob("*")) if path.is_file())
        return {str(p.relative_to(self.root)): (p.stat().st_mode & 0o777, p.read_bytes()) for p in found}

    def state(self) -> dict[str, Any]:
        """Everything that recording leaves behind."""
        return {"rows": self.rows(), "files": self.files("autograded") | self.files(".autograder")}

    def copy_to(self, root: Path) -> Course:
        shutil.copytree(self.root, root)
        return Course(root)


ANSWERS = {"double": "def double(x):\n    return x + x", "why": "It divides by two."}


def cell(
    grade_id: str,
    points: float,
    earned: float | None,
    *,
    notebook: str = "first",
    kind: CellKind = CellKind.CHECK,
    needs_manual: bool = False,
) -> CellResult:
    outcome = Outcome.PASSED if earned is None or earned == points else Outcome.FAILED
    return CellResult(notebook, grade_id, kind, points, earned, outcome, needs_manual)


def all_cells(*, checks: float = 3.0, text: float = 2.0, answer: float = 1.0) -> tuple[CellResult, ...]:
    """The cells of a submission that answered ``why`` and left ``why_not`` as it was."""
    return (
        cell("double_checks", 3, checks),
        cell("double_text", 2, text),
        cell("why", 4, None, kind=CellKind.MANUAL, needs_manual=True),
        cell("why_not", 4, 0.0, kind=CellKind.MANUAL),
        cell("picture", 5, None, kind=CellKind.TASK, needs_manual=True),
        cell("answer_checks", 1, answer, notebook="second"),
    )


class Results:
    """Makes results of bitdiddle's submission of ``hw``."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def __call__(
        self,
        cells: Sequence[CellResult] | None = None,
        *,
        notebooks: Sequence[str] = ("first", "second"),
        answers: Mapping[str, str] = ANSWERS,
        **fields: Any,
    ) -> SubmissionResult:
        runs = tuple(NotebookRun(name, self._course.released(name, answers)) for name in notebooks)
        kept = tuple(c for c in cells or all_cells() if cells or c.notebook in notebooks)
        plain: dict[str, Any] = {
            "student": "bitdiddle",
            "assignment": "hw",
            "outcome": Outcome.worst(c.outcome for c in kept),
            "reason": "",
            "score": sum(c.earned or 0 for c in kept),
            "max_score": 19.0,
            "seconds": 0.25,
            "key": "key-1",
            "submitted_at": SUBMITTED_AT,
        }
        return SubmissionResult(**(plain | {"cells": kept, "notebooks": runs} | fields))
