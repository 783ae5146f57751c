"""A whole class of known mistakes, alternatives and troubles, graded by the command: each gets what it is due.

Every mistake of the assignments that train little; of the others a choice, since `autograder audit` hands in all.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from the_command import COMMAND

from demo.due import failures
from demo.make_class import ASSIGNMENTS, make_class, students
from demo.run import counts_memory

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

# Long enough for honest code on a busy machine, short enough for the few that never end.
LIMITS = {"AUTOGRADER_CELL_SECONDS": "30", "AUTOGRADER_CHECK_SECONDS": "12"}
MISTAKES = dict.fromkeys(ASSIGNMENTS, 12) | {"02_backpropagation": None, "04_convolution_arithmetic": None}
CLASS = [(name, student) for name in ASSIGNMENTS for student in students(name, MISTAKES[name])]
Lines = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """What ``--json`` says about everybody, by assignment and student."""
    course = tmp_path_factory.mktemp("class") / "course"
    make_class(course, MISTAKES)
    return {(line["assignment"], line["student"]): line for line in grade_all(course)}


def grade_all(course: Path) -> list[dict[str, Any]]:
    words = [*COMMAND, "grade", "--all", "--json", "--course", str(course)]
    ran = subprocess.run(words, env=os.environ | LIMITS, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_everybody_is_graded_once(graded_class: Lines) -> None:
    assert sorted(graded_class) == sorted((assignment, student.name) for assignment, student in CLASS)


@pytest.mark.parametrize(
    ("assignment", "student"),
    CLASS,
    ids=[f"{assignment[:2]}-{student.name}" for assignment, student in CLASS],
)
def test_gets_what_is_due(assignment: str, student: Any, graded_class: Lines) -> None:
    line = graded_class[assignment, student.name]
    assert list(failures(student.variant, line, counts_memory=counts_memory())) == [], student.variant.summary


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_what_is_measured_on_hidden_data_decides_at_most_three_tenths(
    assignment: str, graded_class: Lines
) -> None:
    measured = total = 0.0
    for cell in graded_class[assignment, "reference"]["cells"]:
        if cell["kind"] == "check":
            total += cell["points"]
            weights = sum(check["weight"] for check in cell["checks"])
            with_metrics = sum(check["weight"] for check in cell["checks"] if check["metrics"])
            measured += cell["points"] * with_metrics / weights
    assert measured <= 0.3 * total
