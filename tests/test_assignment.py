"""What an assignment is: read by nbgrader's rules, and refused in one sentence where it cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import assignment, checks, essay, hidden, locked, marked, notebook, plain, solution, text
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from traitlets.config import Config

from autograder.assignment import Role, load_assignment
from autograder.errors import AssignmentError, UsageError

COURSE = Path(__file__).resolve().parent.parent
SOLVED = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"


def write(root: Path, content: Any, name: str = "hw") -> Path:
    folder = root / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / f"{name}.ipynb").write_bytes(data)
    return folder


def test_cells_have_the_roles_that_nbgrader_gives_them(tmp_path: Path) -> None:
    source = assignment(
        tmp_path,
        text("# Title"),
        locked("import os"),
        plain("x = 1"),
        solution(SOLVED),
        checks("assert f(1) == 1\n" + hidden("assert f(2) == 2"), points=2.5),
        essay("sample", points=3),
        marked("Do this", "task", kind="markdown", task=True, points=4),
    )
    cells = source.notebooks[0].cells
    assert [cell.role for cell in cells] == [
        Role.TEXT,
        Role.INSTRUCTOR,
        Role.INSTRUCTOR,
        Role.STUDENT,
        Role.CHECK,
        Role.MANUAL,
        Role.TASK,
    ]
    assert source.max_score == 9.5
    assert "return x" not in cells[3].released
    assert "raise NotImplementedError" in cells[3].released
    assert cells[4].released == "assert f(1) == 1\n"
    assert "f(2)" in cells[4].source


@pytest.mark.parametrize("name", ["02_backpropagation", "04_convolution_arithmetic"])
def test_released_cells_are_what_nbgrader_releases(name: str) -> None:
    source = load_assignment(name, COURSE / "source" / name, COURSE / "checks")
    expected = nbformat.read(COURSE / f"source/{name}/{name}.ipynb", as_version=4)
    resources: dict[str, Any] = {"nbgrader": {"notebook": name}}
    for step in (ClearSolutions, ClearHiddenTests):
        expected, resources = step(config=Config()).preprocess(expected, resources)
    assert [cell.released for cell in source.notebooks[0].cells] == [cell.source for cell in expected.cells]
    assert not any(
        "HIDDEN" in cell.released or "SOLUTION" in cell.released for cell in source.notebooks[0].cells
    )


def test_a_course_may_have_delimiters_and_stubs_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "source/hw"
    folder.mkdir(parents=True)
    nbformat.write(notebook(solution("# <answer>\nx = 1\n# </answer>")), folder / "hw.ipynb")
    config = Config(
        {
            "ClearSolutions": {
                "begin_solution_delimeter": "<answer>",
                "end_solution_delimeter": "</answer>",
                "code_stub": {"python": "..."},
            }
        }
    )
    source = load_assignment("hw", folder, tmp_path / "checks", config)
    assert source.notebooks[0].cells[0].released == "..."


def cell_with(**meta: Any) -> Callable[[], Any]:
    cell = checks("assert 1")
    cell.metadata["nbgrader"].update(meta)
    return lambda: notebook(cell)


def without_outputs() -> Any:
    made = notebook(plain("x = 1"))
    del made.cells[0]["outputs"]
    return made


BROKEN: dict[str, tuple[Callable[[], Any], str]] = {
    "two cells of one id": (lambda: notebook(solution("a = 1", "q"), checks("assert a", "q")), "'q'"),
    "negative points": (cell_with(points=-1), "points of cell 'checks' are -1"),
    "points that are text": (cell_with(points="many"), "points"),
    "no points": (cell_with(points=None), "points"),
    "a solution that is not closed": (lambda: notebook(solution("### BEGIN SOLUTION\nx = 1")), "delimiters"),
    "nested solutions": (
        lambda: notebook(solution("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION")),
        "delimiters",
    ),
    "a solution in a cell that is none": (lambda: notebook(locked(SOLVED)), "delimiters"),
    "hidden tests that are not closed": (
        lambda: notebook(checks("### BEGIN HIDDEN TESTS\nassert 1")),
        "delimiters",
    ),
    "an older schema": (cell_with(schema_version=1), "nbgrader update"),
    "a later schema": (cell_with(schema_version=99), "another version of nbgrader"),
    "a code cell without outputs": (without_outputs, "cell 1 is not as a notebook's cells are"),
    "no JSON": (lambda: b"{", "cannot be read as a notebook"),
    "nothing": (lambda: b"", "cannot be read as a notebook"),
    "a list": (list, "cannot be read as a notebook"),
}


@pytest.mark.parametrize(("content", "says"), BROKEN.values(), ids=BROKEN)
def test_a_notebook_that_cannot_be_used_is_refused(
    tmp_path: Path, content: Callable[[], Any], says: str
) -> None:
    folder = write(tmp_path, content())
    with pytest.raises(AssignmentError, match=says) as caught:
        load_assignment("hw", folder, tmp_path / "checks")
    assert "hw.ipynb" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_that_the_reference_does_not_bind_is_not_known(tmp_path: Path) -> None:
    cells = solution(SOLVED), checks("assert g(1) and len([1])")
    assert assignment(tmp_path, *cells).notebooks[0].reference_names == {"f"}


@pytest.mark.parametrize("stub", ["", "raise NotImplementedError()", "# YOUR CODE HERE\npass", "..."])
def test_where_the_author_left_a_solution_out_it_may_bind_what_the_checks_use(
    tmp_path: Path, stub: str
) -> None:
    cells = solution(SOLVED), solution(stub, "later"), checks("assert g(1) and len([1])")
    assert assignment(tmp_path, *cells).notebooks[0].reference_names == {"f", "g"}


def test_the_courses_header_and_footer_are_part_of_each_notebook(tmp_path: Path) -> None:
    folder = write(tmp_path, notebook(solution(SOLVED)))
    nbformat.write(notebook(locked("import math", "head")), tmp_path / "header.ipynb")
    nbformat.write(notebook(checks("assert f(1) == 1", "foot")), tmp_path / "footer.ipynb")
    config = Config({"IncludeHeaderFooter": {"header": "header.ipynb", "footer": "footer.ipynb"}})
    here = Path.cwd()
    source = load_assignment("hw", folder, tmp_path / "checks", config)
    assert [cell.grade_id for cell in source.notebooks[0].cells] == ["head", "answer", "foot"]
    assert source.max_score == 1
    assert Path.cwd() == here
    nbformat.write(notebook(checks("assert f(2) == 2", "foot")), tmp_path / "footer.ipynb")
    assert load_assignment("hw", folder, tmp_path / "checks", config).digest != source.digest


@pytest.mark.parametrize("header", ["none.ipynb", "twice.ipynb"])
def test_a_header_that_cannot_be_used_is_refused(tmp_path: Path, header: str) -> None:
    folder = write(tmp_path, notebook(solution(SOLVED)))
    nbformat.write(notebook(solution("x = 1")), tmp_path / "twice.ipynb")
    config = Config({"IncludeHeaderFooter": {"header": header}})
    with pytest.raises(
        AssignmentError, match=r"hw\.ipynb: (the course's header|two cells have the id 'answer')"
    ):
        load_assignment("hw", folder, tmp_path / "checks", config)


def test_an_assignment_that_does_not_exist_names_those_that_do(tmp_path: Path) -> None:
    write(tmp_path, notebook())
    with pytest.raises(UsageError, match="there are: hw"):
        load_assignment("hx", tmp_path / "source/hx", tmp_path / "checks")


def test_a_folder_without_notebooks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "source/hw").mkdir(parents=True)
    with pytest.raises(UsageError, match="has no notebook"):
        load_assignment("hw", tmp_path / "source/hw", tmp_path / "checks")


def test_other_files_are_released_but_not_hidden_ones(tmp_path: Path) -> None:
    folder = write(tmp_path, notebook(text("x")))
    for name in ("data/a.csv", ".git/config", "__pycache__/a.pyc", ".hidden"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    assert load_assignment("hw", folder, tmp_path / "checks").files == ("data/a.csv",)


def test_the_digest_changes_with_all_that_a_result_depends_on(tmp_path: Path) -> None:
    folder = write(tmp_path, notebook(text("x")))
    (tmp_path / "checks").mkdir()

    def digest() -> str:
        return load_assignment("hw", folder, tmp_path / "checks").digest

    found = [digest(), digest()]
    assert found[0] == found[1]
    (folder / "data.csv").write_text("1")
    found.append(digest())
    (folder / "data.csv").write_text("2")
    found.append(digest())
    (tmp_path / "checks/oracle.py").write_text("x = 1")
    found.append(digest())
    (tmp_path / "checks/hw").mkdir()
    (tmp_path / "checks/hw/own.py").write_text("x = 1")
    found.append(digest())
    (folder / "sub").mkdir()
    (folder / "data.csv").rename(folder / "sub/data.csv")
    found.append(digest())
    write(tmp_path, notebook(text("y")))
    found.append(digest())
    assert len(set(found)) == 7


def test_what_belongs_to_another_assignments_checks_does_not_change_the_digest(tmp_path: Path) -> None:
    folder = write(tmp_path, notebook(text("x")))
    (folder.parent / "other").mkdir()
    (tmp_path / "checks/other").mkdir(parents=True)
    before = load_assignment("hw", folder, tmp_path / "checks").digest
    (tmp_path / "checks/other/oracle.py").write_text("x = 1")
    assert load_assignment("hw", folder, tmp_path / "checks").digest == before
