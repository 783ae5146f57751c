"""Courses that use the plug-in, and one that nbgrader has graded with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The small course and the commands of the end-to-end tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from plugged_course import MANGLED, PluggedCourse
from small_course import SIX


@pytest.fixture
def course(tmp_path: Path) -> PluggedCourse:
    """A course in which nobody has handed in anything."""
    return PluggedCourse(tmp_path / "course").write()


@pytest.fixture(scope="session")
def graded_template(tmp_path_factory: pytest.TempPathFactory) -> PluggedCourse:
    """A course that ``nbgrader autograde`` has graded; not to be changed."""
    made = PluggedCourse(tmp_path_factory.mktemp("plugged") / "course").write().hand_in_all(SIX)
    for student, mangle in MANGLED.items():
        mangle(made.hand_in(student, SIX["ada"]))
    ran = made.autograde()
    assert ran.code == 0, ran.stderr
    return made


@pytest.fixture
def graded(graded_template: PluggedCourse, tmp_path: Path) -> PluggedCourse:
    """A course that ``nbgrader autograde`` has graded a moment ago."""
    return graded_template.copy_to(tmp_path / "course")
