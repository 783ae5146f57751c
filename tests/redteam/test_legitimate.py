"""The walls do not stand in the way of honest work: each gets full marks through the real command."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from legitimate_work import TENSORFLOW, WORK
from machine import missing
from small_course import SmallCourse, check_cell, solution_cell
from the_command import Ran

pytestmark = pytest.mark.sandbox

MODEST = """
c.Autograder.memory = 512
c.Autograder.pids = 100
c.Autograder.tmp = 32
"""
CHECKS = """\
assert first == "done"
### BEGIN HIDDEN TESTS
assert work() == "done"
### END HIDDEN TESTS"""
SOLUTION = "### BEGIN SOLUTION\n{work}\nfirst = work()\n### END SOLUTION"
DEEP = "def deep(n):\n    return deep(n + 1)\n\ndeep(0)"


def _course(root: Path, work: str, config: str) -> SmallCourse:
    cells = [solution_cell("work", SOLUTION.format(work=work)), check_cell("work_checks", CHECKS, 2)]
    course = SmallCourse(root).write(cells)
    course.configure(config)
    return course


def _hand_in(course: SmallCourse, student: str, work: str) -> None:
    course.hand_in(student, {"work": f"{work}\nfirst = work()"})


def _students() -> Mapping[str, str]:
    return {what.replace(" ", "-").replace("'", ""): work for what, work in WORK.items()}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A course with modest limits, whose preload its solution imports."""
    imports = "import numpy, torch, pandas\nimport matplotlib.pyplot\n"
    root = tmp_path_factory.mktemp("legitimate") / "course"
    made = _course(root, imports + "def work():\n    return 'done'", MODEST)
    (root / "source/hw/data.csv").write_text("x\n1\n2\n3\n")
    for student, work in _students().items():
        _hand_in(made, student, work)
    _hand_in(made, "recursion-that-nobody-catches", f"def work():\n    return 'done'\n\n{DEEP}")
    return made


@pytest.fixture(scope="module")
def graded(course: SmallCourse) -> Ran:
    ran = course.grade()
    assert ran.code == 0, ran.stderr
    return ran


@pytest.mark.parametrize("student", _students())
def test_a_student_who(graded: Ran, student: str) -> None:
    line = graded.by_student[student]
    assert (line["score"], line["outcome"], line["notes"]) == (2.0, "passed", []), line


def test_output_past_the_cap_is_cut_with_a_notice(graded: Ran, course: SmallCourse) -> None:
    path = course.root / "autograded/prints-more-than-is-kept/hw/hw.ipynb"
    text = "".join(_texts(json.loads(path.read_bytes())))
    assert text.count("x") > 900_000
    assert "output cut here: a cell may show 1,000,000 characters" in text


def test_a_recursion_that_nobody_catches_is_the_students_error(graded: Ran) -> None:
    line = graded.by_student["recursion-that-nobody-catches"]
    assert (line["score"], line["outcome"]) == (0.0, "student error")
    assert "RecursionError" in line["reason"]


def _texts(node: Mapping[str, Any]) -> list[str]:
    outputs = [output for cell in node["cells"] for output in cell.get("outputs", ())]
    return ["".join(output.get("text", "")) for output in outputs]


@pytest.mark.slow
def test_a_student_who_trains_a_network_with_tensorflow(tmp_path: Path) -> None:
    if importlib.util.find_spec("tensorflow") is None:
        missing("tensorflow")
    config = "c.Autograder.memory = 1024"
    course = _course(tmp_path / "course", "import tensorflow\ndef work():\n    return 'done'", config)
    _hand_in(course, "ada", TENSORFLOW)
    ran = course.grade()
    assert ran.code == 0, ran.stderr
    line = ran.by_student["ada"]
    assert (line["score"], line["outcome"]) == (2.0, "passed"), line
