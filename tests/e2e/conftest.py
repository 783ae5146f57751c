"""Courses for the end-to-end tests, and what this machine must have for them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from small_course import SIX, SmallCourse

ROOT = Path(__file__).resolve().parent.parent.parent

# The demo's class is graded here too; it lies beside the package, not in it.
sys.path.insert(0, str(ROOT))


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    """A course in which nobody has handed in anything."""
    return SmallCourse(tmp_path / "course").write()


@pytest.fixture(scope="session")
def graded_template(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A course of six, graded once; not to be changed."""
    made = SmallCourse(tmp_path_factory.mktemp("graded") / "course").write().hand_in_all(SIX)
    ran = made.grade()
    assert ran.code == 0, ran.stderr
    return made


@pytest.fixture
def graded(graded_template: SmallCourse, tmp_path: Path) -> SmallCourse:
    """A course of six that was graded a moment ago."""
    return graded_template.copy_to(tmp_path / "course")
