"""``autograder audit`` on a real course, behind the real wall: table, page, JSON, exit codes, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_course import SmallCourse

pytestmark = pytest.mark.sandbox

MISSED, MISUSE = 1, 2
MISTAKE = """\
# /// mistake
# summary = "Negative numbers lose their sign."
# caught_by = ["double_checks::test_negative_numbers"]
# loses = 2
# ///

# %% double
def double(x):
    return abs(2 * x)
"""
ALTERNATIVE = """\
# /// alternative
# summary = "It adds."
# ///

# %% double
def double(x):
    return x + x
"""
FEW = ("--mutants", "2", "--runs", "2")


@pytest.fixture
def audited(course: SmallCourse) -> SmallCourse:
    """A course whose assignment has one mistake and one alternative."""
    for place, text in (("mistakes/one.py", MISTAKE), ("alternatives/two.py", ALTERNATIVE)):
        path = course.root / "audit/hw" / place
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return course


def test_the_table_names_each_target_and_the_page_lies_beside(audited: SmallCourse) -> None:
    ran = audited.run("audit", "hw", *FEW)
    assert ran.code in (0, MISSED), ran.stderr
    said = ran.stdout + ran.stderr
    assert "Traceback" not in said
    for words in ("first hint", "right solutions of another build", "survivors", "time"):
        assert words in said.lower(), words
    page = audited.root / "reports/hw-audit.html"
    assert str(page) in said
    assert "test_negative_numbers" in page.read_text()


def test_json_is_one_object_and_a_second_audit_runs_nothing(audited: SmallCourse) -> None:
    first = json.loads(audited.run("audit", "hw", "--json", *FEW).stdout)
    again = json.loads(audited.run("audit", "hw", "--json", *FEW).stdout)
    assert (first["assignment"], again["executed"]) == ("hw", 0)
    assert again["cached"] == first["executed"] + first["cached"]
    (mistake,) = first["mistakes"]
    assert (mistake["lost"], mistake["problems"]) == (2.0, [])
    assert first["measures"] == again["measures"]


def test_a_missed_target_is_an_exit_code(audited: SmallCourse) -> None:
    path = audited.root / "audit/hw/mistakes/one.py"
    path.write_text(path.read_text().replace("loses = 2", "loses = 3"))
    ran = audited.run("audit", "hw", *FEW)
    assert ran.code == MISSED
    assert "it loses too little: 2 instead of 3 points" in " ".join((ran.stdout + ran.stderr).split())


def test_two_solutions_of_one_name_are_told_apart_by_nobody(audited: SmallCourse) -> None:
    (audited.root / "audit/hw/alternatives/one.py").write_text(ALTERNATIVE)
    audited.run("audit", "hw", *FEW).complained(MISSED, "have the same name, one", "rename one")


@pytest.mark.parametrize("words", [("--mutants", "0"), ("--runs", "0"), ("--jobs", "0")])
def test_numbers_that_make_no_sense_are_misuse(audited: SmallCourse, words: tuple[str, ...]) -> None:
    audited.run("audit", "hw", *words).complained(MISUSE, "take a number from 1 up")


def test_no_such_assignment(audited: SmallCourse) -> None:
    audited.run("audit", "hw9").complained(MISUSE, "'hw9'", "there are: hw")


def test_nothing_of_the_course_is_changed_but_reports_and_what_is_kept(audited: SmallCourse) -> None:
    def files() -> set[Path]:
        ours = (audited.root / ".autograder", audited.root / "reports")
        found = {
            path for path in audited.root.rglob("*") if not any(o in (path, *path.parents) for o in ours)
        }
        return {path for path in found if path.is_file() and path.suffix != ".pyc"}

    before = {path: path.read_bytes() for path in files()}
    audited.run("audit", "hw", *FEW)
    assert {path: path.read_bytes() for path in files()} == before


def test_a_cross_check_adds_changes_by_another_hand(audited: SmallCourse) -> None:
    found = json.loads(audited.run("audit", "hw", "--json", "--crosscheck", *FEW).stdout)
    theirs = [mutant for mutant in found["mutants"] if mutant["operator"].startswith("cosmic-ray: ")]
    assert 0 < len(theirs) < len(found["mutants"])
    assert any("cosmic-ray" in measure["name"] for measure in found["measures"])
