"""What the command says, what the gradebook holds and what nbgrader exports are one and the same."""

from __future__ import annotations

import csv

import pytest
from small_course import CHECKED, MAX_SCORE, SIX, SmallCourse

pytestmark = pytest.mark.sandbox

OUTCOMES = {
    "ada": ("passed", 5.0),
    "bob": ("failed", 3.0),
    "cid": ("passed", 5.0),
    "dan": ("failed", 3.0),
    "eva": ("crashed", 3.0),
    "fay": ("student error", 3.0),
    "gus": ("student error", 0.0),
}


@pytest.fixture
def recorded(graded: SmallCourse) -> SmallCourse:
    """The six, and one whose file is no notebook."""
    folder = graded.hand_in("gus", {})
    (folder / "hw.ipynb").write_text("half a noteb")
    assert graded.grade("--student", "gus").graded == {"gus"}
    return graded


def exported(course: SmallCourse) -> dict[str, dict[str, str]]:
    done = course.nbgrader("export", "--to", str(course.root / "grades.csv"))
    assert done.returncode == 0, done.stderr
    with (course.root / "grades.csv").open() as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_json_gradebook_and_export_agree_on_every_student(recorded: SmallCourse) -> None:
    told = recorded.run("report", "hw", "--json").by_student
    rows = exported(recorded)
    assert {name: (line["outcome"], line["score"]) for name, line in told.items()} == OUTCOMES
    assert {name: float(row["score"]) for name, row in rows.items()} == {
        n: s for n, (_, s) in OUTCOMES.items()
    }
    assert {float(row["max_score"]) for row in rows.values()} == {MAX_SCORE}
    with recorded.gradebook() as book:
        held = {s.student_id: s.score for s in book.assignment_submissions("hw")}
    assert held == {name: line["score"] for name, line in told.items()}


def test_json_and_gradebook_agree_on_every_cell(recorded: SmallCourse) -> None:
    told = {
        (name, cell["grade_id"]): cell["earned"]
        for name, line in recorded.run("report", "hw", "--json").by_student.items()
        for cell in line["cells"]
        if cell["kind"] == "check"
    }
    assert len(told) == 2 * len(OUTCOMES)
    with recorded.gradebook() as book:
        held = {
            (name, grade.name): grade.auto_score
            for name in OUTCOMES
            for grade in book.find_submission_notebook("hw", "hw", name).grades
            if grade.name != "why"
        }
    assert held == told


def test_only_the_answer_that_was_written_waits_for_a_person(recorded: SmallCourse) -> None:
    told = recorded.run("report", "hw", "--json").by_student
    assert told["cid"]["needs_manual"]
    with recorded.gradebook() as book:
        flagged = {s.student_id for s in book.assignment_submissions("hw") if s.needs_manual_grade}
    assert flagged == {name for name, line in told.items() if line["needs_manual"]}
    assert "gus" not in flagged


def test_a_persons_grade_stays_when_everything_is_graded_again(recorded: SmallCourse) -> None:
    with recorded.gradebook() as book:
        grade = book.find_grade("why", "hw", "hw", "cid")
        grade.manual_score, grade.needs_manual_grade = 3.5, False
        book.find_comment("why", "hw", "hw", "cid").manual_comment = "Nearly."
        book.db.commit()
    ran = recorded.grade("--force")
    assert ran.graded == set(OUTCOMES)
    assert ran.by_student["cid"]["score"] == CHECKED + 3.5
    with recorded.gradebook() as book:
        assert book.find_grade("why", "hw", "hw", "cid").manual_score == 3.5
        assert book.find_comment("why", "hw", "hw", "cid").manual_comment == "Nearly."
    assert float(exported(recorded)["cid"]["score"]) == CHECKED + 3.5


def test_a_student_who_handed_in_again_gets_the_new_score_in_place_of_the_old(recorded: SmallCourse) -> None:
    recorded.hand_in("bob", SIX["ada"], at="2026-03-02 09:00:00 UTC")
    assert recorded.grade().graded == {"bob"}
    assert float(exported(recorded)["bob"]["score"]) == CHECKED
