"""What is wrong with a course, a command or a submission is said in one sentence, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_course import RIGHT, SIX, WRONG, SmallCourse, check_cell, solution_cell, usual_cells

pytestmark = pytest.mark.sandbox

MISUSE, NOT_GRADED = 2, 1


@pytest.fixture
def handed_in(course: SmallCourse) -> SmallCourse:
    """A course in which one student has handed in."""
    course.hand_in("ada", RIGHT)
    return course


def test_no_such_assignment(handed_in: SmallCourse) -> None:
    handed_in.run("grade", "hw9").complained(MISUSE, "'hw9'", "there are: hw")


def test_an_assignments_name_that_is_a_path(handed_in: SmallCourse) -> None:
    handed_in.run("grade", "../source/hw").complained(MISUSE, "../source/hw")


def test_no_submissions(course: SmallCourse) -> None:
    course.grade().complained(MISUSE, "no submissions", "nbgrader collect")


def test_no_such_student(handed_in: SmallCourse) -> None:
    handed_in.grade("--student", "zoe").complained(MISUSE, "zoe", "'hw'")


def test_no_course(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    SmallCourse(tmp_path / "empty").grade().complained(MISUSE, "is not a course", "--course DIR")


def test_no_folder(tmp_path: Path) -> None:
    SmallCourse(tmp_path / "nowhere").grade().complained(MISUSE, "is not a course", "--course DIR")


def test_no_jobs(handed_in: SmallCourse) -> None:
    handed_in.grade("--jobs", "0").complained(MISUSE, "--jobs", "from 1 up")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("c.Autograder.memory = (", ("nbgrader_config.py", "SyntaxError", "mend it")),
        ("raise RuntimeError('no such disk')", ("nbgrader_config.py", "no such disk", "mend it")),
        ("c.Autograder.memmory = 5", ("'memmory'", "no setting", "memory")),
        ("c.Autograder.memory = 'plenty'", ("memory", "'plenty'", "whole number")),
        ("c.Autograder.cell_seconds = -1", ("cell_seconds", "-1", "negative")),
        ("c.Autograder.assignments = {'hw': {'sead': 1}}", ("'sead'", "assignments['hw']")),
        ("c.Autograder.assignments = {'hw': 5}", ("assignments", "dictionary")),
        ("c.Autograder.sandbox = 'paper'", ("'paper'", "bubblewrap")),
    ],
)
def test_a_configuration_that_is_wrong(line: str, words: tuple[str, ...], handed_in: SmallCourse) -> None:
    handed_in.configure(line)
    handed_in.grade().complained(MISUSE, *words)


def test_a_wrong_setting_in_the_environment(handed_in: SmallCourse) -> None:
    handed_in.environment["AUTOGRADER_MEMORY"] = "plenty"
    handed_in.grade().complained(MISUSE, "environment", "memory", "'plenty'")


@pytest.mark.parametrize("points", ["three", None, -1, True])
def test_points_that_are_no_number(points: object, handed_in: SmallCourse) -> None:
    handed_in.write_source([*usual_cells(), check_cell("more_checks", "assert True", points)])
    handed_in.grade().complained(NOT_GRADED, "'more_checks'", repr(points))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("assert 1 == 1\nassert (2 ==", ("more_checks", "line 2", "syntax error")),
        ("### BEGIN HIDDEN TESTS\nassert True", ("hw.ipynb", "hidden", "mend the delimiters")),
        (
            "### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS",
            ("hw.ipynb", "mend the delimiters"),
        ),
    ],
)
def test_a_check_cell_that_cannot_be_compiled(
    source: str, words: tuple[str, ...], handed_in: SmallCourse
) -> None:
    handed_in.write_source([*usual_cells(), check_cell("more_checks", source, 1)])
    handed_in.grade().complained(NOT_GRADED, *words)


def test_two_cells_of_one_id(handed_in: SmallCourse) -> None:
    twin = solution_cell("double", "pass")
    twin["id"] = "twin"
    handed_in.write_source([*usual_cells(), twin])
    handed_in.grade().complained(NOT_GRADED, "'double'", "another")


@pytest.mark.parametrize(
    "text", ["{half a noteb", "[]", '{"cells": 5, "nbformat": 4, "nbformat_minor": 5}', ""]
)
def test_a_source_that_is_no_notebook(text: str, handed_in: SmallCourse) -> None:
    (handed_in.root / "source/hw/hw.ipynb").write_text(text)
    handed_in.grade().complained(NOT_GRADED, "hw.ipynb", "cannot be read as a notebook")


@pytest.mark.parametrize("folder", ["autograded", "feedback", ".autograder"])
def test_a_file_where_a_folder_must_be(folder: str, handed_in: SmallCourse) -> None:
    (handed_in.root / folder).write_text("in the way")
    handed_in.grade().complained(NOT_GRADED, folder)
    assert (handed_in.root / folder).read_text() == "in the way"


def test_a_damaged_gradebook(handed_in: SmallCourse) -> None:
    (handed_in.root / "gradebook.db").write_bytes(b"SQLite format 3\0 and then nonsense" * 100)
    handed_in.grade().complained(NOT_GRADED, "gradebook.db", "damaged", "backup")


def test_no_bubblewrap(handed_in: SmallCourse, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    handed_in.environment["PATH"] = str(tmp_path / "bin")
    handed_in.grade().complained(NOT_GRADED, "install the package `bubblewrap`")


def test_a_preload_that_cannot_be_imported(handed_in: SmallCourse) -> None:
    handed_in.configure("c.Autograder.preload = ('no_such_framework',)")
    handed_in.grade().complained(NOT_GRADED, "no_such_framework")


def test_a_python_that_does_not_run(handed_in: SmallCourse) -> None:
    handed_in.configure("c.Autograder.python = '/usr/bin/no-python'")
    handed_in.grade().complained(NOT_GRADED, "/usr/bin/no-python", "settings")


def test_a_report_of_what_was_not_graded(handed_in: SmallCourse) -> None:
    handed_in.run("report", "hw").complained(MISUSE, "'hw'", "autograder grade hw")


def test_a_report_that_cannot_be_written(graded: SmallCourse) -> None:
    graded.run("report", "hw", "--output", str(graded.root / "gradebook.db" / "x.html")).complained(
        MISUSE, "cannot be written", "--output"
    )


HOSTILE_FILES = (
    "a\nb.txt",
    "\x1b[31mred.txt",
    "$(touch hacked).txt",
    "-rf",
    "\u202etxt.exe",
    "x" * 200,
    "ünï.csv",
)


def test_hostile_names_links_and_pipes_in_a_submission_harm_nobody(handed_in: SmallCourse) -> None:
    folder = handed_in.hand_in("mal", RIGHT)
    for name in HOSTILE_FILES:
        (folder / name).write_text("1")
    (folder / "passwords").symlink_to("/etc/shadow")
    (folder / "checks").symlink_to(handed_in.root / "checks")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_text("no text encoding has this name")
    ran = handed_in.grade()
    assert ran.code == 0, ran.stderr
    assert {line["outcome"] for line in ran.lines} == {"passed"}
    assert any("pipe" in note for note in ran.by_student["mal"]["notes"])
    kept = list((handed_in.root / "autograded/mal").rglob("*"))
    assert not [path for path in kept if path.is_symlink() or path.is_fifo() or "oracle" in path.name]
    assert not list(handed_in.root.rglob("hacked*"))


def test_a_notebook_that_is_a_link_out_of_the_folder_is_not_read(handed_in: SmallCourse) -> None:
    folder = handed_in.hand_in("mal", RIGHT)
    (folder / "hw.ipynb").unlink()
    (folder / "hw.ipynb").symlink_to(handed_in.root / "submitted/ada/hw/hw.ipynb")
    line = handed_in.grade("--student", "mal").by_student["mal"]
    assert (line["outcome"], line["score"]) == ("student error", 0)


@pytest.mark.parametrize(
    "student", ["ada lovelace", "o'neil", "ångström", "a+b@c.org", "-rf", "x; rm -rf ~", "[red]"]
)
def test_a_student_of_any_plain_name_is_graded(student: str, course: SmallCourse) -> None:
    course.hand_in(student, RIGHT)
    ran = course.grade()
    assert ran.code == 0, ran.stderr
    assert ran.by_student[student]["outcome"] == "passed"
    assert course.run("report", "hw").code == 0


@pytest.mark.parametrize("student", ["tab\tname", "new\nline", "back\\slash"])
def test_a_student_whose_name_cannot_be_kept_stops_nobody_else(student: str, handed_in: SmallCourse) -> None:
    handed_in.hand_in(student, RIGHT)
    ran = handed_in.grade()
    assert ran.code == NOT_GRADED
    assert "Traceback" not in ran.stderr
    assert ran.by_student["ada"]["outcome"] == "passed"
    refused = ran.by_student[student]
    assert (refused["outcome"], refused["score"]) == ("platform error", None)
    assert "cannot be the name" in refused["reason"]


def test_hidden_folders_are_nobodys_submissions(handed_in: SmallCourse) -> None:
    handed_in.hand_in(".ipynb_checkpoints", RIGHT)
    ran = handed_in.grade()
    assert (ran.code, set(ran.by_student)) == (0, {"ada"})


def test_checks_that_cannot_be_imported_cost_nobody_a_point(graded: SmallCourse) -> None:
    before = graded.state()
    (graded.root / "checks/oracle.py").write_text("raise RuntimeError('the disk with the answers is gone')")
    ran = graded.grade()
    assert ran.code == NOT_GRADED
    assert {(line["outcome"], line["score"]) for line in ran.lines} == {("checker error", None)}
    assert set(ran.by_student) == set(SIX)
    assert "Traceback" not in ran.stderr
    after = graded.state()
    assert {part: after[part] for part in ("rows", "autograded", "feedback")} == {
        part: before[part] for part in ("rows", "autograded", "feedback")
    }
    assert {name: after["records"][name] for name in before["records"]} == before["records"]


def test_a_time_of_submission_that_is_none_stops_nobody_else(handed_in: SmallCourse) -> None:
    handed_in.hand_in("mal", RIGHT, at="the day before yesterday")
    ran = handed_in.grade()
    assert ran.code == 0
    assert "Traceback" not in ran.stderr
    mal = ran.by_student["mal"]
    assert (mal["outcome"], mal["submitted_at"]) == ("passed", None)
    assert "timestamp.txt says the day before yesterday, which is no time" in mal["notes"][0]
    assert handed_in.grade().by_student["mal"]["unchanged"]


def test_a_fault_of_ours_while_results_are_written_stops_one_student(handed_in: SmallCourse) -> None:
    handed_in.hand_in("bob", WRONG)
    ran = handed_in.grade(prepare=_stumble_over_bob)
    assert ran.code == NOT_GRADED
    assert "Traceback" not in ran.stderr
    outcomes = {student: line["outcome"] for student, line in ran.by_student.items()}
    assert outcomes.pop("bob") == "platform error"
    assert "platform error" not in outcomes.values()
    again = handed_in.grade()
    assert (again.code, again.by_student["bob"]["outcome"]) == (0, "failed")


def _stumble_over_bob() -> None:
    from autograder import classrun

    plain = classrun.feedback_for

    def stumble(result: Any, *rest: Any, **more: Any) -> Any:
        if result.student == "bob":
            raise ZeroDivisionError
        return plain(result, *rest, **more)

    classrun.feedback_for = stumble


def assert_nothing_is_lost(course: SmallCourse, spoil: Callable[[SmallCourse], object], code: int) -> None:
    before = course.state()
    spoil(course)
    ran = course.grade("--force")
    assert ran.code == code, ran.stderr
    assert course.state() == before


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda course: course.configure("c.Autograder.preload = ('no_such_framework',)"), NOT_GRADED),
        (lambda course: course.configure("c.Autograder.seed = 'x'"), MISUSE),
        (lambda course: course.write_source([check_cell("c", "assert (", 1)]), NOT_GRADED),
        (lambda course: course.environment.update(PATH="/nowhere"), NOT_GRADED),
    ],
    ids=["preload", "setting", "check cell", "bubblewrap"],
)
def test_a_run_that_cannot_grade_leaves_what_was_graded(
    spoil: Callable[[SmallCourse], object], code: int, graded: SmallCourse
) -> None:
    assert_nothing_is_lost(graded, spoil, code)
