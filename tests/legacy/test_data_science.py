"""A data-science course with pandas, matplotlib and scipy, graded here and by real nbgrader: the same scores."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
import pytest
from courses import assignment, handed_in, submission
from data_science import market
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory

from autograder.assignment import Assignment
from autograder.grading import grade
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings

DATA = Path(market.__file__).with_name("data")
LIBRARIES = ("numpy", "matplotlib.pyplot", "pandas", "scipy", "scipy.optimize")
STUDENTS: dict[str, Mapping[str, str]] = {
    "reference": market.reference(),
    "other_ways": {**market.reference(), **market.OTHER_WAYS},
    "wrong": market.WRONG,
    "unfinished": {},
}
DUE = {
    "reference": (4, 3, 2, 2, 2, 3),
    "other_ways": (4, 3, 2, 2, 2, 3),
    "wrong": (0, 0, 0, 1, 0, 0),
    "unfinished": (0, 0, 0, 0, 0, 0),
}
CHECKS = ("clean_checks", "cities_checks", "months_checks", "spread_checks", "plot_checks", "fit_checks")


@pytest.fixture(scope="module")
def market_course(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Assignment]:
    root = tmp_path_factory.mktemp("market")
    shutil.copytree(DATA, root / "source/market/data")
    return root, assignment(root, *market.cells(), name="market")


@pytest.fixture(scope="module")
def warm() -> Iterator[FakeSandbox]:
    with FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=LIBRARIES, seed=7)) as sandbox:
        yield sandbox


@pytest.mark.parametrize("student", STUDENTS)
def test_a_submission_gets_its_due(
    student: str, market_course: tuple[Path, Assignment], warm: FakeSandbox
) -> None:
    _, source = market_course
    work = submission(handed_in(source, STUDENTS[student]), "market")
    result = grade(work, source, warm, Settings())
    cells = {cell.grade_id: cell for cell in result.cells}
    details = {name: [check.message for check in cells[name].checks] for name in CHECKS}
    assert tuple(cells[name].earned for name in CHECKS) == DUE[student], details


@pytest.mark.slow
def test_real_nbgrader_gives_the_same_scores(
    market_course: tuple[Path, Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, source = market_course
    # nbgrader looks for alembic's command when it makes a database.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    course = CourseDirectory(root=str(root), assignment_id="market")
    GenerateAssignment(coursedir=course, force=True).start()
    for student, answers in STUDENTS.items():
        folder = root / "submitted" / student / "market"
        shutil.copytree(root / "release/market", folder)
        content = nbformat.from_dict(handed_in(source, answers))
        nbformat.write(content, folder / "market.ipynb")
    Autograde(coursedir=course, force=True).start()
    assert {student: scores_of(root, student) for student in STUDENTS} == DUE


def scores_of(root: Path, student: str) -> tuple[float | None, ...]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook("market", "market", student).grades
        found = {one.name: one.auto_score for one in grades}
    return tuple(found[name] for name in CHECKS)
