"""A scope holds what one solution cell's checks need, and no more."""

from __future__ import annotations

from pathlib import Path

import courses

from autograder.assignment import Assignment
from autograder.audit.scope import content_digest, scopes, trimmed

CELLS = (
    courses.text("# Two questions"),
    courses.locked("import math", "imports"),
    courses.locked("table = [1, 2]", "table"),
    courses.locked("picture = 3", "picture"),
    courses.locked("print('a cell that binds nothing')", "printed"),
    courses.solution("def f(x): return table[0] * x", "first"),
    courses.checks("assert f(1) == 1", "first_checks"),
    courses.checks("assert f(2) == 2", "more_first_checks"),
    courses.solution("def g(x): return math.sqrt(f(x))", "second"),
    courses.essay("why?"),
    courses.checks("assert g(4) == 2", "second_checks"),
    courses.locked("rest = g(1)", "rest"),
)


def of(tmp_path: Path) -> Assignment:
    return courses.assignment(tmp_path, *CELLS)


def ids(assignment: Assignment) -> list[str]:
    return [cell.grade_id for cell in assignment.notebooks[0].cells]


def test_each_solution_cell_with_checks_has_a_scope(tmp_path: Path) -> None:
    assert scopes(of(tmp_path)) == {"hw/first": ("hw", "first"), "hw/second": ("hw", "second")}


def test_later_cells_other_checks_and_what_nobody_needs_are_left_out(tmp_path: Path) -> None:
    first = trimmed(of(tmp_path), "hw/first")
    assert ids(first) == ["table", "printed", "first", "first_checks", "more_first_checks"]
    assert [cell.source for cell in first.notebooks[0].node.cells] == [
        cell.source for cell in first.notebooks[0].cells
    ]


def test_earlier_solutions_take_part(tmp_path: Path) -> None:
    second = trimmed(of(tmp_path), "hw/second")
    assert ids(second) == ["imports", "table", "printed", "first", "second", "second_checks"]


def test_other_checks_can_take_the_place_of_a_scopes_own(tmp_path: Path) -> None:
    part = trimmed(of(tmp_path), "hw/first", "assert True")
    assert ids(part) == ["table", "printed", "first", "more_first_checks"]
    assert part.notebooks[0].cells[-1].source == "assert True"


def test_the_digest_rests_on_what_takes_part_alone(tmp_path: Path) -> None:
    before = of(tmp_path / "a")
    changed = [*CELLS[:-2], courses.checks("assert g(9) == 3", "second_checks"), CELLS[-1]]
    after = courses.assignment(tmp_path / "b", *changed)
    assert content_digest(trimmed(before, "hw/first")) == content_digest(trimmed(after, "hw/first"))
    assert content_digest(trimmed(before, "hw/second")) != content_digest(trimmed(after, "hw/second"))
