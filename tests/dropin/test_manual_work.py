"""What people entered in formgrader survives every way of grading again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from plugged_course import PluggedCourse
from small_course import CHECKED, RIGHT, SIX, check_cell, solution_cell, usual_cells

pytestmark = pytest.mark.sandbox

LATER = "2026-03-02 09:00:00 UTC"
LATE_PLUGIN = """
from nbgrader.plugins import BasePlugin

class OnePoint(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1
"""


@pytest.fixture
def by_hand(graded: PluggedCourse) -> PluggedCourse:
    """Somebody has read cid's answer, corrected a check's points and given extra credit."""
    enter_by_hand(graded)
    return graded


def enter_by_hand(course: PluggedCourse) -> None:
    with course.gradebook() as book:
        answer = book.find_grade("why", "hw", "hw", "cid")
        answer.manual_score, answer.extra_credit, answer.needs_manual_grade = 3.5, 0.5, False
        check = book.find_grade("total_checks", "hw", "hw", "cid")
        check.manual_score, check.needs_manual_grade = 1.0, False
        book.find_comment("why", "hw", "hw", "cid").manual_comment = "Nearly."
        book.db.commit()


def is_kept(course: PluggedCourse) -> None:
    """Every word and point that a person gave is there, and a person is asked to look again."""
    assert course.grade_of("why", "cid") == (None, 3.5, True)
    assert course.grade_of("total_checks", "cid")[1:] == (1.0, True)
    with course.gradebook() as book:
        assert book.find_grade("why", "hw", "hw", "cid").extra_credit == 0.5
        assert book.find_comment("why", "hw", "hw", "cid").manual_comment == "Nearly."
        assert book.find_submission("hw", "cid").needs_manual_grade


def by_nbgrader(course: PluggedCourse) -> None:
    assert course.autograde("--student", "cid", "--force").code == 0


def by_formgrader(course: PluggedCourse) -> None:
    assert course.ask_formgrader("cid")["success"]


def by_ours(course: PluggedCourse) -> None:
    assert course.grade("--student", "cid", "--force").code == 0


WAYS = [by_nbgrader, by_formgrader, by_ours]


@pytest.mark.parametrize("way", WAYS)
def test_grading_again_keeps_it(way: Callable[[PluggedCourse], None], by_hand: PluggedCourse) -> None:
    way(by_hand)
    is_kept(by_hand)
    assert by_hand.scores()["cid"] == 3.0 + 1.0 + 3.5 + 0.5


@pytest.mark.parametrize("way", WAYS)
def test_a_resubmission_keeps_it_beside_the_new_points(
    way: Callable[[PluggedCourse], None], by_hand: PluggedCourse
) -> None:
    by_hand.hand_in("cid", SIX["cid"] | {"double": "def double(x):\n    return 0"}, at=LATER)
    way(by_hand)
    is_kept(by_hand)
    assert by_hand.grade_of("double_checks", "cid")[0] == 0.0
    assert by_hand.scores()["cid"] == 0.0 + 1.0 + 3.5 + 0.5


def test_a_regrade_that_fails_beside_others_keeps_it_and_nothing_automatic(course: PluggedCourse) -> None:
    share = [solution_cell("share", "points = 1.0"), check_cell("share_checks", "points", 4)]
    course.write_source([*usual_cells(), *share])
    course.hand_in_all({"ada": RIGHT, "cid": SIX["cid"] | {"share": "points = 1.0"}})
    assert course.autograde().code == 0
    enter_by_hand(course)
    course.hand_in("ada", RIGHT, at=LATER)
    course.hand_in("cid", SIX["cid"] | {"share": "points = 1000.0"}, at=LATER)
    assert course.autograde().code == 1
    is_kept(course)
    assert course.grade_of("double_checks", "cid") == (None, None, True)
    assert course.scores()["cid"] == 1.0 + 3.5 + 0.5


@pytest.mark.parametrize("way", WAYS)
def test_a_regrade_of_one_that_fails_leaves_all_as_it_was(
    way: Callable[[PluggedCourse], None], by_hand: PluggedCourse
) -> None:
    before, folders = by_hand.rows(), by_hand.files("autograded")
    (by_hand.root / "checks/oracle.py").write_text("raise RuntimeError('the disk is gone')")
    with pytest.raises(AssertionError):
        way(by_hand)
    assert (by_hand.rows(), by_hand.files("autograded")) == (before, folders)


def test_a_command_that_has_nothing_to_do_asks_nobody_to_look_again(by_hand: PluggedCourse) -> None:
    before = by_hand.rows()
    assert by_hand.grade().graded == set()
    assert by_hand.autograde().code == 0
    assert by_hand.rows() == before


def test_a_command_that_has_nothing_to_do_shows_what_people_gave_since(by_hand: PluggedCourse) -> None:
    assert by_hand.grade().graded == set()
    page = by_hand.root / "feedback/ada/hw/hw.html"
    assert "Almost." not in page.read_text()
    with by_hand.gradebook() as book:
        book.find_comment("why", "hw", "hw", "ada").manual_comment = "Almost."
        book.db.commit()
    assert by_hand.grade().graded == set()
    assert "Almost." in page.read_text()


@pytest.mark.parametrize("way", WAYS)
def test_late_penalties_are_the_courses_own(
    way: Callable[[PluggedCourse], None], by_hand: PluggedCourse
) -> None:
    (by_hand.root / "late.py").write_text(LATE_PLUGIN)
    by_hand.configure(f"import sys; sys.path.insert(0, {str(by_hand.root)!r})")
    by_hand.configure("c.AssignLatePenalties.plugin_class = 'late.OnePoint'")
    with by_hand.gradebook() as book:
        handed_in = book.find_submission("hw", "cid").timestamp
        book.update_or_create_assignment("hw", duedate=handed_in - timedelta(days=1))
    way(by_hand)
    is_kept(by_hand)
    with by_hand.gradebook() as book:
        assert book.find_submission("hw", "cid").late_submission_penalty == 1.0


def test_only_what_was_answered_waits_for_a_person(course: PluggedCourse) -> None:
    course.hand_in_all({"ada": RIGHT | {"why": "YOUR ANSWER HERE"}, "cid": SIX["cid"]})
    assert course.autograde().code == 0
    assert course.grade_of("why", "cid") == (None, None, True)
    assert course.grade_of("why", "ada") == (0.0, None, False)
    submissions = {each["student"]: each for each in course.api().get_submissions("hw")}
    assert submissions["cid"]["needs_manual_grade"]
    assert not submissions["ada"]["needs_manual_grade"]
    assert submissions["ada"]["score"] == CHECKED
    with course.gradebook() as book:
        assert book.find_comment("why", "hw", "hw", "ada").comment == "No response."


def test_formgrader_shows_what_was_graded_and_what_a_person_must_do(graded: PluggedCourse) -> None:
    graded.hand_in("bob", SIX["ada"], at=LATER)
    api = graded.api()
    assert "bob" not in api.get_autograded_students("hw")
    assert not api.get_submission("hw", "bob")["autograded"]
    assert api.autograde("hw", "bob")["success"]
    assert "bob" in api.get_autograded_students("hw")
    assert api.get_submission("hw", "bob")["score"] == CHECKED
    assert {each["student"] for each in api.get_notebook_submissions("hw", "hw")} >= {"bob", "cid"}
