"""The command as a shell runs it: what it prints where, how it exits, and how it is stopped."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from html import escape
from pathlib import Path

import pytest
from small_course import RIGHT, SIX, SmallCourse
from the_command import COMMAND

pytestmark = pytest.mark.sandbox

LINE_KEYS = {
    "student",
    "assignment",
    "outcome",
    "score",
    "max_score",
    "seconds",
    "cells",
    "reason",
    "unchanged",
}
CELL_KEYS = {"notebook", "grade_id", "points", "earned", "outcome", "checks"}
CHECK_KEYS = {"name", "hidden", "outcome", "message"}


def shell(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False, timeout=60)


def test_help_names_every_command_and_shows_a_first_step() -> None:
    ran = shell("--help")
    assert ran.returncode == 0
    for words in (
        "grade",
        "report",
        "doctor",
        "autograder grade 02_backpropagation",
        "submitted/",
        "exit codes",
    ):
        assert words in ran.stdout


def test_several_assignments_are_graded_in_one_call(course: SmallCourse) -> None:
    course.hand_in("ada", RIGHT)
    root = course.root
    shutil.copytree(root / "source" / "hw", root / "source" / "more")
    (root / "source" / "more" / "hw.ipynb").rename(root / "source" / "more" / "more.ipynb")
    shutil.copytree(root / "submitted" / "ada" / "hw", root / "submitted" / "ada" / "more")
    (root / "submitted" / "ada" / "more" / "hw.ipynb").rename(root / "submitted/ada/more/more.ipynb")
    everything = shell("grade", "--all", "--course", str(root), "--json")
    assert everything.returncode == 0
    assert [json.loads(line)["assignment"] for line in everything.stdout.splitlines()] == ["hw", "more"]
    assert "all: 2 graded" in everything.stderr
    named = shell("grade", "more", "hw", "more", "--course", str(root))
    assert "all: 0 graded" in named.stderr
    assert "more: 0 graded" in named.stderr


def test_nothing_is_graded_when_one_of_several_cannot_be(course: SmallCourse) -> None:
    course.hand_in("ada", RIGHT)
    ran = shell("grade", "hw", "nowhere", "--course", str(course.root), "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "'nowhere'" in ran.stderr


@pytest.mark.parametrize("words", [(), ("hw", "--all")])
def test_grade_is_told_what_to_grade(course: SmallCourse, words: tuple[str, ...]) -> None:
    ran = shell("grade", *words, "--course", str(course.root))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "usage: autograder grade" in ran.stderr
    assert "--all" in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["grade", "report", "doctor"])
def test_every_command_explains_itself(command: str) -> None:
    ran = shell(command, "--help")
    assert ran.returncode == 0
    assert "--course DIR" in ran.stdout
    assert "--json" in ran.stdout


@pytest.mark.parametrize(
    "words", [(), ("mark",), ("grade",), ("grade", "hw", "--fast"), ("grade", "hw", "--jobs", "x")]
)
def test_a_command_that_does_not_exist_is_misuse(words: tuple[str, ...]) -> None:
    ran = shell(*words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("usage: autograder")


def test_the_installed_command_is_this_one() -> None:
    script = Path(sys.executable).with_name("autograder")
    ran = subprocess.run([script, "--help"], capture_output=True, text=True, check=True)
    assert ran.stdout == shell("--help").stdout


def test_json_is_one_documented_object_a_line_and_nothing_else(course: SmallCourse) -> None:
    ran = course.hand_in_all(SIX).run_cold("grade", "hw", "--json")
    assert ran.code == 0, ran.stderr
    assert {line["student"] for line in ran.lines} == set(SIX)
    for line in ran.lines:
        assert set(line) >= LINE_KEYS
        assert [cell["grade_id"] for cell in line["cells"]] == ["double_checks", "total_checks", "why"]
        for cell in line["cells"]:
            assert set(cell) >= CELL_KEYS
            assert all(set(check) >= CHECK_KEYS for check in cell["checks"])


def test_json_holds_no_number_that_json_does_not_have(graded: SmallCourse) -> None:
    def refuse(name: str) -> None:
        raise ValueError(name)

    text = graded.run("report", "hw", "--json").stdout
    assert [json.loads(line, parse_constant=refuse)["assignment"] for line in text.splitlines()] == [
        "hw"
    ] * len(SIX)


def test_how_good_each_check_is_comes_as_one_object_a_line(graded: SmallCourse) -> None:
    ran = graded.run("report", "hw", "--items")
    items = [json.loads(line) for line in ran.stdout.splitlines()]
    assert (ran.code, len(items)) == (0, len({(item["grade_id"], item["name"]) for item in items}))
    assert all(0 < item["n"] <= len(SIX) and item["d27"] is None for item in items)
    assert graded.run("report", "hw", "--items", "--json").code == 2


def test_without_json_people_get_a_table_and_programs_get_nothing(graded: SmallCourse) -> None:
    ran = graded.run("grade", "hw")
    assert ran.stdout == ""
    for student in SIX:
        assert student in ran.stderr
    assert "6 unchanged" in ran.stderr


def test_a_student_cannot_dress_up_as_markup_in_the_table(course: SmallCourse) -> None:
    course.hand_in("[bold]x", RIGHT)
    assert "[bold]x" in course.run("grade", "hw").stderr


def test_a_reader_who_leaves_early_ends_the_command_quietly(course: SmallCourse) -> None:
    process = course.hand_in_all(SIX).start("grade", "hw", "--json")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert course.grade().code == 0


def test_an_interrupt_ends_everything_within_seconds_and_keeps_what_was_graded(course: SmallCourse) -> None:
    course.hand_in_all({"ada": RIGHT, "zed": RIGHT | {"total": "while True:\n    pass"}})
    process = course.start("grade", "hw", "--json", "--jobs", "2")
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    os.killpg(process.pid, signal.SIGINT)
    started = time.monotonic()
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - started < 5
    assert process.returncode == 130
    assert "stopped" in said
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert first["student"] == "ada"
    assert course.grade("--student", "ada").graded == set()


def test_the_report_is_one_page_that_names_every_student(graded: SmallCourse) -> None:
    ran = graded.run("report", "hw")
    page = Path(ran.stdout.strip())
    assert ran.code == 0
    assert page == graded.root / "reports/hw.html"
    text = page.read_text()
    assert [student for student in SIX if escape(student) not in text] == []
    assert re.findall(r"(?:src|href)\s*=\s*.?\s*(?:https?:)?//", text) == []


def test_the_report_goes_where_it_is_asked_to(graded: SmallCourse, tmp_path: Path) -> None:
    place = tmp_path / "new" / "class.html"
    assert graded.run("report", "hw", "--output", str(place)).stdout.strip() == str(place)
    assert "<html" in place.read_text()


def test_the_doctor_finds_this_machine_fit_and_says_so_in_json(course: SmallCourse) -> None:
    ran = course.run("doctor", "--json")
    assert ran.code == 0, ran.stdout
    assert {"bubblewrap", "no network", "host files", "deadline"} <= {line["name"] for line in ran.lines}
    assert {line["status"] for line in ran.lines} <= {"ok", "warning"}


def test_the_doctor_tries_to_get_out_and_says_in_json_what_stopped_it(course: SmallCourse) -> None:
    ran = course.run("doctor", "--escape", "--json")
    assert ran.code == 0, [trial for trial in ran.lines if trial["status"] == "wrong"]
    assert len(ran.lines) >= 60
    assert all(set(trial) == {"probe", "tried", "stopped", "status"} for trial in ran.lines)
    assert {"unshare", "io_uring", "process 1", "fork bomb"} <= {trial["probe"] for trial in ran.lines}


def test_the_doctor_shows_people_a_table_of_what_it_tried(course: SmallCourse) -> None:
    ran = course.run("doctor", "--escape")
    said = " ".join(ran.stderr.split())
    assert ran.code == 0
    assert ran.stdout == ""
    assert "stopped by" in said
    assert "the wall holds" in said


def test_the_doctor_says_what_is_missing_and_how_to_mend_it(course: SmallCourse, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    course.environment["PATH"] = str(tmp_path / "bin")
    ran = course.run("doctor")
    assert ran.code == 1
    assert "apt install bubblewrap" in ran.stderr
