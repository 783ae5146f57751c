"""A sandbox is believed only after a kernel inside has looked at its walls: with a hole in them nothing is graded."""

from __future__ import annotations

import functools

import defences
import pytest
from defences import all_defences
from target_course import TargetCourse
from the_command import Ran, run_warm

pytestmark = pytest.mark.sandbox

SEEN = (
    "process namespace",
    "no network",
    "no further namespaces",
    "no capabilities",
    "read-only system",
    "closed descriptors",
    "system call filter",
    "size of folders",
    "number of files",
)


def _leave_a_hole(name: str) -> None:
    """Turn a defence off, but let the self-check judge."""
    from switches import bounds, wall

    off = all_defences()[name].off
    for module in (defences, wall, bounds):
        defences.replaced(module, "believe", lambda: None)
    off()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> TargetCourse:
    return TargetCourse(tmp_path_factory.mktemp("selfcheck") / "course").plant()


def _graded(course: TargetCourse, hole: str) -> Ran:
    words = ["grade", "hw", "--json", "--course", str(course.root)]
    return run_warm(words, course.environment, prepare=functools.partial(_leave_a_hole, hole))


@pytest.mark.parametrize("hole", SEEN)
def test_nothing_is_graded_behind_a_wall_without(course: TargetCourse, hole: str) -> None:
    ran = _graded(course, hole)
    assert (ran.code, ran.stdout) == (1, "")
    assert "`autograder doctor` says why" in ran.stderr
    assert course.files("autograded") == {}
