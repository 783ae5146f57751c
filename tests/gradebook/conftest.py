"""A real nbgrader course, made once by nbgrader's own generate_assignment and copied for each test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader_course import ANSWERS, Course, Results, first_notebook, second_notebook

from autograder.gradebook import Recorder


@pytest.fixture(scope="session")
def generated_course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    course = Course(tmp_path_factory.mktemp("generated") / "course")
    (course.root / "source/hw").mkdir(parents=True)
    nbformat.write(first_notebook(), course.root / "source/hw/first.ipynb")
    nbformat.write(second_notebook(), course.root / "source/hw/second.ipynb")
    (course.root / "source/hw/figure.csv").write_text("1,2\n")
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader looks for alembic's command when it makes a database.
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        course.generate()
        yield course


@pytest.fixture
def course(generated_course: Course, tmp_path: Path) -> Course:
    copied = generated_course.copy_to(tmp_path / "course")
    copied.hand_in({name: copied.released(name, ANSWERS) for name in ("first", "second")})
    return copied


@pytest.fixture
def result(course: Course) -> Results:
    return Results(course)


@pytest.fixture
def recorder(course: Course) -> Iterator[Recorder]:
    with course.recorder() as opened:
        yield opened
