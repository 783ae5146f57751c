"""Changes of calls, slices and statements: an example of each, and what is left alone."""

from __future__ import annotations

import pytest
from changed import made_by


@pytest.mark.parametrize(
    ("operator", "before", "after"),
    [
        ("drop keyword", "f(a, b=c, d=e)", ["f(a, d=e)", "f(a, b=c)"]),
        ("drop keyword", "f(**a)", []),
        ("swap arguments", "f(a, b, c)", ["f(b, a, c)", "f(a, c, b)"]),
        ("swap arguments", "f(a, a)", []),
        ("swap arguments", "f('ij,jk', a, *b)", []),
        ("shift slice", "a[b:c]", ["a[b + 1:c]", "a[b:c - 1]"]),
        ("shift slice", "a[1:]", ["a[2:]", "a[:]"]),
        ("shift slice", "a[:-1]", ["a[:-2]", "a[:]"]),
        ("shift slice", "a[::-1]", ["a[:]"]),
        ("shift slice", "a[:, b]", []),
        ("unwrap call", "np.sqrt(a)", ["a"]),
        ("unwrap call", "a.copy()", ["a"]),
        ("unwrap call", "a.sum(axis=0)", ["a"]),
        ("unwrap call", "max(a, 0)", ["a"]),
        ("unwrap call", "relu_forward(a)", ["a"]),
        ("unwrap call", "Layer(a)", []),
        ("unwrap call", "len(a)", []),
        ("unwrap call", "rng.normal(a)", []),
        ("unwrap call", "np.zeros(a)", []),
    ],
)
def test_an_operator_changes_one_thing(operator: str, before: str, after: list[str]) -> None:
    assert made_by(operator, f"x = {before}") == [f"x = {text}" for text in after]


def test_a_function_returns_nothing_or_its_results_in_another_order() -> None:
    source = "def f(a, b):\n    return (a, b)"
    assert made_by("return nothing", source) == ["def f(a, b):\n    return None"]
    assert made_by("swap results", source) == ["def f(a, b):\n    return (b, a)"]
    assert not made_by("return nothing", "def f():\n    return None")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x += a", ["x -= a", "x = a"]),
        ("x[i] *= a", ["x[i] /= a", "x[i] = a"]),
        ("x **= a", ["x = a"]),
    ],
)
def test_an_update_goes_the_other_way_or_forgets_what_was(before: str, after: list[str]) -> None:
    assert made_by("change update", before) == after


def test_statements_are_left_out_one_at_a_time() -> None:
    source = "x = 0\nx = a\nx += b\nf(x)\nif a:\n    f(x)\n    f(a)"
    made = made_by("delete statement", source)
    assert "x = a\nx += b\nf(x)\nif a:\n    f(x)\n    f(a)" in made
    assert "x = 0\nx = a\nx += b\nf(x)" in made
    assert "x = 0\nx = a\nx += b\nf(x)\nif a:\n    f(a)" in made
    assert len(made) == 7


def test_a_name_that_nothing_else_binds_keeps_its_statement() -> None:
    assert not made_by("delete statement", "def f(a):\n    n = len(a)\n    n += 1\n    return n")[1:]
    assert not made_by("delete statement", "def f(a):\n    n, m = a.shape\n    return n + m")
    assert made_by("delete statement", "def f(a):\n    a = a - 1\n    return a") == [
        "def f(a):\n    return a"
    ]
    assert made_by("delete statement", "def f(a):\n    a.n = 1\n    return a") == ["def f(a):\n    return a"]


def test_what_defines_and_imports_is_not_left_out() -> None:
    assert not made_by("delete statement", "import a\ndef f():\n    pass\nclass C:\n    pass")


def test_the_only_statement_of_a_function_becomes_nothing_and_that_of_a_loop_stays() -> None:
    assert made_by("delete statement", "def f(a):\n    a.n = 1") == ["def f(a):\n    pass"]
    assert made_by("delete statement", "for i in a:\n    f(i)\nf(a)") == ["f(a)", "for i in a:\n    f(i)"]


def test_what_becomes_of_itself_is_left_to_the_deletion_of_the_statement() -> None:
    assert not made_by("unwrap call", "a = relu(a)")
