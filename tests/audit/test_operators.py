"""Changes of arithmetic and conditions: an example of each, and what is left alone."""

from __future__ import annotations

import ast

import pytest
from changed import all_made, made_by

from autograder.audit.mutation.changes import OPERATORS
from autograder.audit.mutation.operators import but


@pytest.mark.parametrize(
    ("operator", "before", "after"),
    [
        ("swap operator", "a + b", ["a - b"]),
        ("swap operator", "a - b", ["a + b"]),
        ("swap operator", "a * b", ["a / b"]),
        ("swap operator", "a / b", ["a * b"]),
        ("swap operator", "a // b", ["a / b"]),
        ("swap operator", "a @ b", ["a * b"]),
        ("swap operator", "a ** b", ["a * b"]),
        ("swap operator", "a % b", ["a // b"]),
        ("keep one operand", "a + b", ["a", "b"]),
        ("keep one operand", "a ** b", ["a"]),
        ("swap operands", "a - b", ["b - a"]),
        ("swap operands", "a @ b", ["b @ a"]),
        ("swap operands", "a + b", []),
        ("drop minus", "-a", ["a"]),
        ("change constant", "f(0)", ["f(1)"]),
        ("change constant", "f(1)", ["f(0)", "f(2)"]),
        ("change constant", "f(5)", ["f(6)", "f(4)"]),
        ("change constant", "f(0.5)", ["f(1.0)", "f(-0.5)"]),
        ("change constant", "f(0.0)", ["f(1.0)"]),
        ("flip flag", "f(True)", ["f(False)"]),
        ("move boundary", "a < b", ["a <= b"]),
        ("move boundary", "a >= b", ["a > b"]),
        ("move boundary", "a < b <= c", ["a <= b <= c", "a < b < c"]),
        ("negate condition", "a < b", ["a >= b"]),
        ("negate condition", "a == b", ["a != b"]),
        ("negate condition", "a is None", ["a is not None"]),
        ("negate condition", "a in b", ["a not in b"]),
        ("negate condition", "not a", ["a"]),
        ("negate condition", "b if a else c", ["b if not a else c"]),
        ("drop condition", "b if a else c", ["b", "c"]),
        ("drop condition", "np.where(a, b, c)", ["b", "c"]),
        ("drop condition", "[a for a in b if a]", ["[a for a in b]"]),
        ("change and/or", "a and b", ["a or b", "b", "a"]),
        ("change and/or", "a or b or c", ["a and b and c", "b or c", "a or c", "a or b"]),
    ],
)
def test_an_operator_changes_one_thing(operator: str, before: str, after: list[str]) -> None:
    assert made_by(operator, f"x = {before}") == [f"x = {text}" for text in after]


def test_a_branch_is_taken_always_or_never() -> None:
    made = made_by("drop condition", "if a:\n    x = 1\nelse:\n    x = 2")
    assert [text.split("\n")[0] for text in made] == ["if True:", "if False:"]


def test_a_branch_that_is_never_taken_is_the_deletion_of_one_without_another() -> None:
    assert made_by("drop condition", "if a:\n    x = 1") == ["if True:\n    x = 1"]


def test_a_small_constant_is_made_much_larger_and_nothing_else() -> None:
    assert made_by("change constant", "x = f(1e-08)") == ["x = f(0.01)"]


def test_texts_are_not_calculated_with() -> None:
    assert not all_made("x = 'a' + b")
    assert not all_made("x = f'{a}%s' % b")


def test_an_operator_leaves_what_it_was_given_as_it_was() -> None:
    loop = "    for i in range(3):\n        a += g(a[1:], axis=0) @ b.T\n"
    source = f"def f(a, b):\n{loop}    return a, -b if a < 1 else 2.0"
    tree = ast.parse(source)
    before = ast.dump(tree)
    for operator in OPERATORS:
        for node in ast.walk(tree):
            list(operator.of_node(node))
    assert ast.dump(tree) == before


def test_a_copy_with_another_field_shares_the_rest() -> None:
    node = ast.parse("a + b", mode="eval").body
    new = but(node, op=ast.Sub())
    assert ast.unparse(new) == "a - b"
    assert ast.unparse(node) == "a + b"


def test_operators_have_names_of_their_own() -> None:
    names = [operator.name for operator in OPERATORS]
    assert len(set(names)) == len(names)
