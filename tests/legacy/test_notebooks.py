"""Notebooks of other courses, unchanged, graded here and by real nbgrader: the same scores, cell by cell."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
import pytest
from courses import assignment, handed_in, submission
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from notebooks import Legacy, chance, numerics, objects, words

from autograder.assignment import Assignment, Cell
from autograder.grading import grade
from autograder.regions import region_lines
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings

NOTEBOOKS: dict[str, Legacy] = {
    "numerics": numerics.NOTEBOOK,
    "objects": objects.NOTEBOOK,
    "words": words.NOTEBOOK,
    "chance": chance.NOTEBOOK,
}
STUDENTS = ("reference", "wrong", "unfinished")
LIBRARIES = ("numpy", "matplotlib.pyplot")
# What the wrong submissions earn; all other cells of theirs, and all of the unfinished ones', earn nothing.
EARNED_BY_THE_WRONG = {"euler_checks": 2.0}

Scores = dict[tuple[str, str], float | None]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assignment]:
    root = tmp_path_factory.mktemp("legacy")
    return {name: assignment(root, *legacy.cells, name=name) for name, legacy in NOTEBOOKS.items()}


@pytest.fixture(scope="module")
def warm() -> Iterator[FakeSandbox]:
    with FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=LIBRARIES, seed=7)) as sandbox:
        yield sandbox


def answers(name: str, source: Assignment, student: str) -> Mapping[str, str]:
    """What ``student`` wrote; the reference is the author's own text without the delimiters."""
    if student == "wrong":
        return NOTEBOOKS[name].wrong
    solved = [cell for cell in source.notebooks[0].cells if cell.role.value == "student"]
    return {cell.grade_id: without_delimiters(cell) for cell in solved} if student == "reference" else {}


def without_delimiters(cell: Cell) -> str:
    return "\n".join(line for line in cell.source.split("\n") if "### " not in line)


def due(student: str, sources: Mapping[str, Assignment]) -> Scores:
    points = {
        (name, cell.grade_id): cell.points
        for name, source in sources.items()
        for cell in source.notebooks[0].cells
        if cell.carries_points
    }
    if student == "reference":
        return dict(points)
    return {key: EARNED_BY_THE_WRONG.get(key[1], 0.0) if student == "wrong" else 0.0 for key in points}


@pytest.mark.parametrize("student", STUDENTS)
def test_a_submission_gets_its_due(student: str, sources: dict[str, Assignment], warm: FakeSandbox) -> None:
    scores: Scores = {}
    details = []
    for name, source in sources.items():
        work = submission(handed_in(source, answers(name, source, student)), name)
        result = grade(work, source, warm, Settings())
        scores |= {(name, cell.grade_id): cell.earned for cell in result.cells}
        details += [
            (c.grade_id, check.message, check.detail[-500:]) for c in result.cells for check in c.checks
        ]
    assert scores == due(student, sources), details


def test_only_cells_that_need_it_ran_in_the_students_process(
    sources: dict[str, Assignment], warm: FakeSandbox
) -> None:
    source = sources["chance"]
    work = submission(handed_in(source, answers("chance", source, "reference")), "chance")
    notes = grade(work, source, warm, Settings()).notes
    assert [note.split(":")[1].split(">")[0].strip() for note in notes] == ["timed_checks", "patched_checks"]
    assert all("its tests can be read there" in note for note in notes)


def test_the_notebooks_hide_tests() -> None:
    hiding = [
        cell
        for legacy in NOTEBOOKS.values()
        for cell in legacy.cells
        if region_lines(cell.source, "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
    ]
    assert len(hiding) > 10


@pytest.mark.slow
def test_real_nbgrader_gives_the_same_scores(
    sources: dict[str, Assignment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # nbgrader looks for alembic's command when it makes a database.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "source" / "all"
    folder.mkdir(parents=True)
    for name, source in sources.items():
        shutil.copy(source.folder / f"{name}.ipynb", folder)
    course = CourseDirectory(root=str(tmp_path), assignment_id="all")
    GenerateAssignment(coursedir=course, force=True).start()
    for student in STUDENTS:
        theirs = tmp_path / "submitted" / student / "all"
        shutil.copytree(tmp_path / "release" / "all", theirs)
        for name, source in sources.items():
            content = nbformat.from_dict(handed_in(source, answers(name, source, student)))
            nbformat.write(content, theirs / f"{name}.ipynb")
    Autograde(coursedir=course, force=True).start()
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for student in STUDENTS:
            assert scores_of(gradebook, student) == due(student, sources), student


def scores_of(gradebook: Gradebook, student: str) -> Scores:
    return {
        (name, one.name): one.auto_score
        for name in NOTEBOOKS
        for one in gradebook.find_submission_notebook(name, "all", student).grades
    }
