"""``nbgrader autograde``, formgrader's button and ``autograder grade`` leave the same behind."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from plugged_course import MANGLED, PluggedCourse
from small_course import CHECKED, RIGHT, SIX

from autograder.dropin import batch

pytestmark = pytest.mark.sandbox

EVERYBODY = {*SIX, *MANGLED}


def nothing_is_executed(*_: Any) -> Any:
    raise AssertionError("a process was started")


def test_nbgrader_leaves_what_our_command_leaves(
    graded_template: PluggedCourse, course: PluggedCourse
) -> None:
    course.hand_in_all(SIX)
    for student, mangle in MANGLED.items():
        mangle(course.hand_in(student, SIX["ada"]))
    assert course.grade().graded == EVERYBODY
    assert course.state() == graded_template.state()
    assert course.modes() == graded_template.modes()


def test_our_command_finds_nothing_to_do_after_nbgraders(graded: PluggedCourse) -> None:
    before = graded.state()
    ran = graded.grade()
    assert (ran.code, ran.graded, set(ran.by_student)) == (0, set(), EVERYBODY)
    assert graded.state() == before


def test_nbgrader_skips_what_is_graded_and_executes_only_what_is_new(graded: PluggedCourse) -> None:
    before, executed = graded.state(), graded.executed_at()
    ran = graded.autograde()
    assert ran.code == 0
    assert "Executing" not in ran.stderr
    assert graded.state() == before
    graded.hand_in("bob", RIGHT, at="2026-03-02 09:00:00 UTC")
    ran = graded.autograde()
    assert ran.code == 0
    assert "Executing 1 of 1 submissions" in ran.stderr
    assert {name for name, at in graded.executed_at().items() if at != executed[name]} == {"bob"}
    assert graded.scores()["bob"] == CHECKED


def test_force_on_the_command_line_executes_again_to_the_same_records(graded: PluggedCourse) -> None:
    before, executed = graded.state(), graded.executed_at()
    assert graded.autograde("--force").code == 0
    again = graded.executed_at()
    assert {name for name, at in executed.items() if again[name] > at} == EVERYBODY
    assert graded.state() == before


def test_lost_folders_and_a_lost_gradebook_come_back_without_executing_anything(
    graded: PluggedCourse,
) -> None:
    before, executed, modes = graded.state(), graded.executed_at(), graded.modes()
    shutil.rmtree(graded.root / "autograded")
    (graded.root / "gradebook.db").unlink()
    assert graded.autograde().code == 0
    assert graded.executed_at() == executed
    assert graded.state() == before
    assert graded.modes() == modes


def test_formgrader_is_answered_from_the_result_that_is_there(
    graded: PluggedCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "execute", nothing_is_executed)
    before = graded.state()
    for student in ("ada", "broken", "renamed"):
        answer = graded.ask_formgrader(student)
        assert answer["success"], answer
    assert graded.state() == before
    assert "bob" in graded.api().get_autograded_students("hw")


def test_formgrader_executes_the_one_submission_that_it_asks_for(course: PluggedCourse) -> None:
    course.hand_in_all({"ada": RIGHT, "bob": RIGHT})
    answer = course.ask_formgrader("bob")
    assert answer["success"], answer
    assert "1/1 bob: passed" in answer["log"]
    assert set(course.executed_at()) == {"bob"}
    assert course.scores() == {"bob": CHECKED}


def test_one_student_by_name(course: PluggedCourse) -> None:
    course.hand_in_all({"ada": RIGHT, "bob": RIGHT, "eve": RIGHT})
    course.configure("c.CourseDirectory.student_id_exclude = 'eve'")
    assert course.autograde("--student", "[be]*").code == 0
    assert course.scores() == {"bob": CHECKED}


def test_files_and_folders_are_shared_with_the_group_where_the_course_says_so(course: PluggedCourse) -> None:
    course.configure("c.CourseDirectory.groupshared = True")
    course.hand_in_all({"ada": RIGHT})
    assert course.autograde().code == 0
    by_nbgrader = course.modes()
    assert by_nbgrader["autograded/ada/hw/hw.ipynb"] == 0o664
    assert course.grade("--force").code == 0
    assert {k: v for k, v in course.modes().items() if "/hw" in k} == {
        k: v for k, v in by_nbgrader.items() if "/hw" in k
    }


def test_other_names_of_the_folders_and_a_relative_gradebook(course: PluggedCourse) -> None:
    course.hand_in_all({"ada": RIGHT})
    (course.root / "submitted").rename(course.root / "handed_in")
    course.configure("c.CourseDirectory.submitted_directory = 'handed_in'")
    course.configure("c.CourseDirectory.autograded_directory = 'graded'")
    course.configure("c.CourseDirectory.db_url = 'sqlite:///book.db'")
    ran = course.autograde()
    assert ran.code == 0, ran.stderr
    assert (course.root / "graded/ada/hw/hw.ipynb").is_file()
    assert (course.root / "book.db").is_file()
    assert not (course.root / "gradebook.db").exists()
    assert course.grade().graded == set()


def test_a_file_that_students_edit_is_theirs_in_the_sandbox_and_in_the_folder(course: PluggedCourse) -> None:
    (course.root / "source/hw/helper.py").write_text("def twice(x):\n    raise NotImplementedError\n")
    (course.root / "source/hw/given.csv").write_text("1\n")
    course.configure("c.Autograde.exclude_overwriting = {'hw': ['helper.py']}")
    answers = RIGHT | {"double": "import helper\n\ndef double(x):\n    return helper.twice(x)"}
    folder = course.hand_in("ada", answers)
    (folder / "helper.py").write_text("def twice(x):\n    return 2 * x\n")
    (folder / "given.csv").write_text("forged\n")
    ran = course.autograde()
    assert ran.code == 0, ran.stderr
    assert course.scores() == {"ada": CHECKED}
    autograded = course.root / "autograded/ada/hw"
    assert "return 2 * x" in (autograded / "helper.py").read_text()
    assert (autograded / "given.csv").read_text() == "1\n"
    before = course.state()
    assert course.grade("--force").code == 0
    assert course.state() == before


def test_hooks_and_steps_of_the_course_run_as_before(course: PluggedCourse) -> None:
    (course.root / "own_steps.py").write_text(OWN_STEPS)
    course.configure("import own_steps, sys\nc.Autograde.post_convert_hook = own_steps.hook")
    course.configure("c.Autograde.autograde_preprocessors.append(own_steps.Sign)")
    course.hand_in_all({"ada": RIGHT})
    ran = course.autograde()
    assert ran.code == 0, ran.stderr
    assert (course.root / "hook.txt").read_text() == "hw"
    assert "signed by the course" in (course.root / "autograded/ada/hw/hw.ipynb").read_text()


OWN_STEPS = """
from pathlib import Path
from nbgrader.preprocessors import NbGraderPreprocessor

def hook(assignment, student, notebooks):
    Path(__file__).with_name("hook.txt").write_text(assignment)

class Sign(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        nb.metadata["note"] = "signed by the course"
        return nb, resources
"""


def test_the_time_limit_of_nbgraders_command_line_holds(course: PluggedCourse) -> None:
    course.hand_in("ada", RIGHT | {"total": "import time\ntime.sleep(20)"})
    ran = course.autograde("--Execute.timeout=1")
    assert ran.code == 0, ran.stderr
    assert "1/1 ada: timeout" in ran.stderr


@pytest.mark.parametrize(
    ("words", "line", "said"),
    [
        (["--no-execute"], "", "leave it out"),
        (["--db", "sqlite:////tmp/elsewhere.db"], "", "CourseDirectory.db_url"),
        (
            [],
            "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'",
            "directory_structure",
        ),
        ([], "c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute']", "use(c)"),
        ([], "c.Autograder.seed = 'many'", "a whole number"),
        ([], "c.Autograder.sandbox = 'cardboard'", "there is no sandbox"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_honoured_is_refused_before_anything_is_touched(
    words: list[str], line: str, said: str, graded: PluggedCourse
) -> None:
    if "{assignment_id}/{student_id}" in line:
        shutil.copytree(graded.root / "submitted/ada/hw", graded.root / "submitted/hw/ada")
    graded.hand_in("ada", SIX["bob"], at="2026-03-02 09:00:00 UTC")
    graded.configure(line)
    before = graded.state()
    ran = graded.autograde(*words)
    assert ran.code == 1
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert graded.state() == before


def test_an_unknown_student_is_refused_where_the_course_says_so(course: PluggedCourse) -> None:
    course.hand_in_all({"ada": RIGHT, "eve": RIGHT})
    course.configure("c.Autograde.create_student = False")
    assert course.nbgrader_command("db", "student", "add", "ada").code == 0
    ran = course.autograde()
    assert ran.code == 1
    assert "No student with ID 'eve'" in ran.stderr
    assert course.scores() == {"ada": CHECKED}
    assert set(course.executed_at()) == {"ada"}


def test_the_real_command_in_a_shell(course: PluggedCourse, tmp_path: Path) -> None:
    course.hand_in_all({"ada": RIGHT})
    ran = course.nbgrader("autograde", "hw")
    assert ran.returncode == 0, ran.stderr
    assert course.scores() == {"ada": CHECKED}
