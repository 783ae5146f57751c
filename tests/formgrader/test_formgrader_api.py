"""One assignment's life through formgrader's own HTTP API, from ``generate`` to the fetched feedback.

The tests of this module are chapters of one story and run in their order.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import nbformat
import pytest
from formgrader_server import Classroom
from small_course import CHECKED, RIGHT, WRONG

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

HIDDEN = ("oracle", "double(-7)", "[1, 2, 40]")
"""What stands in the source's hidden tests and nowhere else."""
ANSWERS = {
    "ada": RIGHT | {"why": "Because two divides it."},
    "bob": WRONG,
    "eva": RIGHT | {"total": "import os\n\ndef total(numbers):\n    os._exit(3)"},
}
SCORES = {"ada": CHECKED, "bob": CHECKED - 2, "eva": CHECKED - 2}


def record(room: Classroom, student: str) -> Path:
    return room.course.root / ".autograder/results/hw" / f"{student}.json"


def submission(room: Classroom, student: str) -> dict[str, Any]:
    found: dict[str, Any] = room.get(f"/api/submission/hw/{student}")
    return found


def grades(room: Classroom, student: str) -> dict[str, dict[str, Any]]:
    """The grades that formgrader shows for a student, by cell."""
    copies = room.get("/api/submitted_notebooks/hw/hw")
    copy = next(copy["id"] for copy in copies if copy["student"] == student)
    return {grade["name"]: grade for grade in room.get(f"/api/grades?submission_id={copy}")}


def comments(room: Classroom, student: str) -> dict[str, dict[str, Any]]:
    copies = room.get("/api/submitted_notebooks/hw/hw")
    copy = next(copy["id"] for copy in copies if copy["student"] == student)
    return {comment["name"]: comment for comment in room.get(f"/api/comments?submission_id={copy}")}


def test_generate_and_release_put_no_hidden_text_into_the_exchange(classroom: Classroom) -> None:
    classroom.post("/api/assignment/hw/assign")
    classroom.post("/api/assignment/hw/release")
    released = (classroom.exchange / "small/outbound/hw/hw.ipynb").read_text()
    assert [text for text in HIDDEN if text in released] == []


def test_what_students_hand_in_is_collected(classroom: Classroom) -> None:
    for student, answers in ANSWERS.items():
        classroom.submit(student, answers)
    classroom.post("/api/assignment/hw/collect")
    listed = classroom.get("/api/submissions/hw")
    assert {found["student"]: found["autograded"] for found in listed} == dict.fromkeys(ANSWERS, False)


@pytest.mark.parametrize("student", ANSWERS)
def test_the_autograde_button_gives_our_verdict(classroom: Classroom, student: str) -> None:
    said = classroom.post(f"/api/submission/hw/{student}/autograde")
    found = submission(classroom, student)
    assert (found["autograded"], found["score"]) == (True, SCORES[student]), said["log"]
    assert found["needs_manual_grade"] == (student == "ada")


def test_a_grader_sees_under_each_check_cell_how_it_ended_and_why(classroom: Classroom) -> None:
    node: Any = nbformat.read(classroom.course.root / "autograded/bob/hw/hw.ipynb", 4)
    shown = {cell.metadata.nbgrader.grade_id: cell.outputs for cell in node.cells if "outputs" in cell}
    text = shown["double_checks"][0]["data"]["text/plain"]
    assert text.splitlines()[:2] == ["1 of 3 points", "asserts: passed"]
    assert "test_negative_numbers (hidden): failed\n    Try a negative number." in text
    assert [hidden for hidden in HIDDEN if hidden in str(node)] == []


def test_pressed_again_the_button_answers_from_the_result_that_is_there(classroom: Classroom) -> None:
    before = {student: record(classroom, student).stat().st_mtime_ns for student in ANSWERS}
    executed = classroom.course.root / ".autograder/executed/hw"
    kept = {path.name: path.read_bytes() for path in executed.glob("*.json")}
    said = classroom.post("/api/submission/hw/bob/autograde")
    assert "autograder.cli" not in said["log"]
    assert submission(classroom, "bob")["score"] == SCORES["bob"]
    assert {path.name: path.read_bytes() for path in executed.glob("*.json")} == kept
    assert before["ada"] == record(classroom, "ada").stat().st_mtime_ns


def test_scores_and_comments_by_hand_outlive_another_press(classroom: Classroom) -> None:
    why = grades(classroom, "ada")["why"]
    classroom.put(f"/api/grade/{why['id']}", {"manual_score": 3.5, "extra_credit": 1})
    remark = comments(classroom, "ada")["why"]
    classroom.put(f"/api/comment/{remark['id']}", {"manual_comment": "Say what remains."})
    assert submission(classroom, "ada")["score"] == CHECKED + 4.5
    classroom.post("/api/submission/hw/ada/autograde")
    assert submission(classroom, "ada")["score"] == CHECKED + 4.5
    assert comments(classroom, "ada")["why"]["manual_comment"] == "Say what remains."
    assert grades(classroom, "ada")["why"]["needs_manual_grade"], "nbgrader shows a regraded answer again"


def test_one_students_unreadable_notebook_is_graded_with_a_reason(classroom: Classroom) -> None:
    classroom.submit("cut", RIGHT)
    classroom.post("/api/assignment/hw/collect")
    path = classroom.course.root / "submitted/cut/hw/hw.ipynb"
    path.chmod(0o644)
    path.write_text(path.read_text()[:400])
    classroom.post("/api/submission/hw/cut/autograde")
    assert submission(classroom, "cut")["score"] == 0
    shown: Any = nbformat.read(classroom.course.root / "autograded/cut/hw/hw.ipynb", 4)
    assert "not JSON to its end" in shown.cells[0].source


def test_feedback_is_generated_released_and_fetched_without_a_hidden_line(
    classroom: Classroom,
) -> None:
    classroom.post("/api/assignment/hw/generate_feedback")
    classroom.post("/api/assignment/hw/release_feedback")
    home = classroom.homes / "ada"
    classroom.nbgrader(home, "fetch_feedback", "hw", "--course", "small", "--student", "ada")
    pages = list((home / "small/hw/feedback").rglob("hw.html"))
    assert len(pages) == 1
    text = pages[0].read_text()
    assert "Say what remains." in text
    everything = "".join(page.read_text() for page in (classroom.course.root / "feedback").rglob("*.html"))
    assert [hidden for hidden in HIDDEN if hidden in everything] == []
    assert "Try a negative number." in everything


def test_the_export_holds_what_formgrader_shows(classroom: Classroom, tmp_path: Path) -> None:
    said = classroom.course.nbgrader("export", "--to", str(tmp_path / "grades.csv"))
    assert said.returncode == 0, said.stderr
    with (tmp_path / "grades.csv").open() as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {**SCORES, "ada": CHECKED + 4.5, "cut": 0.0}
