"""Checks that run beside the student's code, and what checks outside cannot see."""

from __future__ import annotations

import pytest
from author import complaints, origins
from courses import checks, solution

from autograder.authoring.findings import Status
from autograder.authoring.outside import outside_findings
from autograder.authoring.trials import Answers
from autograder.results import Outcome, SubmissionResult
from autograder.settings import Settings

RELU = "def relu(x):\n    ### BEGIN SOLUTION\n    return [max(0, v) for v in x]\n    ### END SOLUTION"


def look(author, *cells, notes=(), **settings):
    source = author.write(*cells)
    reference = SubmissionResult("reference", "hw", Outcome.PASSED, "", 1, 1, 0.1, notes=notes)
    return outside_findings(source, origins(source), Settings(**settings), reference)


def test_what_grading_noted_about_the_reference_is_a_warning(author):
    found = look(author, solution(RELU), checks("assert relu([]) == []"), notes=("cell 2 redefines relu",))
    assert [(f.status, f.text) for f in found] == [(Status.WARNING, "cell 2 redefines relu")]


def test_checks_outside_are_well(author):
    found = look(
        author, solution(RELU), checks("assert relu([1]) == [1]"), checks("assert relu([]) == []", "b")
    )
    assert complaints(found) == []
    assert found[0].text == "all 2 check cells run outside the student's process"


@pytest.mark.parametrize(
    "source",
    [
        "x = [1, -1]\ny = relu(x)\nassert x == [1, -1]",
        "def test_x():\n    x = [1, -1]\n    y = relu(x)\n    assert y == [1, 0]\n    assert x == [1, -1]",
        "import numpy as np\nx = np.ones(3)\ny = relu(x)\nnp.testing.assert_array_equal(x, np.ones(3))",
    ],
)
def test_a_look_at_an_argument_after_the_call_is_a_warning(author, source):
    found = look(author, solution(RELU), checks(source))
    assert complaints(found) == [(Status.WARNING, "hw: checks")]
    assert "looks at x" in found[0].text


def test_with_in_place_always_it_sees_the_change(author):
    source = "x = [1, -1]\ny = relu(x)\nassert x == [1, -1]"
    assert complaints(look(author, solution(RELU), checks(source), in_place="always")) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = [1, -1]\nrelu(x)\nassert x == [1, -1]",
        "x = [1, 2]\ny = relu(x)\nassert y == x",
        "x = [1, 2]\ny = relu(x)\nx = [3]\nassert x == [3]",
        "x = [1, 2]\nassert relu(x) == x\nassert len(relu(x)) == len(x)",
        "import autograder as a\nx = [1]\ny, after = a.call_by_reference(relu, x)\nassert after[0] == x",
    ],
)
def test_other_uses_of_an_argument_are_well(author, source):
    assert complaints(look(author, solution(RELU), checks(source))) == []


def test_a_check_cell_that_runs_in_the_notebook_is_a_warning_that_says_why(author):
    trials = author.trials(solution(RELU), checks("# autograder: in the notebook\nassert relu([-1]) == [0]"))
    source = trials.assignment
    found = outside_findings(source, origins(source), trials.settings, trials.grade(Answers.REFERENCE))
    assert complaints(found) == [(Status.WARNING, "hw: checks")]
    assert "its author says so" in found[0].text
