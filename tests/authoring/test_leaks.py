"""Hidden text in what students get."""

from __future__ import annotations

import io
import json
import pickle
import py_compile

import numpy as np
import pytest
from author import complaints
from courses import assignment, checks, hidden, released, solution, text
from nbformat import v4

from autograder.assignment import load_assignment
from autograder.authoring.findings import Status
from autograder.authoring.leaks import leak_findings

LONG = "def area(r):\n    ### BEGIN SOLUTION\n{}\n    ### END SOLUTION"
SOLUTION = LONG.format("    return 3.14159 * r * r  # the well-known way")
HIDDEN_LINE = "assert abs(area(17) - 907.9195) < 1e-6"
CELLS = (text("# Areas"), solution(SOLUTION), checks("assert area(0) == 0\n" + hidden(HIDDEN_LINE)))
ORACLE = (
    '"""How areas are."""\n\ndef oracle_area(radius):\n    return 3.141592653589793 * radius ** 2  # exact\n'
)


@pytest.fixture
def course(tmp_path):
    """A course whose release holds nothing hidden."""
    source = assignment(tmp_path, *CELLS)
    (tmp_path / "checks/oracle.py").write_text(ORACLE)
    np.savez(tmp_path / "checks/hidden.npz", images=np.arange(200.0), labels=np.arange(50))
    (tmp_path / "release/hw").mkdir(parents=True)
    (tmp_path / "release/hw/hw.ipynb").write_text(json.dumps(released(source)))
    return tmp_path


def look(course):
    source = load_assignment("hw", course / "source/hw", course / "checks")
    return leak_findings(source, course / "release/hw")


def change(path, edit):
    """Edit a notebook's JSON in place."""
    content = json.loads(path.read_text())
    edit(content)
    path.write_text(json.dumps(content))


def test_a_clean_release_is_clean(course):
    found = look(course)
    assert complaints(found) == []
    assert "nowhere in what students get" in found[0].text


def test_a_release_that_is_missing_is_no_leak(course):
    (course / "release/hw/hw.ipynb").unlink()
    assert complaints(look(course)) == []


@pytest.mark.parametrize("line", [HIDDEN_LINE, "return 3.14159 * r * r  # the well-known way"])
def test_a_hidden_line_in_a_released_cell_is_found(course, line):
    change(
        course / "release/hw/hw.ipynb",
        lambda c: c["cells"][0].update(source=["# Areas\n", "\n", f"    {line}"]),
    )
    assert complaints(look(course)) == [(Status.WRONG, "release/hw/hw.ipynb, cell 1")]


def test_an_expected_value_in_an_output_is_found(course):
    output = v4.new_output("stream", name="stdout", text="area: 907.9195\n")
    change(course / "release/hw/hw.ipynb", lambda c: c["cells"][1].update(outputs=[output]))
    assert complaints(look(course)) == [(Status.WRONG, "release/hw/hw.ipynb, outputs of answer")]


@pytest.mark.parametrize("number", ["1907.9195", "907.91951", "x907.9195"])
def test_a_longer_number_is_another_number(course, number):
    output = v4.new_output("stream", name="stdout", text=f"area: {number}\n")
    change(course / "release/hw/hw.ipynb", lambda c: c["cells"][1].update(outputs=[output]))
    assert complaints(look(course)) == []


def test_a_hidden_line_in_metadata_or_in_an_attachment_is_found(course):
    change(course / "release/hw/hw.ipynb", lambda c: c["metadata"].update(notes=HIDDEN_LINE))
    change(
        course / "release/hw/hw.ipynb",
        lambda c: c["cells"][0].update(attachments={"a.txt": {"text/plain": [HIDDEN_LINE]}}),
    )
    assert {where for _, where in complaints(look(course))} == {
        "release/hw/hw.ipynb",
        "release/hw/hw.ipynb, outputs of cell 1",
    }


def test_a_released_notebook_that_is_none_is_searched_as_text(course):
    (course / "release/hw/hw.ipynb").write_text(json.dumps({"cells": [HIDDEN_LINE]}))
    assert complaints(look(course)) == [(Status.WRONG, "release/hw/hw.ipynb")]


def test_an_output_left_in_the_source_is_a_warning(course):
    output = v4.new_output("execute_result", data={"text/plain": "907.9195"})
    change(course / "source/hw/hw.ipynb", lambda c: c["cells"][1].update(outputs=[output], execution_count=1))
    assert complaints(look(course)) == [(Status.WARNING, "source/hw/hw.ipynb, outputs of answer")]


def test_a_module_of_the_checks_beside_the_notebook_is_found(course):
    (course / "source/hw/helpers.py").write_text("import math\n" + ORACLE)
    found = look(course)
    assert complaints(found) == [(Status.WRONG, "source/hw/helpers.py")]
    assert "checks/oracle.py" in found[0].text


def test_a_compiled_module_of_the_checks_is_found(course):
    folder = course / "release/hw/__pycache__"
    py_compile.compile(str(course / "checks/oracle.py"), cfile=str(folder / "oracle.cpython-311.pyc"))
    assert (Status.WRONG, "release/hw/__pycache__/oracle.cpython-311.pyc") in complaints(look(course))


def test_hidden_lines_in_json_and_pickles_and_archives_are_found(course):
    folder = course / "release/hw"
    quoted = 'assert area("a circle") == "well, about 9"'
    cell = checks(hidden(f"{quoted}\n{HIDDEN_LINE}"))
    assignment(course, solution(SOLUTION), cell)
    (folder / "hw.ipynb").unlink()
    (folder / "a.json").write_text(json.dumps({"a": [quoted]}))
    (folder / "b.pkl").write_bytes(pickle.dumps({"test": HIDDEN_LINE}))
    np.savez(folder / "c.npz", text=np.frombuffer(HIDDEN_LINE.encode(), np.uint8))
    assert {where for _, where in complaints(look(course))} == {
        "release/hw/a.json",
        "release/hw/b.pkl",
        "release/hw/c.npz",
    }


def test_hidden_data_is_found_though_its_file_has_another_name(course):
    data = np.load(course / "checks/hidden.npz")
    buffer = io.BytesIO()
    np.savez(buffer, train=np.ones(99), test=data["images"])
    (course / "source/hw/digits.npz").write_bytes(buffer.getvalue())
    found = look(course)
    assert complaints(found) == [(Status.WRONG, "source/hw/digits.npz")]
    assert "checks/hidden.npz" in found[0].text


def test_what_the_author_shows_is_no_secret(course):
    shown = "points = [(0.25, 1.5), (3.75, 2.5), (9.125, 0.5)]"
    cells = [
        solution(SOLUTION),
        checks(f"{shown}\nassert area(0) == 0\n" + hidden(f"{shown}\nassert area(1) > 3.14")),
    ]
    source = assignment(course, *cells)
    (course / "release/hw/hw.ipynb").write_text(json.dumps(released(source)))
    assert complaints(look(course)) == []


def test_one_short_line_in_two_places_is_chance(course):
    (course / "checks/oracle.py").write_text("x = make_grid(5, 7)\n")
    (course / "source/hw/helpers.py").write_text("x = make_grid(5, 7)\n")
    (course / "checks/oracle.py").write_text("x = make_grid(5, 7)\ny = 1\n")
    assert complaints(look(course)) == []


STEPS = ["    squared = r * r * 1.0", "    pi = 4 * math.atan(1)", "    return pi * squared + 0"]


@pytest.mark.parametrize(("shown", "status"), [(3, [(Status.WARNING, "hw: 'An example:'")]), (2, [])])
def test_a_solution_shown_in_a_visible_cell_is_a_warning(tmp_path, shown, status):
    cells = solution(LONG.format("\n".join(STEPS))), text("\n".join(["An example:", *STEPS[:shown]]))
    assert complaints(leak_findings(assignment(tmp_path, *cells), tmp_path / "release/hw")) == status


def test_a_file_too_large_to_search_is_told(course):
    with (course / "release/hw/film.mp4").open("wb") as file:
        file.truncate((256 << 20) + 1)
    assert complaints(look(course)) == [(Status.WARNING, "release/hw/film.mp4")]
