"""Verdicts that rest on what a student may change."""

from __future__ import annotations

import pytest
from author import complaints, origins
from courses import checks, hidden, locked, plain, solution

from autograder.authoring.findings import Status
from autograder.authoring.values import value_findings

SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"


def look(author, *cells):
    trials = author.trials(*cells)
    return list(value_findings(trials, origins(trials.assignment), *author.both(trials)))


def test_a_check_that_brings_its_own_values_is_well(author):
    found = look(author, locked("import numpy as np"), solution(SQUARE), checks("assert square(3) == 9"))
    assert complaints(found) == []


@pytest.mark.parametrize("given", [locked, plain])
def test_an_expected_value_of_a_given_cell_can_be_cheated(author, given):
    found = look(author, given("expected = 9"), solution(SQUARE), checks("assert square(3) == expected"))
    assert [status for status, _ in complaints(found)] == [Status.WRONG]
    assert "expected (bound in hw: " in found[0].text


def test_an_input_of_a_given_cell_can_be_cheated_by_noughts(author):
    source = "import numpy as np\nassert np.allclose(square(points), points**2)"
    found = look(
        author, locked("import numpy as np\npoints = np.arange(5.0)"), solution(SQUARE), checks(source)
    )
    assert complaints(found) == [(Status.WRONG, "hw: checks")]


def test_a_list_of_cases_of_a_given_cell_can_be_cheated_by_emptying_it(author):
    source = "for x, y in cases:\n    assert square(x) == y"
    found = look(author, locked("cases = [(2, 4), (3, 9)]"), solution(SQUARE), checks(hidden(source)))
    assert complaints(found) == [(Status.WRONG, "hw: checks")]
    assert "does nothing but change cases" in found[0].text


def test_a_given_value_that_decides_without_a_cheat_found_is_a_warning(author):
    found = look(author, locked("side = 3"), solution(SQUARE), checks("assert square(side) == 9"))
    assert complaints(found) == [(Status.WARNING, "hw: checks")]


def test_a_constant_behind_a_helper_is_found(author):
    given = "limit = 9\n\ndef right(value):\n    return value == limit"
    found = look(author, locked(given), solution(SQUARE), checks("assert right(square(3))"))
    assert complaints(found) == [(Status.WRONG, "hw: checks")]


def test_a_given_function_runs_on_the_host_and_is_well(author):
    given = "def expected(x):\n    return x * x"
    found = look(author, locked(given), solution(SQUARE), checks("assert square(3) == expected(3)"))
    assert complaints(found) == []


def test_a_given_lambda_lives_in_the_students_process(author):
    found = look(
        author, locked("own = lambda x: x * x"), solution(SQUARE), checks("assert square(3) == own(3)")
    )
    assert complaints(found) == [(Status.WRONG, "hw: checks")]


def test_a_value_that_does_not_matter_is_well(author):
    source = "assert square(side) == side * side or side\nassert square(5) == 25"
    assert complaints(look(author, locked("side = 3"), solution(SQUARE), checks(source))) == []


def test_a_given_cell_that_uses_the_students_function_gives_an_answer(author):
    found = look(author, solution(SQUARE), locked("nine = square(3)"), checks("assert nine == 9"))
    assert complaints(found) == []


def test_a_check_without_weight_gives_nothing_away(author):
    source = "# points: 0\nassert square(3) == expected\n" + hidden(
        "def test_f():\n    assert square(4) == 16"
    )
    assert complaints(look(author, locked("expected = 9"), solution(SQUARE), checks(source))) == []


def test_the_students_own_value_as_the_expected_one_is_wrong(author):
    own = SQUARE + "\n\nexpected = 9"
    found = look(author, solution(own), checks("assert square(3) == expected"))
    assert complaints(found) == [(Status.WRONG, "hw: checks")]
    assert "`square(3) == expected`" in found[0].text


def test_a_value_that_is_asked_for_and_compared_with_a_literal_is_well(author):
    own = SQUARE + "\n\nanswer = square(3)"
    assert complaints(look(author, solution(own), checks("assert answer == 9"))) == []
