"""AUTOTEST lines are expanded by nbgrader's own code, once, and with a clear word where they cannot be."""

from __future__ import annotations

import multiprocessing
import os
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import checks, handed_in, hidden, notebook, plain, solution, submission
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import InstantiateTests
from traitlets.config import Config

from autograder import autotests
from autograder.assignment import Assignment, load_assignment
from autograder.errors import AssignmentError
from autograder.gradebook import Recorder
from autograder.grading import grade
from autograder.results import Outcome
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings

SPEC = find_spec("nbgrader")
assert SPEC is not None
assert SPEC.origin is not None
TEMPLATES = Path(SPEC.origin).parent / "docs/source/user_guide/autotests.yml"
SOLVED = "def f(x):\n    ### BEGIN SOLUTION\n    return x + 0.5\n    ### END SOLUTION"
VISIBLE = checks("### AUTOTEST f(1)", "shown", 1)
HASHED = checks(hidden("### HASHED AUTOTEST f(2); str(f(3))"), "hashed", 2)
CELLS = (solution(SOLVED), VISIBLE, HASHED)


def write(root: Path, *cells: Any, templates: str = "course") -> Path:
    """A course with one assignment; ``templates`` says where its autotests.yml lies."""
    folder = root / "source/hw"
    folder.mkdir(parents=True, exist_ok=True)
    node = notebook(*cells)
    node.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(node, folder / "hw.ipynb")
    places = {"course": root, "assignment": folder}
    if templates in places:
        (places[templates] / "autotests.yml").write_bytes(TEMPLATES.read_bytes())
    return folder


def load(root: Path, config: Config | None = None) -> Assignment:
    return load_assignment("hw", root / "source/hw", root / "checks", config)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("autotests")
    write(root, *CELLS)
    load(root)
    return root


def sources(loaded: Assignment) -> dict[str, str]:
    return {cell.grade_id: cell.source for cell in loaded.notebooks[0].cells}


def test_lines_become_what_nbgrader_makes_of_them(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = nbformat.read(course / "source/hw/hw.ipynb", as_version=4)
    monkeypatch.chdir(course)
    expected, _ = InstantiateTests().preprocess(node, {"metadata": {"path": str(course / "source/hw")}})
    loaded = load(course)
    assert sources(loaded) == {cell.metadata.nbgrader.grade_id: cell.source for cell in expected.cells}
    assert "sha1" in sources(loaded)["hashed"]
    assert [cell.is_expanded for cell in loaded.notebooks[0].cells] == [False, True, True]


def test_a_right_and_a_wrong_solution_are_told_apart(course: Path, fake: FakeSandbox) -> None:
    source = load(course)
    for answer, score in (("def f(x): return x + 0.5", 3), ("def f(x): return x - 0.5", 0)):
        result = grade(submission(handed_in(source, {"answer": answer})), source, fake, Settings())
        assert result.score == score
        assert result.notes == ()


def test_nothing_hidden_of_an_expanded_cell_is_released(course: Path) -> None:
    cells = {cell.grade_id: cell.released for cell in load(course).notebooks[0].cells}
    assert "f(2)" not in cells["hashed"]
    assert "1.5" in cells["shown"]


def test_a_release_made_at_another_time_is_not_taken_for_a_change(course: Path, fake: FakeSandbox) -> None:
    source = load(course)
    answers = {"answer": "def f(x): return x + 0.5", "shown": 'assert sha1(f(1)).hexdigest() == "other salt"'}
    result = grade(submission(handed_in(source, answers)), source, fake, Settings())
    assert (result.outcome, result.notes) == (Outcome.PASSED, ())


def test_the_kernel_runs_once_and_no_thread_or_process_stays(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autotests, "_in_a_process_of_its_own", None)
    assert "1.5" in sources(load(course))["shown"], "read from where it was kept"
    assert multiprocessing.active_children() == []
    assert not any("eartbeat" in type(thread).__name__ for thread in threading.enumerate())


def test_what_it_depends_on_is_asked_again(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, *CELLS)
    made: list[str] = []

    def made_up(node: Any, *rest: Any) -> list[str]:
        made.append("")
        return [f"x = {len(made)}" for _ in node.cells]

    monkeypatch.setattr(autotests, "_in_a_process_of_its_own", made_up)
    digests = [load(tmp_path).digest, load(tmp_path).digest]
    assert len(made) == 1
    assert digests[0] == digests[1]
    (folder / "data.csv").write_text("1")
    load(tmp_path)
    (tmp_path / "autotests.yml").write_text("python3: {}")
    digests.append(load(tmp_path).digest)
    load(tmp_path, Config({"InstantiateTests": {"use_salt": False}}))
    write(tmp_path, *CELLS, plain("y = 1"))
    load(tmp_path)
    assert len(made) == 5
    assert digests[2] != digests[1]


@pytest.mark.parametrize("rubbish", ["", "[]", '["x"]', "[1, 2, 3]"])
def test_a_kept_file_that_is_damaged_counts_as_none(
    rubbish: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, *CELLS)
    monkeypatch.setattr(autotests, "_in_a_process_of_its_own", lambda node, *rest: ["x = 1"] * 3)
    load(tmp_path)
    (kept,) = (tmp_path / ".autograder/autotests").glob("*.json")
    kept.write_text(rubbish)
    assert set(sources(load(tmp_path)).values()) == {"x = 1"}


def test_a_notebook_without_such_lines_pays_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, solution(SOLVED), checks("assert f(1) == 1.5"))
    monkeypatch.setattr(autotests, "expanded", None)
    load(tmp_path)
    assert not (tmp_path / ".autograder").exists()


BROKEN: dict[str, tuple[tuple[Any, ...], str, str]] = {
    "no templates": (CELLS, "none", "there is no autotests.yml"),
    "code that raises": ((checks("### AUTOTEST missing(1)", "shown"),), "course", "cell 'shown'.*NameError"),
    "not a check cell": ((plain("### AUTOTEST 1"),), "assignment", "cell 1: .*autograder-tests cell"),
}


@pytest.mark.parametrize(("cells", "templates", "says"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_expanded_is_refused_in_one_sentence(
    cells: tuple[Any, ...], templates: str, says: str, tmp_path: Path
) -> None:
    write(tmp_path, *cells, templates=templates)
    with pytest.raises(AssignmentError, match=says) as caught:
        load(tmp_path)
    assert "hw.ipynb" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_process_that_ends_by_itself_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, *CELLS)
    monkeypatch.setattr(autotests, "_instantiate", lambda *anything: os._exit(3))
    with pytest.raises(AssignmentError, match="try it again"):
        load(tmp_path)


def test_the_gradebook_holds_the_expanded_checks_that_nbgrader_would_write(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InstantiateTests, "preprocess", None)
    assert InstantiateTests in GenerateAssignment().preprocessors
    source = load(course)
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with Recorder(url, tmp_path / "autograded", source_dir=course / "source") as recorder:
        recorder.ensure_assignment("hw", {n.name: n.node for n in source.notebooks})
    from nbgrader.api import Gradebook

    with Gradebook(url) as book:
        stored = {c.name: c.source for c in book.find_notebook("hw", "hw").source_cells}
    assert stored["shown"] == sources(source)["shown"]
    assert stored["hashed"] == sources(source)["hashed"]
