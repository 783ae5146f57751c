"""What was graded and has not changed is left alone; what a result depends on is graded again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from small_course import DOUBLE_CHECKS, RIGHT, SIX, SmallCourse, check_cell, usual_cells

pytestmark = pytest.mark.sandbox


def mtimes(course: SmallCourse) -> dict[Path, int]:
    folders = (course.root / "autograded", course.root / "feedback", course.root / ".autograder/results")
    return {
        path: path.stat().st_mtime_ns
        for folder in folders
        for path in folder.rglob("[!.]*")
        if path.is_file()
    }


def test_a_second_run_grades_and_writes_nothing_and_says_the_same(graded: SmallCourse) -> None:
    told, before = graded.run("report", "hw", "--json").lines, mtimes(graded)
    ran = graded.grade()
    assert ran.code == 0
    assert ran.graded == set()
    assert sorted(ran.lines, key=lambda line: line["student"]) == [
        line | {"unchanged": True} for line in told
    ]
    assert mtimes(graded) == before


def test_only_the_submission_that_changed_is_graded_again(graded: SmallCourse) -> None:
    graded.hand_in("bob", RIGHT)
    ran = graded.grade()
    assert ran.graded == {"bob"}
    assert ran.by_student["bob"]["outcome"] == "passed"


def change_a_check(course: SmallCourse) -> None:
    cells = usual_cells()
    cells[2] = check_cell("double_checks", DOUBLE_CHECKS.replace("-7", "-8"), 3)
    course.write_source(cells)


def change_a_setting(course: SmallCourse) -> None:
    course.configure("c.Autograder.seed = 7")


def change_a_helper(course: SmallCourse) -> None:
    (course.root / "checks/oracle.py").write_text("def double(x):\n    return x + x\n")


def add_hidden_data(course: SmallCourse) -> None:
    (course.root / "checks/data").mkdir()
    (course.root / "checks/data/more.csv").write_text("1,2\n")


@pytest.mark.parametrize("change", [change_a_check, change_a_setting, change_a_helper, add_hidden_data])
def test_everybody_is_graded_again_after(change: Callable[[SmallCourse], None], graded: SmallCourse) -> None:
    change(graded)
    assert graded.grade().graded == set(SIX)


def test_what_no_result_depends_on_grades_nobody_again(graded: SmallCourse) -> None:
    graded.configure("c.Autograder.jobs = 1")
    graded.configure("c.Autograder.assignments = {'other': {'seed': 3}}")
    (graded.root / "checks/__pycache__").mkdir(exist_ok=True)
    (graded.root / "checks/__pycache__/oracle.cpython-399.pyc").write_bytes(b"compiled anew")
    assert graded.grade().graded == set()


def test_named_students_only(graded: SmallCourse) -> None:
    ran = graded.grade("--student", "ada", "--student", "eva", "--force")
    assert set(ran.by_student) == ran.graded == {"ada", "eva"}


def test_force_grades_everybody_again_to_the_same_result(graded: SmallCourse) -> None:
    before = graded.state()
    assert graded.grade("--force").graded == set(SIX)
    assert graded.state() == before


@pytest.mark.parametrize("lost", ["autograded/ada/hw", "feedback/ada/hw", ".autograder/results/hw/ada.json"])
def test_what_was_lost_is_written_again_without_executing_anything(lost: str, graded: SmallCourse) -> None:
    before = graded.state()
    subprocess.run(["rm", "-r", str(graded.root / lost)], check=True)
    assert graded.grade().graded == set()
    assert graded.state() == before


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text('{"format": 1, "key": "')])
def test_without_the_kept_result_the_submission_is_graded_again(
    spoil: Callable[[Path], object], graded: SmallCourse
) -> None:
    before = graded.state()
    spoil(graded.root / ".autograder/executed/hw/ada.json")
    assert graded.grade().graded == {"ada"}
    assert graded.state() == before


def test_a_deleted_gradebook_is_filled_again_without_executing_anything(graded: SmallCourse) -> None:
    before = graded.state()
    (graded.root / "gradebook.db").unlink()
    assert graded.grade().graded == set()
    assert graded.state() == before


def test_what_was_handed_in_again_unchanged_gets_its_new_time_and_is_not_executed(
    graded: SmallCourse,
) -> None:
    graded.hand_in("bob", SIX["bob"], at="2026-03-02 09:00:00 UTC")
    ran = graded.grade()
    assert ran.graded == set()
    assert ran.by_student["bob"]["submitted_at"] == "2026-03-02 09:00:00 UTC"
    with graded.gradebook() as book:
        assert book.find_submission("hw", "bob").timestamp == datetime(2026, 3, 2, 9)
    assert "2026-03-02 09:00:00" in (graded.root / "autograded/bob/hw/timestamp.txt").read_text()
    assert "2026-03-02 09:00:00" in (graded.root / "feedback/bob/hw/timestamp.txt").read_text()


def test_settings_about_feedback_write_new_feedback_and_execute_nothing(graded: SmallCourse) -> None:
    page, records = graded.root / "feedback/bob/hw/hw.html", mtimes(graded)
    assert "Try a negative number." in page.read_text()
    graded.configure("c.Autograder.hidden_feedback = 'name'")
    assert graded.grade().graded == set()
    assert "Try a negative number." not in page.read_text()
    graded.configure("c.Autograder.reveal_hidden_after = '2020-01-01'")
    assert graded.grade().graded == set()
    assert "oracle.double(-7)" in page.read_text()
    kept = {path: time for path, time in records.items() if "feedback" not in path.parts}
    assert kept.items() <= mtimes(graded).items()


def test_one_job_and_two_give_the_same_records(graded: SmallCourse) -> None:
    before = graded.records()
    assert graded.grade("--force", "--jobs", "1").graded == set(SIX)
    one = graded.records()
    assert graded.grade("--force", "--jobs", "2").graded == set(SIX)
    assert one == graded.records() == before


def test_two_commands_at_once_do_no_harm(graded_template: SmallCourse, course: SmallCourse) -> None:
    course.hand_in_all(SIX)
    both = [course.start("grade", "hw", "--json", "--force") for _ in range(2)]
    ended = [(process.communicate(timeout=120), process.returncode) for process in both]
    assert [code for _, code in ended] == [0, 0], [said for (_, said), _ in ended]
    assert course.state() == graded_template.state()
