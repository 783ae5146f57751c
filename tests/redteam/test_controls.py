"""Each case is real: it gets more than its due from a grader that runs checks in the student's process."""

from __future__ import annotations

from pathlib import Path

import pytest
from case import Case, all_cases
from evidence import breaches
from jar import HERE, Jar
from target_course import MAX_SCORE, RIGHT, TargetCourse

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

UNDER_NBGRADER = [case for case in all_cases() if not case.not_nbgrader and case.control is None]
ON_A_NAIVE_READER = [case for case in all_cases() if case.control is not None]


@pytest.fixture(scope="session")
def nbgrader(tmp_path_factory: pytest.TempPathFactory) -> Jar:
    course = TargetCourse(tmp_path_factory.mktemp("nbgrader") / "course").plant(theirs=True)
    jar = Jar(course, HERE / "nbgrader_in_jar.py")
    jar.prepare()
    return jar


def test_a_right_submission_gets_full_marks_from_nbgrader(nbgrader: Jar, tmp_path: Path) -> None:
    honest = nbgrader.attack(Case("B0", tries="nothing", defence="", cells=RIGHT), tmp_path / "course")
    assert (honest.score, honest.harm) == (MAX_SCORE, [])


@pytest.mark.parametrize("case", [pytest.param(case, id=case.number) for case in UNDER_NBGRADER])
def test_the_attack_succeeds_under_nbgrader(nbgrader: Jar, tmp_path: Path, case: Case) -> None:
    evidence = nbgrader.attack(case, tmp_path / "course")
    assert breaches(evidence, nbgrader.course.secrets, case.due) != []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.number) for case in ON_A_NAIVE_READER])
def test_the_attack_succeeds_on_a_naive_reader(tmp_path: Path, case: Case) -> None:
    assert case.control is not None
    assert case.control(tmp_path) != ""


def test_every_case_has_a_control_or_a_reason() -> None:
    silent = [case.number for case in all_cases() if case.control is not None and case.not_nbgrader == ""]
    assert silent == []
