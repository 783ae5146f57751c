"""What the author's own solution earns."""

from __future__ import annotations

from dataclasses import replace

from author import complaints
from courses import checks, essay, hidden, locked, solution

from autograder.authoring.findings import Status
from autograder.authoring.reference import reference_findings, seed_findings
from autograder.authoring.trials import Answers
from autograder.results import Outcome

SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


def look(author, *cells):
    return reference_findings(author.trials(*cells).grade(Answers.REFERENCE))


def test_full_marks_are_told_with_what_is_left_for_a_person(author):
    found = look(
        author, solution(SOLUTION), checks("assert f(2) == 4", points=3), essay("Because.", points=2)
    )
    assert complaints(found) == []
    assert found[0].text == "the reference solution earns 3 of 3 points; 2 more are a person's"


def test_a_check_that_the_reference_fails_is_wrong_and_shown(author):
    found = look(author, solution(SOLUTION), checks(hidden("def test_f():\n    assert f(2) == 5")))
    assert complaints(found) == [(Status.WRONG, "hw: checks")]
    assert "assert 4 == 5" in found[0].detail


def test_a_name_that_no_cell_defines_is_wrong(author):
    found = look(author, solution(SOLUTION), checks("assert undefined_helper(f(2))"))
    assert complaints(found) == [(Status.WRONG, "hw: checks")]
    assert "undefined_helper" in found[0].detail


def test_a_cell_that_raises_is_wrong_though_no_check_minds(author):
    found = look(author, locked("import no_such_module"), solution(SOLUTION), checks("assert f(2) == 4"))
    assert complaints(found) == [(Status.WRONG, "hw: setup")]
    assert "ModuleNotFoundError" in found[0].text


def test_a_check_that_hangs_on_the_seed_is_a_warning(author):
    trials = author.trials(
        solution("import numpy as np\ndraw = np.random.random()"), checks("assert 0 <= draw < 1\ndraw")
    )
    lucky = trials.grade(Answers.REFERENCE)
    cell = lucky.cells[0]
    first = replace(lucky, cells=(replace(cell, checks=(replace(cell.checks[0], outcome=Outcome.PASSED),)),))
    assert complaints(seed_findings(first, lucky)) == [(Status.WARNING, "hw: checks")]


def test_a_check_that_passes_with_every_seed_is_well(author):
    result = author.trials(solution(SOLUTION), checks("assert f(2) == 4")).grade(Answers.REFERENCE)
    assert complaints(seed_findings(result, result)) == []
