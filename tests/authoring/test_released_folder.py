"""Whether release/ holds what nbgrader would release now."""

from __future__ import annotations

import json

import pytest
from author import complaints
from courses import assignment, checks, hidden, released, solution

from autograder.assignment import load_assignment
from autograder.authoring.findings import Status
from autograder.authoring.release import release_findings

CELLS = (
    solution("def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"),
    checks("assert f(1) == 1\n" + hidden("assert f(2) == 2")),
)


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "source/hw"
    folder.mkdir(parents=True)
    (folder / "data.csv").write_text("1,2")
    source = assignment(tmp_path, *CELLS)
    (tmp_path / "release/hw").mkdir(parents=True)
    content = released(source)
    content["cells"][1]["metadata"]["editable"] = False
    (tmp_path / "release/hw/hw.ipynb").write_text(json.dumps(content))
    (tmp_path / "release/hw/data.csv").write_text("1,2")
    return tmp_path


def look(course):
    source = load_assignment("hw", course / "source/hw", course / "checks")
    return release_findings(source, course / "release/hw")


def test_a_release_of_this_source_is_well(course):
    assert complaints(look(course)) == []


def test_a_release_with_a_header_is_well(course):
    path = course / "release/hw/hw.ipynb"
    content = json.loads(path.read_text())
    content["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": "# Rules"})
    path.write_text(json.dumps(content))
    assert complaints(look(course)) == []


def test_a_missing_release_is_told_and_is_no_fault(tmp_path):
    source = assignment(tmp_path, *CELLS)
    found = release_findings(source, tmp_path / "release/hw")
    assert complaints(found) == []
    assert "nothing is released yet" in found[0].text


def test_an_older_release_is_a_warning(course):
    assignment(course, *CELLS, solution("def g(x):\n    return x", "other"))
    assert complaints(look(course)) == [(Status.WARNING, "release/hw/hw.ipynb")]


def test_points_that_changed_are_a_warning(course):
    assignment(course, CELLS[0], checks(CELLS[1].source, points=3))
    assert complaints(look(course)) == [(Status.WARNING, "release/hw/hw.ipynb")]


def test_a_data_file_that_changed_is_a_warning(course):
    (course / "source/hw/data.csv").write_text("3,4")
    assert complaints(look(course)) == [(Status.WARNING, "release/hw/data.csv")]


def test_a_file_without_a_source_is_a_warning(course):
    (course / "release/hw/left.csv").write_text("")
    assert complaints(look(course)) == [(Status.WARNING, "release/hw/left.csv")]


@pytest.mark.parametrize("content", ["[]", '{"cells": [1]}', '{"cells": [{"metadata": {}}]}'])
def test_a_notebook_that_is_none_is_a_warning(course, content):
    (course / "release/hw/hw.ipynb").write_text(content)
    assert complaints(look(course)) == [(Status.WARNING, "release/hw/hw.ipynb")]


def test_a_check_cell_that_students_may_change_is_a_warning(course):
    path = course / "release/hw/hw.ipynb"
    path.write_text(path.read_text().replace('"editable": false', '"editable": true'))
    found = look(course)
    assert complaints(found) == [(Status.WARNING, "release/hw/hw.ipynb")]
    assert found[0].text == "leaves the check cells checks open to changes"
