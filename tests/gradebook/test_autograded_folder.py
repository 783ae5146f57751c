"""The autograded folder: its content, what travels along, and what does not."""

from __future__ import annotations

import os

import nbformat
import pytest
from nbgrader_course import SUBMITTED_AT, Course, Results, cell

from autograder.errors import PlatformError
from autograder.gradebook import Recorder
from autograder.gradebook import folder as autograded_folder


def test_notebooks_are_read_back_by_nbformat_as_they_were(
    course: Course, recorder: Recorder, result: Results
) -> None:
    graded = result()
    recorder.record(graded)
    for run in graded.notebooks:
        path = course.autograded / "bitdiddle/hw" / f"{run.name}.ipynb"
        assert nbformat.read(path, 4) == run.content


def test_files_are_read_only_unless_graders_share_a_group(course: Course, result: Results) -> None:
    with course.recorder() as recorder:
        recorder.record(result())
        assert {mode for mode, _ in course.files("autograded").values()} == {0o444}
    with course.recorder(group_shared=True) as recorder:
        recorder.record(result())
        assert {mode for mode, _ in course.files("autograded").values()} == {0o664}
        assert (course.autograded / "bitdiddle/hw").stat().st_mode & 0o2770 == 0o2770


def test_other_files_travel_and_the_assignments_own_come_first(
    course: Course, recorder: Recorder, result: Results
) -> None:
    folder = course.hand_in({})
    (folder / "figure.csv").write_text("forged")
    (folder / "images").mkdir()
    (folder / "images/plot.png").write_bytes(b"png")
    recorder.record(result())
    assert {
        path.removeprefix("autograded/bitdiddle/hw/"): data
        for path, (_, data) in course.files("autograded").items()
        if not path.endswith(".ipynb")
    } == {
        "figure.csv": b"1,2\n",
        "images/plot.png": b"png",
        "timestamp.txt": f"{SUBMITTED_AT}\n".encode(),
    }


def test_a_folder_that_becomes_a_link_while_it_is_copied_is_not_followed(
    course: Course, recorder: Recorder, result: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course.root / "checks").mkdir()
    (course.root / "checks/data.py").write_text("answer = 42")
    folder = course.hand_in({})
    (folder / "mine").mkdir()
    (folder / "mine/data.py").write_text("harmless")

    def swap(name: str) -> bool:
        if name == "data.py":
            (folder / "mine").rename(folder / "old")
            (folder / "mine").symlink_to(course.root / "checks")
        return name == "old"

    monkeypatch.setattr(autograded_folder, "_is_ignored", swap)
    recorder.record(result())
    assert course.files("autograded")["autograded/bitdiddle/hw/mine/data.py"][1] == b"harmless"


def test_links_pipes_and_foreign_notebooks_do_not_travel(
    course: Course, recorder: Recorder, result: Results
) -> None:
    (course.root / "checks").mkdir()
    (course.root / "checks/hidden.py").write_text("answer = 42")
    folder = course.hand_in({"stranger": course.released("first")})
    (folder / "link.py").symlink_to(course.root / "checks/hidden.py")
    (folder / "linked").symlink_to(course.root / "checks")
    os.mkfifo(folder / "pipe")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__/module.pyc").write_bytes(b"")
    recorder.record(result())
    names = {path.name for path in (course.autograded / "bitdiddle/hw").rglob("*")}
    assert names == {"figure.csv", "first.ipynb", "second.ipynb", "timestamp.txt"}


def test_a_file_where_the_assignment_has_a_folder_does_not_stop_the_record(
    course: Course, recorder: Recorder, result: Results
) -> None:
    (course.root / "source/hw/data").mkdir()
    (course.root / "source/hw/data/train.csv").write_text("3")
    folder = course.hand_in({})
    (folder / "data").write_text("in the way")
    (folder / "figure.csv").mkdir()
    (folder / "figure.csv/x").write_text("in the way")
    (folder / "first.ipynb").unlink()
    (folder / "first.ipynb").mkdir()
    (folder / "first.ipynb/x").write_text("in the way")
    recorder.record(result())
    assert (course.autograded / "bitdiddle/hw/data/train.csv").read_text() == "3"
    assert (course.autograded / "bitdiddle/hw/first.ipynb").is_file()


def test_files_beyond_nbgraders_bound_are_left_out(
    course: Course, recorder: Recorder, result: Results
) -> None:
    folder = course.hand_in({})
    os.truncate(os.open(folder / "model.bin", os.O_CREAT | os.O_WRONLY), 200_000_000)
    recorder.record(result())
    assert not (course.autograded / "bitdiddle/hw/model.bin").exists()


def test_a_folder_of_great_depth_or_very_many_files_does_not_stop_the_record(
    course: Course, recorder: Recorder, result: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = course.hand_in({})
    folder.joinpath(*"d" * 200).mkdir(parents=True)
    folder.joinpath(*"d" * 200, "deep").touch()
    for number in range(50):
        (folder / f"e{number}").touch()
    recorder.record(result())
    copied = [path for path in course.files("autograded") if "/hw/e" in path or path.endswith("/deep")]
    assert len(copied) == 50
    monkeypatch.setattr("autograder.gradebook.folder.EXTRA_FILES", 20)
    recorder.record(result())
    assert len([path for path in course.files("autograded") if "/hw/e" in path]) == 20


def test_what_the_old_folder_held_is_gone_after_a_new_record(
    course: Course, recorder: Recorder, result: Results
) -> None:
    folder = course.hand_in({})
    (folder / "notes.txt").write_text("old")
    recorder.record(result())
    (folder / "notes.txt").unlink()
    (folder / "second.ipynb").unlink()
    recorder.record(result(notebooks=["first"]))
    names = {path.name for path in (course.autograded / "bitdiddle").rglob("*")}
    assert names == {"hw", "figure.csv", "first.ipynb", "timestamp.txt"}


def test_a_notebook_that_could_not_be_read_is_there_with_the_reason(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result(notebooks=["first"], reason="second.ipynb: the file is <not> JSON"))
    node = nbformat.read(course.autograded / "bitdiddle/hw/second.ipynb", 4)
    assert [each.source for each in node.cells] == [
        "This notebook could not be read: second.ipynb: the file is &lt;not&gt; JSON"
    ]
    assert recorder.recorded("bitdiddle", "hw") == "key-1"


def test_a_folder_that_a_killed_process_had_moved_away_comes_back(course: Course, result: Results) -> None:
    with course.recorder() as recorder:
        recorder.record(result())
    before = course.files("autograded")
    (course.autograded / "bitdiddle/hw").rename(course.autograded / "bitdiddle/.hw.old")
    stranger = cell("unknown", 1, 1.0)
    with course.recorder() as recorder, pytest.raises(PlatformError, match="unknown"):
        recorder.record(result([stranger]))
    assert course.files("autograded") == before
