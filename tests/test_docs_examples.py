"""Every example in the documents runs, and its readers see what is printed there."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from documents import CONVOLUTION, ROOT, fences, page
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder import Outcome, Submission, SubmissionResult, grade, load_assignment
from autograder.assignment import Notebook, read_notebook
from autograder.feedback import student_view
from autograder.pages.marks import check_mark
from autograder.sandbox import SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings
from autograder.variants import handed_in, read_variant


@dataclass(slots=True)
class Example:
    """A section of docs/checks.md: a small notebook, a mistake in it, and what its student reads."""

    title: str
    given: str = ""
    solution: str = ""
    check: str = ""
    points: float = 0.0
    mistake: str = ""
    seen: str = ""
    modules: dict[str, str] = field(default_factory=dict)

    @property
    def grade_id(self) -> str:
        return re.sub(r"\W+", "_", self.title)

    def notebook(self, solution: str, check: str) -> str:
        cells = [self._cell("given", self.given)] if self.given else []
        cells.append(self._cell("solution", solution, solution=True))
        cells.append(self._cell(self.grade_id, check, grade=True, locked=True, points=self.points))
        return json.dumps(new_notebook(cells=cells))

    @staticmethod
    def _cell(name: str, source: str, **marks: object) -> object:
        usual = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        nbgrader = {**usual, "grade_id": name, **marks}
        if name == "given":
            nbgrader["locked"] = True
        return new_code_cell(source, id=name, metadata={"nbgrader": nbgrader})


def examples() -> Iterator[Example]:
    for section in re.split(r"^## ", page("docs/checks.md"), flags=re.MULTILINE)[1:]:
        found = Example(section.partition("\n")[0])
        for info, body in fences(section):
            _, _, role = info.partition(" ")
            if role.endswith(".py"):
                found.modules[role.removeprefix("checks/")] = body
            elif role.startswith("check "):
                found.check, found.points = body, float(role.partition("points=")[2])
            elif role:
                setattr(found, role, body)
        if found.check:
            yield found


EXAMPLES = list(examples())


@pytest.fixture(scope="module")
def sandbox():
    with FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=("numpy",))) as started:
        yield started


def graded(example: Example, handed_in: str, sandbox: FakeSandbox, course: Path) -> SubmissionResult:
    folder, checks = course / "source" / "hw", course / "checks"
    folder.mkdir(parents=True)
    checks.mkdir()
    (folder / "hw.ipynb").write_text(example.notebook(example.solution, example.check))
    for name, text in example.modules.items():
        (checks / name).write_text(text)
    assignment = load_assignment("hw", folder, checks)
    files = {"hw.ipynb": example.notebook(handed_in, assignment.notebooks[0].cells[-1].released).encode()}
    return grade(Submission("ada", folder, files, None), assignment, sandbox, Settings(check_seconds=20))


def as_a_student_reads(result: SubmissionResult) -> str:
    view = student_view(result)
    most = view.max_score - sum(cell.held for cell in view.cells)
    lines = [f"{view.score:g} of {most:g} points, {view.outcome}"]
    for check in (check for cell in view.cells for check in cell.checks):
        said = f": {check.message}".replace("\n", "\n  ") if check.message else ""
        ended = check_mark(check).words if check.held else check.outcome
        lines.append(f"{check.name}{' (hidden)' if check.hidden else ''}: {ended}{said}")
    return "\n".join([*lines, *(f"note: {note}" for note in view.notes)]) + "\n"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_the_solution_of_an_example_earns_all_points(example, sandbox, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "checks"))
    result = graded(example, example.solution, sandbox, tmp_path)
    assert result.outcome is Outcome.PASSED, as_a_student_reads(result)
    assert result.score == result.max_score == example.points


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_the_mistake_of_an_example_reads_as_shown(example, sandbox, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "checks"))
    result = graded(example, example.mistake, sandbox, tmp_path)
    assert as_a_student_reads(result) == example.seen


def test_every_example_is_whole():
    assert len(EXAMPLES) > 10
    for example in EXAMPLES:
        assert example.solution, example.title
        assert example.mistake, example.title
        assert example.seen, example.title


def convolution_notebook() -> Notebook:
    return read_notebook(ROOT / "source" / CONVOLUTION / f"{CONVOLUTION}.ipynb", Config())


def readme_block(info: str) -> str:
    return dict(fences(page("README.md")))[info]


def test_the_check_cell_of_the_readme_is_the_courses():
    lines = iter(convolution_notebook().by_grade_id["output_size_checks"].source.splitlines())
    for line in readme_block("python output_size_checks").splitlines():
        assert line == "..." or line in lines, f"not in this order in the notebook: {line}"


def test_the_student_of_the_readme_reads_that(sandbox, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "checks" / CONVOLUTION))
    assignment = load_assignment(CONVOLUTION, ROOT / "source" / CONVOLUTION, ROOT / "checks")
    notebook = assignment.notebooks[0]
    variant = read_variant(ROOT / "audit" / CONVOLUTION / "mistakes" / "size_not_rounded.py")
    files = {f"{notebook.name}.ipynb": handed_in(notebook, variant).encode()}
    result = student_view(grade(Submission("ada", tmp_path, files, None), assignment, sandbox, Settings()))
    cell = next(cell for cell in result.cells if cell.grade_id == "output_size_checks")
    lines = [f"{cell.earned:g} of {cell.points:g} points"]
    for check in cell.checks:
        lines += [f"{check.name}: {check.outcome}", *(f"    {line}" for line in check.message.splitlines())]
    assert "\n".join(lines) + "\n" == readme_block("text mis-size-not-rounded")


def test_the_variant_of_the_audit_page_is_one(tmp_path):
    place = tmp_path / "kernel_turned.py"
    place.write_text(dict(fences(page("docs/audit.md")))["python variant"])
    variant = read_variant(place)
    assert variant.kind == "mistake"
    assert set(variant.cells) <= set(convolution_notebook().by_grade_id)


@pytest.mark.sandbox
def test_the_example_of_the_api_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    blocks = dict(reversed(list(fences(page("docs/api.md")))))
    exec(compile(blocks["python"], "docs/api.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out == blocks["text"]
