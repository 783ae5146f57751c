"""Courses for the end-to-end tests, and what this machine must have for them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from small_course import SIX, SmallCourse

ROOT = Path(__file__).resolve().parent.parent.parent

# The demo's class is graded here too; it lies beside the package, not in it.
sys.path.insert(0, str(ROOT))


@pytest.fixture(autouse=True)
def bubblewrap_where_needed(request: pytest.FixtureRequest) -> None:
    """Skip what needs the real sandbox where there is none, but fail where tests are to be complete."""
    if request.node.get_closest_marker("sandbox") is None or shutil.which("bwrap") is not None:
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail("this machine lacks bubblewrap, which a complete run of the tests needs")
    pytest.skip("needs bubblewrap (the package `bubblewrap`)")


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
