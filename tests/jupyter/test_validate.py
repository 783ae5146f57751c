"""nbgrader's Validate button, and notebooks run from top to bottom, with and without the extension."""

from __future__ import annotations

import io
from pathlib import Path

import nbformat
import pytest
from courses import checks, locked, notebook, plain, solution
from documents import ROOT
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.validator import Validator

LOAD = "%load_ext autograder"
OPTIONAL = "try:\n    %load_ext autograder\nexcept ModuleNotFoundError:\n    pass"
UNTOUCHED = "def twice(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
RIGHT = "def twice(x):\n    return 2 * x"
WRONG = "def twice(x):\n    return x"
TESTS = """import pytest


@pytest.mark.points(2)
def test_three():
    assert twice(3) == 6


def test_zero():
    assert twice(0) == 0"""
COURSE = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())


def written(folder: Path, answer: str, *, first: str = LOAD, check: str = TESTS) -> Path:
    path = folder / "hw.ipynb"
    nbformat.write(notebook(locked(first), solution(answer), checks(check, points=3)), path)
    return path


def validated(path: Path) -> tuple[list[str], str]:
    """The first lines of the errors that Validate tells, and all it prints."""
    validator = Validator()
    validator.stream = io.StringIO()  # type: ignore[assignment]
    results = validator.validate(str(path))
    assert set(results) <= {"failed"}
    return [cell["raw_error"].splitlines()[0] for cell in results.get("failed", [])], str(results)


def executed(path: Path, folder: Path) -> NotebookNode:
    content = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    return NotebookClient(
        content, allow_errors=True, timeout=120, kernel_name="python3", resources=resources
    ).execute()


def errors(content: NotebookNode) -> list[tuple[str, str]]:
    """The grade_id of each cell that failed, with the error's name."""
    return [
        (cell.metadata.get("nbgrader", {}).get("grade_id", "?"), output.ename)
        for cell in content.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


def test_validate_passes_a_right_solution(tmp_path: Path) -> None:
    assert validated(written(tmp_path, RIGHT)) == ([], "{}")


def test_validate_fails_a_wrong_solution_and_says_why(tmp_path: Path) -> None:
    found, everything = validated(written(tmp_path, WRONG))
    assert found == ["ChecksFailed: 1 of 2 checks failed"]
    assert "> assert twice(3) == 6" in everything
    assert "AssertionError: assert 3 == 6" in everything


def test_validate_fails_an_untouched_notebook(tmp_path: Path) -> None:
    assert validated(written(tmp_path, UNTOUCHED))[0] == ["ChecksFailed: 2 of 2 checks failed"]


def test_validate_fails_a_plain_assert_with_its_explanation(tmp_path: Path) -> None:
    found, everything = validated(written(tmp_path, WRONG, check="assert twice(3) == 6"))
    assert len(found) == 1
    assert "where 3 = twice(3)" in everything


@pytest.mark.parametrize("first", ["import math", OPTIONAL.replace("autograder", "not_installed_here")])
def test_without_the_extension_the_notebook_runs_through(tmp_path: Path, first: str) -> None:
    assert errors(executed(written(tmp_path, RIGHT, first=first), tmp_path)) == []
    assert validated(tmp_path / "hw.ipynb") == ([], "{}")


def copied(part: str, name: str, folder: Path) -> Path:
    """A notebook of the course with its data, and with the extension loaded in a first cell."""
    for file in (ROOT / part / name).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    content = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    content.cells.insert(0, plain(LOAD))
    nbformat.write(content, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


@pytest.mark.slow
@pytest.mark.parametrize("name", COURSE)
def test_the_courses_own_notebook_passes_all_its_checks(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "checks" / name))
    content = executed(copied("source", name, tmp_path), tmp_path)
    texts = [o.data["text/plain"] for c in content.cells for o in c.get("outputs", []) if "data" in o]
    assert errors(content) == []
    assert sum("checks passed" in text for text in texts) >= 10


@pytest.mark.parametrize("name", COURSE)
def test_validate_fails_every_check_of_the_courses_released_notebook(name: str, tmp_path: Path) -> None:
    path = copied("release", name, tmp_path)
    cells = nbformat.read(path, as_version=4).cells
    marks = [cell.metadata.get("nbgrader", {}) for cell in cells if cell.cell_type == "code"]
    check_cells = [mark for mark in marks if mark.get("grade") and not mark.get("solution")]
    found = [error for error in validated(path)[0] if error != "You did not provide a response."]
    assert len(found) == len(check_cells) > 10
