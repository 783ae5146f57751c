"""``autograder check`` as its user meets it."""

from __future__ import annotations

import json

import pytest
from courses import assignment, checks, hidden, locked, solution

from autograder.authoring.findings import Status
from autograder.cli import main

SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    assignment(tmp_path, locked("import math"), solution(SOLUTION), checks(hidden("assert f(7) == 14")))
    return tmp_path


def run(course, *flags):
    return main(["check", "hw", "--course", str(course), *flags])


@pytest.mark.sandbox
def test_an_assignment_that_is_well_exits_with_0_and_a_table(course, capsys):
    assert run(course) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "the reference solution earns 1 of 1 points" in said.err
    assert {path.name for path in course.iterdir()} == {"source", "checks"}


@pytest.mark.sandbox
def test_json_gives_one_finding_a_line(course, capsys):
    assert run(course, "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {tuple(line) for line in lines} == {
        ("topic", "status", "text", "where", "why", "remedy", "detail")
    }
    assert {line["status"] for line in lines} <= {status.value for status in Status}


def test_what_is_wrong_exits_with_1_and_says_what_to_do(course, capsys):
    assignment(course, solution(SOLUTION), checks("assert f(7 =="))
    assert run(course) == 1
    said = capsys.readouterr().err
    assert "hw: checks: " in said
    assert "→ mend the cell" in said


@pytest.mark.parametrize("name", ["none", "../hw"])
def test_an_assignment_that_is_not_there_exits_with_2(course, capsys, name):
    assert main(["check", name, "--course", str(course)]) == 2
    assert capsys.readouterr().err.startswith("autograder: ")
