"""A disk that is full stops grading with a clear word; nothing is left half-written, and the next run goes on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_course import RIGHT, WRONG, SmallCourse
from this_machine import lacks

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(bool(lacks("root")), reason="only root may mount a small disk"),
]

STUDENTS = {"ada": RIGHT, "bob": WRONG, "cid": RIGHT}
DUE = {"ada": 5.0, "bob": 3.0, "cid": 5.0}
_MEBIBYTES = 24


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of a few MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_MEBIBYTES}m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("free", [0, 40, 160, 260], ids=lambda kilobytes: f"{kilobytes} KB")
def test_a_full_disk_leaves_nothing_half_written(disk: Path, free: int) -> None:
    course = SmallCourse(disk / "course").write()
    assert course.grade("--student", "nobody").code == 2
    course.hand_in_all(STUDENTS)
    _fill(disk, free * 1024)
    stopped = course.grade()
    assert stopped.code != 0
    assert "Traceback" not in stopped.stderr
    assert "space" in stopped.stderr or "full" in stopped.stderr, stopped.stderr
    assert _whole(course)
    (disk / "filler").unlink()
    again = course.grade()
    assert again.code == 0, again.stderr
    assert _scores(course) == DUE


def _fill(disk: Path, free: int) -> None:
    left = shutil.disk_usage(disk).free - free
    (disk / "filler").write_bytes(b"x" * max(0, left))


def _scores(course: SmallCourse) -> dict[str, float]:
    with course.gradebook() as book:
        return {each.student_id: each.score for each in book.assignment_submissions("hw")}


def _whole(course: SmallCourse) -> bool:
    """Whether each submission that has a score has the right one, and each page and notebook there is has its end."""
    book = course.root / "gradebook.db"
    scores = _scores(course) if book.exists() and book.stat().st_size and _knows(course) else {}
    notebooks = course.files("autograded").items()
    pages = course.files("feedback").items()
    return (
        scores.items() <= DUE.items()
        and all(data.rstrip().endswith(b"}") for name, data in notebooks if name.endswith(".ipynb"))
        and all(data.rstrip().endswith(b"</html>") for name, data in pages if name.endswith(".html"))
    )


def _knows(course: SmallCourse) -> bool:
    with course.gradebook() as book:
        return any(each.name == "hw" for each in book.assignments)
