"""What students, editors and browsers do to notebooks: each is graded, or told why not, and stops nobody."""

from __future__ import annotations

import copy
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from courses import assignment, checks, essay, handed_in, hidden, locked, solution, text

from autograder.assignment import Assignment
from autograder.grading import grade
from autograder.results import Outcome, SubmissionResult
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings
from autograder.submission import take_in

Content = dict[str, Any]
Cell = dict[str, Any]

ANSWERS = {"double": "def double(x):\n    return 2 * x", "total": "def total(xs):\n    return sum(xs)"}
WORDS = "It is linear."
FULL = 5.0


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    stub = "### BEGIN SOLUTION\n    {}\n    ### END SOLUTION"
    return assignment(
        tmp_path_factory.mktemp("mangled"),
        text("# Übung"),
        locked("import math", "setup"),
        solution("def double(x):\n    " + stub.format("return 2 * x"), "double"),
        checks("assert double(2) == 4\n" + hidden("assert double(-7) == -14"), "double_checks", 2),
        essay("Because.", "why", 4),
        text("## Sums"),
        solution("def total(xs):\n    " + stub.format("return sum(xs)"), "total"),
        checks(hidden("assert total([1, 40]) == 41"), "total_checks", 2),
        checks("assert total([]) == 0", "empty_checks", 1),
        name="hü",
    )


def answered(source: Assignment) -> Content:
    """The notebook of a student who got everything right."""
    return handed_in(source, {**ANSWERS, "why": WORDS})


def name_of(cell: Cell) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def at(content: Content, grade_id: str) -> int:
    return [name_of(cell) for cell in content["cells"]].index(grade_id)


def the(content: Content, grade_id: str) -> Cell:
    cell: Cell = content["cells"][at(content, grade_id)]
    return cell


def code(source: str, **more: Any) -> Cell:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


@dataclass(frozen=True)
class Mangled:
    """What was done, what it still earns by checks, whether the answer in words waits for a person."""

    change: Callable[[Content], Content | bytes | None]
    score: float = FULL
    waits: bool = True
    says: str = ""


def delete(*names: str) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        content["cells"] = [cell for cell in content["cells"] if name_of(cell) not in names]

    return change


def duplicate(name: str, *, solved: str) -> Callable[[Content], None]:
    """Two cells with one id; the ``solved`` one (first, last or both) has the solution, the other the stub."""

    def change(content: Content) -> None:
        stub = copy.deepcopy(the(content, name))
        stub["source"] = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
        place = at(content, name)
        both = [the(content, name)] * 2
        found = {"first": [both[0], stub], "last": [stub, both[0]], "both": both}[solved]
        content["cells"][place : place + 1] = found

    return change


def swap(one: str, other: str) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        a, b, cells = at(content, one), at(content, other), content["cells"]
        cells[a], cells[b] = cells[b], cells[a]

    return change


def merge_into(first: str, second: str) -> Callable[[Content], None]:
    """As Jupyter does it: the first cell keeps its marks and gets both texts."""

    def change(content: Content) -> None:
        the(content, first)["source"] += "\n\n" + the(content, second)["source"]
        delete(second)(content)

    return change


def split(name: str, *, at_text: str) -> Callable[[Content], None]:
    """As Jupyter does it: the second part is a new cell without marks."""

    def change(content: Content) -> None:
        cell = the(content, name)
        first, second = cell["source"].split(at_text)
        cell["source"] = first
        content["cells"].insert(
            at(content, name) + 1, {**code(at_text + second), "cell_type": cell["cell_type"]}
        )

    return change


def retype(kind: str, *names: str) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        for name in names:
            the(content, name)["cell_type"] = kind

    return change


def strip_marks(content: Content) -> None:
    """As an editor that knows nothing of nbgrader leaves a notebook."""
    for cell in content["cells"]:
        cell["metadata"] = {}


def strip_everything(content: Content) -> None:
    """No marks, no ids, no metadata of the notebook: format 4.0."""
    strip_marks(content)
    for cell in content["cells"]:
        cell.pop("id", None)
    content.update(nbformat_minor=0, metadata={})


def strip_and_add_a_helper(content: Content) -> None:
    content["cells"].insert(at(content, "total"), code("def plus(a, b):\n    return a + b"))
    strip_everything(content)


def strip_and_write_two_paragraphs(content: Content) -> None:
    content["cells"].insert(at(content, "why"), {"cell_type": "markdown", "source": "First.", "metadata": {}})
    strip_everything(content)


def minor(number: int) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        content["nbformat_minor"] = number
        if number < 5:
            for cell in content["cells"]:
                cell.pop("id", None)

    return change


def to_format_three(content: Content) -> Content:
    cells = copy.deepcopy(content["cells"])
    for cell in cells:
        if cell["cell_type"] == "code":
            cell.update(input=cell.pop("source").splitlines(keepends=True), language="python")
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def old_schema(version: int) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        for cell in content["cells"]:
            if name_of(cell):
                cell["metadata"]["nbgrader"] = {"grade_id": name_of(cell), "schema_version": version}

    return change


def each_cell(**parts: Any) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        for cell in content["cells"]:
            cell.update(parts)

    return change


def no_metadata(content: Content) -> None:
    del content["metadata"]


def other_kernel(content: Content) -> None:
    content["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}


def in_words(replacement: str) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        the(content, "why")["source"] = replacement

    return change


def unicode_names(content: Content) -> None:
    the(content, "total")["source"] = "größe_ж = sum\ndef total(xs):\n    return größe_ж(xs)  # 🙂"


def with_bytes(change: Callable[[bytes], bytes]) -> Callable[[Content], bytes]:
    return lambda content: change(json.dumps(content, ensure_ascii=False).encode())


def windows_line_ends(content: Content) -> bytes:
    for cell in content["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return json.dumps(content, indent=1).replace("\n", "\r\n").encode()


def lost(data: bytes) -> Callable[[Content], bytes]:
    return lambda content: data


MATRIX: dict[str, Mangled] = {
    "untouched": Mangled(lambda content: None),
    "a deleted solution": Mangled(delete("double"), 3, says="'double' was deleted"),
    "a deleted check": Mangled(delete("double_checks"), says="'double_checks' was deleted"),
    "a deleted hidden check": Mangled(delete("total_checks"), says="'total_checks' was deleted"),
    "a deleted answer in words": Mangled(delete("why"), waits=False, says="'why' was deleted"),
    "everything deleted": Mangled(lambda content: content.update(cells=[]), 0, waits=False, says="deleted"),
    "a stub copied behind the solution": Mangled(duplicate("double", solved="first"), says="more than once"),
    "a stub left before the solution": Mangled(duplicate("double", solved="last"), says="more than once"),
    "a solution there twice": Mangled(duplicate("double", solved="both"), says="more than once"),
    "two checks swapped": Mangled(swap("total_checks", "empty_checks"), says="stands before"),
    "two solutions swapped": Mangled(
        swap("double", "total"), 3, says="'double_checks' stands before 'double'"
    ),
    "a check before its solution": Mangled(swap("total", "total_checks"), 3, says="runs in this order"),
    "two solutions merged": Mangled(merge_into("double", "total"), says="'total' was deleted"),
    "a check merged into its solution": Mangled(merge_into("double", "double_checks"), says="deleted"),
    "a solution merged into the read-only cell before": Mangled(
        merge_into("setup", "double"), says="put together from other cells"
    ),
    "a solution split": Mangled(split("double", at_text="    return"), 3, says="cell 3 raised SyntaxError"),
    "a solution split between functions": Mangled(
        lambda content: (
            the(content, "double").update(source="def one():\n    return 1\n\n" + ANSWERS["double"]),
            split("double", at_text="def double")(content),
        )[1]
    ),
    "an answer in words split": Mangled(split("why", at_text="linear")),
    "solutions made markdown": Mangled(retype("markdown", "double", "total"), says="turned into markdown"),
    "solutions made raw": Mangled(retype("raw", "double"), says="turned into raw"),
    "checks made markdown": Mangled(
        retype("markdown", "double_checks", "total_checks"), says="is taken as code"
    ),
    "an answer in words made code": Mangled(retype("code", "why"), says="turned into code"),
    "marks lost": Mangled(strip_marks, says="marks were missing from 7"),
    "marks and ids lost": Mangled(strip_everything, says="known by their text and place"),
    "marks lost and a helper added": Mangled(strip_and_add_a_helper, says="text and place"),
    "marks lost and two paragraphs": Mangled(strip_and_write_two_paragraphs, says="'why' was put together"),
    "format 3": Mangled(to_format_three, says="saved in format 3"),
    "no metadata": Mangled(no_metadata),
    "equal cell ids": Mangled(each_cell(id="same")),
    "an empty list for a source": Mangled(
        lambda content: content["cells"].append({**code(""), "source": []})
    ),
    "R": Mangled(other_kernel, says="made for 'R'"),
    "unicode in code": Mangled(unicode_names),
    "lone surrogates": Mangled(in_words("half \ud800")),
    "zero characters": Mangled(in_words("zero \0"), says="zero characters"),
    "windows line ends": Mangled(windows_line_ends),
    "a byte order mark": Mangled(with_bytes(lambda data: b"\xef\xbb\xbf" + data)),
    "UTF-16": Mangled(with_bytes(lambda data: data.decode().encode("utf-16"))),
    "cp1252": Mangled(with_bytes(lambda data: data.decode().encode("cp1252")), says="not saved as UTF-8"),
    "huge outputs": Mangled(each_cell(outputs=[{"data": {"image/png": "A" * (1 << 20)}}])),
    **{f"format 4.{n}": Mangled(minor(n)) for n in range(6)},
    **{f"schema {n}": Mangled(old_schema(n)) for n in (0, 1, 2, 99)},
    "empty": Mangled(lost(b""), 0, waits=False, says="the file is empty"),
    "not JSON": Mangled(lost(b"x = 1"), 0, waits=False, says="not JSON"),
    "cut off": Mangled(with_bytes(lambda data: data[:700]), 0, waits=False, says="breaks off in the middle"),
    "a list": Mangled(lost(b"[]"), 0, waits=False, says="no notebook"),
}


@pytest.fixture
def graded(source: Assignment, fake: FakeSandbox, tmp_path: Path) -> Callable[..., SubmissionResult]:
    """Hand in files and grade them; the fake sandbox is the same fork server without walls."""

    def hand_in(files: Mapping[str, bytes | Content]) -> SubmissionResult:
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        return grade(take_in("student", tmp_path), source, fake, Settings(cell_seconds=10))

    return hand_in


def told(result: SubmissionResult) -> str:
    return "\n".join([result.reason, *result.notes])


def check(result: SubmissionResult, mangled: Mangled) -> None:
    cells = {cell.grade_id: cell for cell in result.cells}
    assert set(cells) == {"double_checks", "why", "total_checks", "empty_checks"}, told(result)
    assert result.outcome.is_graded
    assert result.score == mangled.score, told(result)
    assert cells["why"].needs_manual is mangled.waits
    assert mangled.says in told(result)
    assert "Traceback" not in told(result)


@pytest.mark.parametrize("mangled", MATRIX.values(), ids=MATRIX)
def test_a_mangled_notebook_is_graded_and_its_student_told(
    mangled: Mangled, source: Assignment, graded: Callable[..., SubmissionResult]
) -> None:
    content = answered(source)
    changed = mangled.change(content)
    result = graded({"hü.ipynb": content if changed is None else changed})
    check(result, mangled)
    if not mangled.says:
        assert result.notes == ()


def test_every_executed_copy_is_a_valid_notebook_without_hidden_text(
    source: Assignment, graded: Callable[..., SubmissionResult]
) -> None:
    import nbformat

    for mangled in MATRIX.values():
        content = answered(source)
        changed = mangled.change(content)
        (run,) = graded({"hü.ipynb": content if changed is None else changed}).notebooks
        written = json.loads(json.dumps(run.content).encode("utf-8", "replace"))
        nbformat.validate(nbformat.from_dict(written))
        assert "-14" not in str(written)


# Files of other names, and things that are no files.


RENAMED = ["hü (1).ipynb", "hü-Copy1.ipynb", "HÜ.ipynb", "Copy of hü.ipynb", "work/hü.ipynb", "mine.IPYNB"]


@pytest.mark.parametrize("name", [*RENAMED, unicodedata.normalize("NFD", "hü.ipynb")])
def test_a_renamed_notebook_is_taken_where_there_is_no_doubt(
    name: str, source: Assignment, graded: Callable[..., SubmissionResult]
) -> None:
    result = graded({name: answered(source)})
    check(result, Mangled(lambda content: None, says=f"{name} was taken for hü.ipynb"))
    assert [run.name for run in result.notebooks] == ["hü"]


def test_a_renamed_notebook_without_marks_is_known_by_its_cells(
    source: Assignment, graded: Callable[..., SubmissionResult]
) -> None:
    content = answered(source)
    strip_marks(content)
    check(graded({"mine.ipynb": content}), Mangled(lambda content: None, says="mine.ipynb was taken"))


OTHERS: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing": ((), "was not handed in"),
    "two that could be meant": (("one.ipynb", "two.ipynb"), "not clear that one.ipynb, two.ipynb"),
    "another notebook": (("scratch.ipynb?",), "not clear that scratch.ipynb"),
}


@pytest.mark.parametrize(("names", "says"), OTHERS.values(), ids=OTHERS)
def test_a_missing_notebook_earns_nothing_and_says_why(
    names: tuple[str, ...], says: str, source: Assignment, graded: Callable[..., SubmissionResult]
) -> None:
    stranger = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [code("x = 1")]}
    result = graded({n.rstrip("?"): stranger if n.endswith("?") else answered(source) for n in names})
    check(result, Mangled(lambda content: None, 0, waits=False, says=says))
    assert result.notebooks == ()


def test_extra_notebooks_change_nothing(source: Assignment, graded: Callable[..., SubmissionResult]) -> None:
    unsolved = handed_in(source, {})
    check(
        graded({"hü.ipynb": answered(source), "hü-Copy1.ipynb": unsolved, "broken.ipynb": b"{"}),
        Mangled(lambda content: None),
    )


def a_link(place: Path) -> None:
    place.symlink_to("/etc/passwd")


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


PLACED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a folder": (Path.mkdir, "is a folder, not a notebook"),
    "a link": (a_link, "is a link, not a notebook"),
    "a pipe": (a_pipe, "was not handed in"),
}


@pytest.mark.parametrize(("place", "says"), PLACED.values(), ids=PLACED)
def test_what_is_no_file_is_no_notebook(
    place: Callable[[Path], None], says: str, tmp_path: Path, graded: Callable[..., SubmissionResult]
) -> None:
    place(tmp_path / "hü.ipynb")
    check(graded({}), Mangled(lambda content: None, 0, waits=False, says=says))


# What people find in the place of a notebook that could not be read, and pictures in answers.


def cells_of(result: SubmissionResult) -> list[Cell]:
    (run,) = result.notebooks
    return list(run.content["cells"])


def test_an_unreadable_notebook_leaves_the_reason_and_the_released_cells(
    source: Assignment, graded: Callable[..., SubmissionResult]
) -> None:
    result = graded({"hü.ipynb": b"<html><script>alert(1)</script>"})
    assert result.outcome is Outcome.STUDENT_ERROR
    first, *rest = cells_of(result)
    assert "a web page" in first["source"]
    assert first["cell_type"] == "markdown"
    assert [cell["source"] for cell in rest] == [cell.released for cell in source.notebooks[0].cells]


PICTURE = {"p.png": {"image/png": "iVBORw0KGgo="}}


def test_pictures_in_an_answer_reach_the_person_who_grades_it(
    source: Assignment, graded: Callable[..., SubmissionResult]
) -> None:
    content = answered(source)
    the(content, "why").update(source="![](attachment:p.png)", attachments=PICTURE)
    content["cells"].append({"cell_type": "markdown", "source": "", "metadata": {}, "attachments": PICTURE})
    the(content, "double").update(attachments=PICTURE)
    found = [cell.get("attachments") for cell in cells_of(graded({"hü.ipynb": content}))]
    assert found[4] == PICTURE
    assert found[-1] == PICTURE
    assert found.count(None) == len(found) - 2, "code cells have none"


def test_pictures_of_the_assignment_stay(fake: FakeSandbox, tmp_path: Path) -> None:
    shown = text("![](attachment:p.png)")
    shown["attachments"] = PICTURE
    own = assignment(tmp_path, shown, solution("x = 1"), checks("assert x == 1"))
    handed = handed_in(own, {"answer": "x = 1"})
    (tmp_path / "work").mkdir()
    (tmp_path / "work/hw.ipynb").write_text(json.dumps(handed))
    result = grade(take_in("student", tmp_path / "work"), own, fake, Settings())
    assert cells_of(result)[0]["attachments"] == PICTURE


# A class of them, through the real command.


@pytest.fixture
def mangled_class(tmp_path: Path, source: Assignment) -> Iterator[tuple[Path, dict[str, Mangled]]]:
    course, students = tmp_path / "course", {}
    (course / "source/hü").mkdir(parents=True)
    (course / "source/hü/hü.ipynb").write_bytes((source.folder / "hü.ipynb").read_bytes())
    (course / "checks").mkdir()
    (course / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(course)!r}\n"
    )
    for title, mangled in MATRIX.items():
        content = answered(source)
        changed = mangled.change(content)
        folder = course / "submitted" / re.sub(r"\W", "_", title) / "hü"
        folder.mkdir(parents=True)
        data = content if changed is None else changed
        (folder / "hü.ipynb").write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        students[folder.parent.name] = mangled
    return course, students


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_class_of_mangled_notebooks_is_graded_by_the_command_to_the_last_one(
    mangled_class: tuple[Path, dict[str, Mangled]],
) -> None:
    import subprocess
    import sys

    course, students = mangled_class
    command = [sys.executable, "-m", "autograder.cli", "grade", "hü", "--json", "--course", str(course)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    results = {line["student"]: line for line in map(json.loads, ran.stdout.splitlines())}
    assert {name: line["score"] for name, line in results.items()} == {
        name: mangled.score for name, mangled in students.items()
    }
    assert "Traceback" not in ran.stderr
    assert {path.parent.parent.name for path in course.glob("autograded/*/hü/hü.ipynb")} == set(students)
