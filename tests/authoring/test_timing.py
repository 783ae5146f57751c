"""How long things take, and what is too near its limit."""

from __future__ import annotations

from author import complaints
from courses import checks, locked, solution

from autograder.authoring.findings import Status
from autograder.authoring.timing import timing_findings
from autograder.authoring.trials import Answers
from autograder.settings import Settings

WAIT = "import time\n\ndef wait():\n    ### BEGIN SOLUTION\n    time.sleep(0.3)\n    ### END SOLUTION"
DEADLINE = "import pytest\n\n@pytest.mark.deadline({})\ndef test_wait():\n    wait()"


def look(author, *cells, **settings):
    trials = author.trials(*cells, **settings)
    return timing_findings(trials.assignment, trials.grade(Answers.REFERENCE), trials.settings)


def test_the_slowest_and_the_class_are_told(author):
    found = look(
        author, solution(WAIT), locked("wait()", "run"), checks("def test_wait():\n    wait()"), jobs=4
    )
    assert complaints(found) == []
    assert "a class of 100 about" in found[0].text
    assert "with 4 at a time" in found[0].text
    assert "s hw: run" in found[0].text
    assert "s hw: checks, test_wait" in found[0].text


def test_a_check_that_takes_more_than_half_of_its_limit_is_a_warning(author):
    found = look(author, solution(WAIT), checks("def test_wait():\n    wait()"), check_seconds=0.5)
    assert complaints(found) == [(Status.WARNING, "hw: checks")]


def test_a_check_with_a_deadline_of_its_own_is_held_to_that(author):
    near = look(author, solution(WAIT), checks(DEADLINE.format(0.5)))
    far = look(author, solution(WAIT), checks(DEADLINE.format(30)), check_seconds=0.5)
    assert complaints(near) == [(Status.WARNING, "hw: checks")]
    assert complaints(far) == []


def test_a_cell_that_takes_more_than_half_of_its_limit_is_a_warning(author):
    trials = author.trials(solution(WAIT), locked("wait()", "run"), checks("def test_wait():\n    wait()"))
    result = trials.grade(Answers.REFERENCE)
    found = timing_findings(trials.assignment, result, Settings(cell_seconds=0.5))
    assert complaints(found) == [(Status.WARNING, "hw: run")]


def test_an_assignment_without_cells_takes_no_time(author):
    assert complaints(look(author)) == []
