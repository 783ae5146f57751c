"""What lies in a course's ``audit/`` is read, or refused in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from audit_course import AuditCourse

from autograder.audit.material import Material, read_material
from autograder.classrun import prepare
from autograder.course import open_course
from autograder.errors import AssignmentError


def material(course: AuditCourse) -> Material:
    opened = open_course(course.root, {})
    return read_material(opened, prepare(opened, "hw").assignment)


def test_mistakes_and_alternatives_are_told_apart(tmp_path: Path) -> None:
    found = material(AuditCourse(tmp_path).write())
    assert [variant.name for variant in found.mistakes] == [
        "global_maximum",
        "over_the_batch",
        "without_shift",
    ]
    assert [variant.name for variant in found.alternatives] == ["float32", "row_by_row"]


def test_an_assignment_without_a_folder_of_its_own_has_none(tmp_path: Path) -> None:
    found = material(AuditCourse(tmp_path, mistakes={}, alternatives={}).write())
    assert (found.mistakes, found.alternatives) == ((), ())


def same_name(course: AuditCourse) -> Path:
    return course.lay("alternatives/more", "float32", "alternative", 'summary = "Right."', "x = 1")


def wrong_folder(course: AuditCourse) -> Path:
    return course.lay("mistakes", "good", "alternative", 'summary = "Right."', "x = 1")


def no_header(course: AuditCourse) -> Path:
    path = course.root / "audit/hw/mistakes/bare.py"
    path.write_text("x = 1\n")
    return path


def broken_header(course: AuditCourse) -> Path:
    return course.lay("mistakes", "odd", "mistake", "loses = ", "x = 1")


def unknown_cell(course: AuditCourse) -> Path:
    path = course.lay("mistakes", "lost", "mistake", "loses = 1", "x = 1")
    path.write_text(path.read_text().replace("# %% answer", "# %% anwser"))
    return path


def no_cell(course: AuditCourse) -> Path:
    path = course.lay("mistakes", "empty", "mistake", "loses = 1", "x = 1")
    path.write_text(path.read_text().partition("# %%")[0])
    return path


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (same_name, "have the same name, float32"),
        (wrong_folder, "lies among those that are mistakes"),
        (no_header, "has no header; begin it with"),
        (broken_header, "the header is not TOML"),
        (unknown_cell, "is about anwser, and no solution cell has that name; there are: answer"),
        (no_cell, "changes no cell"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, spoil: Callable[[AuditCourse], Path], says: str
) -> None:
    course = AuditCourse(tmp_path).write()
    path = spoil(course)
    with pytest.raises(AssignmentError, match=says) as caught:
        material(course)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
