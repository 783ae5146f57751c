"""A check cell, compiled: what of it is hidden, what it weighs, what is wrong with it."""

from __future__ import annotations

import pytest
from courses import hidden

from autograder.checker.cell import compile_check
from autograder.errors import AssignmentError

HIDDEN_FIRST = hidden("secret = 42")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("x = = 1", "syntax error in line 1"),
        ("\n\nassert f(", "syntax error in line 3"),
        ("### BEGIN HIDDEN TESTS\nx = 1", "has no"),
        (hidden(hidden("x = 1")), "holds another"),
        ("%%bash\nls", "cannot begin with a cell magic"),
        ("# points: many\nassert f() == 1", "should give a number"),
        ("# points: -1\nassert f() == 1", "should give a number"),
        ("# points: 1.2.3\nassert f() == 1", "should give a number"),
        ("x = '\0'", "syntax error"),
    ],
)
def test_a_cell_that_cannot_be_used_says_which_and_why(source: str, says: str) -> None:
    with pytest.raises(AssignmentError, match=says) as caught:
        compile_check(source, "<conv_checks>")
    assert "<conv_checks>" in str(caught.value)


def test_magics_and_shell_lines_do_nothing_in_a_check() -> None:
    code = compile_check("%matplotlib inline\n!echo hi\nassert f() == 1", "<a>")
    assert code.has_statements


def test_a_line_that_begins_with_a_percent_sign_can_be_an_expression() -> None:
    source = "text = ('%d'\n        % 3)\nassert text == '3'"
    names: dict[str, object] = {}
    for group in compile_check(source, "<a>").groups:
        exec(group.code, names)
    assert names["text"] == "3"


def test_the_lines_of_a_hidden_region_are_hidden() -> None:
    code = compile_check("assert f() == 1\n" + hidden("assert f() == 2"), "<a>")
    assert code.hidden_lines == {2, 3, 4}


def test_a_visible_line_that_uses_what_a_hidden_one_binds_is_hidden_to_the_last_link() -> None:
    code = compile_check(
        HIDDEN_FIRST
        + "total = secret + 1\nassert g() == 5\nassert f() == total\ndef test_a():\n    assert total",
        "<a>",
    )
    assert code.hidden_lines == {1, 2, 3, 4, 6, 7, 8}


def test_a_line_that_uses_what_an_earlier_cell_hid_is_hidden_too() -> None:
    code = compile_check("assert g() == 5\nassert f() == secret", "<b>")
    assert code.hidden_lines == set()
    assert code.hiding({"secret"}).hidden_lines == {2}


def test_the_plain_asserts_weigh_what_the_comment_says() -> None:
    assert compile_check("assert f()", "<a>").weight == 1
    assert compile_check("# points: 2.5\nassert f()", "<a>").weight == 2.5
    assert compile_check("#points:0\nassert f()", "<a>").weight == 0


@pytest.mark.parametrize(
    ("source", "counts"),
    [("import numpy as np", False), ("x = 1", False), ("assert f()", True), ("f()", True), ("'text'", False)],
)
def test_only_statements_that_can_fail_count_as_a_check(source: str, counts: bool) -> None:
    assert compile_check(source + "\ndef test_a(): pass", "<a>").has_statements is counts
