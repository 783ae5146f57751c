"""The whole look at an assignment, in its order."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from author import complaints
from courses import assignment, checks, hidden, locked, solution

from autograder.authoring.examine import TOPICS, Examination
from autograder.authoring.findings import Status, Topic
from autograder.course import open_course
from autograder.errors import PlatformError, UsageError
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox

SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
CHECKS = "import doubling_oracle\n" + hidden("assert f(7) == doubling_oracle.twice(7)")


class NoWall(FakeSandbox):
    """A sandbox that is not for tests, and does not hold."""

    is_for_tests = False


def fresh(settings, kind=FakeSandbox):
    return kind(SandboxSpec(python=Path(sys.executable), preload=(), seed=settings.seed))


@pytest.fixture
def course(tmp_path):
    assignment(tmp_path, locked("import math"), solution(SOLUTION), checks(CHECKS))
    (tmp_path / "checks/doubling_oracle.py").write_text("def twice(x):\n    return x + x\n")
    return tmp_path


def look(course, make=fresh):
    return list(Examination(open_course(course, {}), "hw", make).topics())


def files(course):
    return {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}


def test_a_good_assignment_is_well_in_every_topic_in_order(course):
    topics = look(course)
    assert [topic[0].topic for topic in topics] == list(Topic)
    assert len(topics) == TOPICS
    assert complaints([finding for topic in topics for finding in topic]) == []


def test_nothing_is_recorded_and_nothing_moves(course):
    before, here, path = files(course), Path.cwd(), list(sys.path)
    look(course)
    assert files(course) == before
    assert (Path.cwd(), sys.path) == (here, path)


def test_a_notebook_that_cannot_be_read_is_one_finding(course):
    (course / "source/hw/hw.ipynb").write_text("no notebook")
    (topic,) = look(course)
    assert [finding.status for finding in topic] == [Status.WRONG]
    assert "cannot be read as a notebook" in topic[0].text


def test_two_cells_with_one_id_are_one_finding(course):
    node = nbformat.read(course / "source/hw/hw.ipynb", 4)
    node.cells[1].metadata["nbgrader"]["grade_id"] = "checks"
    nbformat.write(node, course / "source/hw/hw.ipynb")
    (topic,) = look(course)
    assert "two cells have the id 'checks'" in topic[0].text


def test_what_cannot_be_compiled_is_not_graded(course):
    assignment(course, solution(SOLUTION), checks("assert f(1 =="))
    topics = look(course)
    assert [topic[0].topic for topic in topics] == [Topic.FORM, Topic.RELEASE, Topic.LEAKS]


def test_an_assignment_that_is_not_there_is_misuse(course):
    with pytest.raises(UsageError, match="there is no assignment"):
        list(Examination(open_course(course, {}), "none", fresh).topics())


def test_a_sandbox_that_does_not_hold_stops_the_look(course):
    with pytest.raises(PlatformError, match="does not hold"):
        look(course, lambda settings: fresh(settings, NoWall))


def test_the_second_seed_reaches_the_kernel(course):
    seeds = []

    def noting(settings):
        seeds.append(settings.seed)
        return fresh(settings)

    look(course, noting)
    assert seeds[1] == replace(open_course(course, {}).settings_for("hw")).seed + 1
