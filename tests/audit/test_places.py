"""Where a solution may be changed, and where a change would say nothing."""

from __future__ import annotations

import ast

import pytest
from changed import all_made

from autograder.audit.mutation.changes import changes_of
from autograder.audit.mutation.places import bound_once, called_name, root_of


@pytest.mark.parametrize(
    "source",
    [
        '"""Adds 1 to 2, or not."""',
        'def f():\n    """Returns 1."""',
        "def f(a: tuple[int, 3]) -> 1 + 2:\n    pass",
        "print(a + 1)",
        "logger.info('loss', 1 - a)",
        "logging.warning(max(a, b))",
        "warnings.warn(str(1 + a))",
        "plt.plot(a, b, alpha=0.5)",
        "def f(seed=0):\n    pass",
        "def f(*, random_state=42):\n    pass",
        "if not isinstance(a, int):\n    raise TypeError('1' + b)",
        "assert isinstance(a, (int, float)), f'{a + 1}'",
    ],
)
def test_nothing_is_changed_in_texts_messages_annotations_seeds_and_type_checks(source: str) -> None:
    assert not all_made(source)


@pytest.mark.parametrize("source", ["np.random.seed(0)", "rng = np.random.default_rng(7)", "f(seed=3)"])
def test_a_fixed_seed_keeps_its_number(source: str) -> None:
    assert not any(change.operator == "change constant" for change in changes_of(source))


def test_a_message_is_left_alone_and_its_refusal_is_not() -> None:
    source = "if a < 0:\n    raise ValueError(f'{a + 1} is {2 * b}')"
    assert all(
        "raise ValueError(f'{a + 1} is {2 * b}')" in text for text in all_made(source) if "raise" in text
    )
    assert "if a <= 0:" in "".join(all_made(source))


def test_the_branches_of_a_type_check_may_be_changed() -> None:
    source = "x = 0\nif isinstance(a, int):\n    x = a + 1\nelse:\n    x = a"
    made = all_made(source)
    assert any("x = a - 1" in text for text in made)
    assert all("if isinstance(a, int):" in text for text in made if "else" in text)


def test_only_the_lines_that_count_are_changed() -> None:
    source = "a = 1 + b\na = 2 + b\nfor i in c:\n    a = 3 + b\n    a = 4 + b"
    assert {change.line for change in changes_of(source, {2, 5})} == {2, 5}
    assert {change.line for change in changes_of(source)} == {1, 2, 3, 4, 5}


def test_changes_belong_to_the_innermost_function_or_class() -> None:
    source = """\
x = 1 + a
class C:
    y = 2 + a
    def m(self):
        return 3 + a
def outer():
    z = 4 + a
    def inner():
        return 5 + a
    return inner() + z
"""
    found = {
        (change.line, change.function) for change in changes_of(source) if change.operator == "swap operator"
    }
    assert found == {
        (1, "<cell>"),
        (3, "C"),
        (5, "C.m"),
        (7, "outer"),
        (9, "outer.inner"),
        (10, "outer"),
    }


def test_what_is_assigned_to_is_not_replaced_but_its_index_is() -> None:
    assert "x[0:n, None] = y" in all_made("x[1:n, None] = y")
    assert not any(text.startswith("x =") for text in all_made("x[:, None] = y"))


def test_the_root_and_the_last_name_of_a_chain() -> None:
    node = ast.parse("np.linalg.norm(x)[0]", mode="eval").body
    assert root_of(node) == "np"
    assert called_name(node) == ""
    assert isinstance(node, ast.Subscript)
    assert called_name(node.value) == "norm"


def test_names_bound_at_one_place_only() -> None:
    function = ast.parse("def f(a):\n    b = 1\n    c = 2\n    c = 3\n    b += 1\n    a = 1").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert bound_once(function) == {"b"}
