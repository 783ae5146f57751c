"""A course small enough to grade in a second, and what grading leaves behind in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from the_command import Ran, run_cold, run_warm, start

# Neither library has types.
write_notebook: Any = nbformat.write
read_notebook: Any = nbformat.read
new_notebook: Any = nbformat.v4.new_notebook

HANDED_IN_AT = "2026-03-01 12:00:00 UTC"
MAX_SCORE = 9.0
CHECKED = 5.0
"""The points that checks give; the other four are a person's."""

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "small"
c.CourseDirectory.root = {root!r}
c.Autograder.cell_seconds = 60
c.Autograder.check_seconds = 30
"""

ORACLE = "def double(x):\n    return 2 * x\n"

DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
DOUBLE_CHECKS = """\
# points: 1
assert double(2) == 4
### BEGIN HIDDEN TESTS
import oracle
import pytest

@pytest.mark.points(2)
@pytest.mark.hint("Try a negative number.")
def test_negative_numbers():
    assert double(-7) == oracle.double(-7)
### END HIDDEN TESTS"""
TOTAL = "def total(numbers):\n    ### BEGIN SOLUTION\n    return sum(numbers)\n    ### END SOLUTION"
TOTAL_CHECKS = "### BEGIN HIDDEN TESTS\nassert total([1, 2, 40]) == 43\n### END HIDDEN TESTS"
WHY = "Because it is even."

RIGHT = {
    "double": "def double(x):\n    return x + x",
    "total": "def total(numbers):\n    return sum(numbers)",
}
WRONG = RIGHT | {"double": "def double(x):\n    return abs(2 * x)"}
SIX: Mapping[str, Mapping[str, str]] = {
    "ada": RIGHT,
    "bob": WRONG,
    "cid": RIGHT | {"why": "It divides by two."},
    "dan": RIGHT | {"total": "def total(numbers):\n    return undefined_name"},
    "eva": RIGHT | {"total": "import os\n\ndef total(numbers):\n    os._exit(3)"},
    "fay": RIGHT | {"total": "raise RuntimeError('half done')"},
}
"""Passed, failed, waiting for a person, a hidden check met an error, crashed, a cell that raises."""


def cell(kind: str, grade_id: str, source: str, **marks: Any) -> nbformat.NotebookNode:
    """One cell with nbgrader's marks."""
    make: Any = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    node: nbformat.NotebookNode = make(source, metadata={"nbgrader": plain | {"grade_id": grade_id} | marks})
    node["id"] = grade_id
    return node


def check_cell(grade_id: str, source: str, points: Any) -> nbformat.NotebookNode:
    """A check cell."""
    return cell("code", grade_id, source, grade=True, locked=True, points=points)


def solution_cell(grade_id: str, source: str) -> nbformat.NotebookNode:
    """A solution cell."""
    return cell("code", grade_id, source, solution=True)


def usual_cells() -> list[nbformat.NotebookNode]:
    """Two questions with checks and one for a person."""
    return [
        cell("code", "imports", "import math", locked=True),
        solution_cell("double", DOUBLE),
        check_cell("double_checks", DOUBLE_CHECKS, 3),
        solution_cell("total", TOTAL),
        check_cell("total_checks", TOTAL_CHECKS, 2),
        cell("markdown", "why", WHY, grade=True, solution=True, points=4),
    ]


@dataclass(frozen=True)
class SmallCourse:
    """A course folder, and shortcuts to what tests do with it."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, cells: Sequence[nbformat.NotebookNode] | None = None) -> SmallCourse:
        """Write the author's part: source, checks and configuration."""
        self.write_source(usual_cells() if cells is None else cells)
        (self.root / "checks").mkdir(exist_ok=True)
        (self.root / "checks/oracle.py").write_text(ORACLE)
        (self.root / "nbgrader_config.py").write_text(CONFIG.format(root=str(self.root)))
        return self

    def write_source(self, cells: Sequence[nbformat.NotebookNode]) -> None:
        """Write the assignment's only notebook."""
        (self.root / "source/hw").mkdir(parents=True, exist_ok=True)
        write_notebook(notebook(cells), self.root / "source/hw/hw.ipynb")

    def copy_to(self, root: Path) -> SmallCourse:
        """A course of its own with the same content."""
        shutil.copytree(self.root, root)
        (root / "nbgrader_config.py").write_text(CONFIG.format(root=str(root)))
        return SmallCourse(root, dict(self.environment))

    def hand_in(self, student: str, answers: Mapping[str, str], at: str = HANDED_IN_AT) -> Path:
        """Hand in the released notebook with the cells in ``answers`` filled in."""
        folder = self.root / "submitted" / student / "hw"
        folder.mkdir(parents=True, exist_ok=True)
        node = read_notebook(self.root / "source/hw/hw.ipynb", 4)
        for each in node.cells:
            marks = each.metadata.get("nbgrader", {})
            each.source = answers.get(marks.get("grade_id", ""), _without_hidden(each.source))
        write_notebook(node, folder / "hw.ipynb")
        (folder / "timestamp.txt").write_text(at)
        return folder

    def hand_in_all(self, answers: Mapping[str, Mapping[str, str]]) -> SmallCourse:
        """Hand in for several students."""
        for student, theirs in answers.items():
            self.hand_in(student, theirs)
        return self

    def configure(self, line: str) -> None:
        """Add a line to the course's configuration."""
        with (self.root / "nbgrader_config.py").open("a") as file:
            file.write(line + "\n")

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the command on this course."""
        return start(self._with_place(words), self.environment)

    def run(self, *words: str, prepare: Callable[[], None] | None = None) -> Ran:
        """Run the command on this course to its end, without its imports, after ``prepare`` in its process."""
        return run_warm(self._with_place(words), self.environment, prepare=prepare)

    def run_cold(self, *words: str) -> Ran:
        """Run the command on this course as a shell does."""
        return run_cold(self._with_place(words), self.environment)

    def _with_place(self, words: Sequence[str]) -> list[str]:
        return [*words, "--course", str(self.root)]

    def grade(self, *flags: str, prepare: Callable[[], None] | None = None) -> Ran:
        """Grade the assignment, with results for programs."""
        return self.run("grade", "hw", "--json", *flags, prepare=prepare)

    def nbgrader(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of nbgrader's own commands in the course."""
        # nbgrader starts alembic by its bare name, so the virtual environment must be on the path.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=self.root,
            env=os.environ | {"PATH": path} | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def gradebook(self) -> Any:
        """nbgrader's own view of the gradebook."""
        return Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "small")

    def rows(self) -> list[tuple[Any, ...]]:
        """What the gradebook holds about every submission, without its random ids."""
        with self.gradebook() as book:
            return sorted(_rows(book), key=repr)

    def files(self, folder: str) -> dict[str, bytes]:
        """Path -> content of every file below ``folder``."""
        found = (path for path in sorted((self.root / folder).rglob("*")) if path.is_file())
        return {str(path.relative_to(self.root)): path.read_bytes() for path in found}

    def records(self) -> dict[str, Any]:
        """Our own records, without how long things took."""
        found = sorted((self.root / ".autograder").rglob("*.json"))
        return {str(p.relative_to(self.root)): self._comparable(_read(p)) for p in found if p.name[0] != "."}

    def _comparable(self, value: Any) -> Any:
        """A record without how long things took, where the course lies and where objects lay in memory."""
        if isinstance(value, dict):
            return {k: self._comparable(v) for k, v in value.items() if k not in _TAKEN}
        if isinstance(value, list):
            return [self._comparable(item) for item in value]
        # What pytest says about a failure, for instructors, names paths and addresses.
        return _ADDRESS.sub("0x", value.replace(str(self.root), "")) if isinstance(value, str) else value

    def state(self) -> dict[str, Any]:
        """Everything that grading leaves behind."""
        pages = {name: _PAGE_TIMES.sub(b"", data) for name, data in self.files("feedback").items()}
        return {
            "rows": self.rows(),
            "autograded": self.files("autograded"),
            "feedback": pages,
            "records": self.records(),
        }


_TAKEN = ("seconds", "before_seconds", "timings")
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_PAGE_TIMES = re.compile(rb"[0-9.]+ m?s\b")


def notebook(cells: Sequence[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """A Python notebook."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made: nbformat.NotebookNode = new_notebook(cells=list(cells), metadata={"kernelspec": kernel})
    return made


def _without_hidden(source: str) -> str:
    source = re.sub(r"(?s)### BEGIN HIDDEN TESTS.*### END HIDDEN TESTS", "", source)
    return re.sub(r"(?s)### BEGIN SOLUTION.*### END SOLUTION", "raise NotImplementedError()", source)


def _rows(book: Any) -> Iterator[tuple[Any, ...]]:
    try:
        submissions = book.assignment_submissions("hw")
    except MissingEntry:
        return
    for submission in submissions:
        student = submission.student_id
        yield student, submission.timestamp, submission.score, submission.needs_manual_grade
        for copy in submission.notebooks:
            for g in copy.grades:
                yield (
                    student,
                    g.name,
                    g.auto_score,
                    g.manual_score,
                    g.extra_credit,
                    bool(g.needs_manual_grade),
                )
            for c in copy.comments:
                yield student, c.name, c.auto_comment, c.manual_comment


def _read(path: Path) -> Any:
    text = path.read_text()
    return json.loads(text) if text.startswith("{") else text
