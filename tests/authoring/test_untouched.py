"""What a student earns who did nothing."""

from __future__ import annotations

import pytest
from author import complaints
from courses import checks, essay, hidden, solution

from autograder.authoring.findings import Status
from autograder.authoring.untouched import untouched_findings

SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


def look(author, *cells, **settings):
    trials = author.trials(*cells, **settings)
    reference, untouched = author.both(trials)
    return untouched_findings(trials.assignment, untouched, reference)


def test_an_empty_submission_that_earns_nothing_is_well(author):
    found = look(author, solution(SOLUTION), checks("assert f(2) == 4", points=2), essay("Because."))
    assert complaints(found) == []
    assert found[0].text == "the assignment as it is released earns 0 of 2 points"


def test_points_for_nothing_are_a_warning(author):
    source = "assert callable(f)\n" + hidden("def test_f():\n    assert f(2) == 4")
    found = look(author, solution(SOLUTION), checks(source, points=2))
    assert complaints(found) == [(Status.WARNING, "hw: checks")]
    assert found[0].text == "gives 1 of 2 points to a student who did nothing (asserts)"


def test_a_check_that_never_looks_at_the_student_says_so(author):
    found = look(author, solution(SOLUTION), checks("assert 2 + 2 == 4"))
    assert "never looks at the student's notebook" in found[0].text


def test_a_check_that_looks_through_an_earlier_cell_does_look(author):
    found = look(author, solution(SOLUTION), checks("g = f\nassert g(2) == 4"), checks("assert g", "later"))
    assert not any("never looks" in finding.text for finding in found)


@pytest.mark.parametrize("how", ["comment", "tag"])
def test_points_that_the_author_gives_away_are_well(author, how):
    cell = checks("assert callable(f)" + ("\n# autograder: free points" if how == "comment" else ""))
    cell.metadata["tags"] = ["free-points"] if how == "tag" else []
    assert complaints(look(author, solution(SOLUTION), cell)) == []


def test_a_check_that_hangs_on_the_placeholder_is_wrong(author):
    waits = "import time\n\ndef f(x):\n    time.sleep(9)\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    found = look(author, solution(waits), checks("def test_f():\n    assert f(2) == 2"), check_seconds=0.5)
    assert complaints(found) == [(Status.WRONG, "hw: checks")]
    assert "timeout" in found[0].text


def test_a_notebook_that_crashes_before_any_check_is_wrong(author):
    dies = "import os\nos._exit(3)\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    found = look(author, solution(dies), checks("assert x == 1"))
    assert Status.WRONG in {status for status, _ in complaints(found)}
    assert "crashed" in found[0].text


def test_a_check_that_cannot_work_at_all_is_the_references_affair(author):
    assert complaints(look(author, solution(SOLUTION), checks("assert unknown_helper(f(2))"))) == []
