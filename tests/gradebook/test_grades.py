"""What the gradebook says of a submission, with what people entered."""

from __future__ import annotations

from nbgrader.api import Gradebook
from nbgrader_course import Course, Results

from autograder.gradebook import Recorder, read_grades
from autograder.results import CellGrade, Grades


def grades(course: Course) -> Grades:
    found = read_grades(course.db_url, "default_course", "bitdiddle", "hw")
    assert found is not None
    return found


def test_what_was_recorded_is_read(course: Course, recorder: Recorder, result: Results) -> None:
    recorder.record(result())
    found = grades(course).cells
    assert found["first", "double_checks"] == CellGrade(auto=3.0)
    assert found["first", "why"] == CellGrade(needs_manual=True)
    assert found["first", "why_not"] == CellGrade(auto=0.0, comment="No response.")
    assert found["second", "answer_checks"] == CellGrade(auto=1.0)


def test_what_people_entered_is_read_and_adds_up_as_nbgrader_adds(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result())
    with Gradebook(course.db_url, "default_course") as book:
        grade = book.find_grade("double_checks", "first", "hw", "bitdiddle")
        grade.manual_score, grade.extra_credit = 1.0, 0.5
        book.find_grade("picture", "first", "hw", "bitdiddle").extra_credit = 2.0  # of a task without a score
        book.find_comment("double", "first", "hw", "bitdiddle").manual_comment = "Neat."
        book.find_comment("why_not", "first", "hw", "bitdiddle").manual_comment = "Too short."
        book.find_submission_notebook("first", "hw", "bitdiddle").late_submission_penalty = 0.5
        book.find_submission_notebook("second", "hw", "bitdiddle").late_submission_penalty = 0.25
        book.db.commit()
        score = book.find_submission("hw", "bitdiddle").score
    found = grades(course)
    assert found.cells["first", "double_checks"] == CellGrade(auto=3.0, manual=1.0, extra_credit=0.5)
    assert found.cells["first", "double"].comment == "Neat."
    assert found.cells["first", "why_not"].comment == "Too short."
    assert found.penalty == 0.75
    assert sum(grade.points or 0.0 for grade in found.cells.values()) == score


def test_a_submission_that_the_gradebook_does_not_know_has_no_grades(course: Course) -> None:
    assert read_grades(course.db_url, "default_course", "nobody", "hw") is None
