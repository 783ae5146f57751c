"""release/ is what nbgrader makes of source/ today, and holds nothing that students must not see."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_course import SmallCourse

from autograder.assignment import Role, load_assignment

ROOT = Path(__file__).resolve().parent.parent.parent
ASSIGNMENTS = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """release/ made anew, with the course's own configuration."""
    root = tmp_path_factory.mktemp("release") / "course"
    for name in ("source", "checks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for name in ASSIGNMENTS:
        done = SmallCourse(root).nbgrader("generate_assignment", name)
        assert done.returncode == 0, done.stderr
    return root / "release"


def cells(path: Path) -> list[Any]:
    found: list[Any] = json.loads(path.read_text())["cells"]
    return found


def text(cell: Any) -> str:
    return "".join(cell["source"])


def lines(source: str) -> set[str]:
    return {line.strip() for line in source.splitlines()} - {""}


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_released_files_are_those_that_are_generated(generated: Path) -> None:
    assert files(ROOT / "release") == files(generated)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_released_cell_is_the_generated_one(assignment: str, generated: Path) -> None:
    notebook = Path(assignment) / f"{assignment}.ipynb"
    ours, theirs = cells(ROOT / "release" / notebook), cells(generated / notebook)
    for mine, made in zip(ours, theirs, strict=True):
        marks = mine["metadata"].get("nbgrader")
        assert (text(mine), marks) == (text(made), made["metadata"].get("nbgrader")), "run `make release`"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_other_released_file_is_the_authors(assignment: str) -> None:
    for path in (ROOT / "release" / assignment).rglob("*"):
        if path.is_file() and path.suffix != ".ipynb":
            source = ROOT / "source" / assignment / path.relative_to(ROOT / "release" / assignment)
            assert path.read_bytes() == source.read_bytes()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_hidden_line_of_a_check_and_no_solution_is_released(assignment: str) -> None:
    loaded = load_assignment(assignment, ROOT / "source" / assignment, ROOT / "checks")
    released = cells(ROOT / "release" / assignment / f"{assignment}.ipynb")
    shown = {cell["metadata"]["nbgrader"]["grade_id"]: lines(text(cell)) for cell in released}
    secret_lines = 0
    for cell in loaded.notebooks[0].cells:
        if cell.role in (Role.CHECK, Role.STUDENT, Role.MANUAL):
            secret = lines(cell.source) - lines(cell.released)
            secret_lines += len(secret)
            assert secret & shown[cell.grade_id] == set()
    assert secret_lines > 100


def test_no_module_or_data_of_the_checks_is_named_in_what_is_released() -> None:
    everything = b"\n".join(p.read_bytes() for p in (ROOT / "release").rglob("*") if p.is_file())
    for path in (ROOT / "checks").rglob("*.*"):
        assert "__pycache__" in path.parts or path.stem.encode() not in everything
    assert b"HIDDEN TESTS" not in everything
    assert b"BEGIN SOLUTION" not in everything
