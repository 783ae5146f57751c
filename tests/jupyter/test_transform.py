"""Which cells count as check cells, and which asserts are looked at."""

from __future__ import annotations

import ast

import pytest

from autograder.jupyter.transform import has_assert, is_check_cell, with_checks


@pytest.mark.parametrize(
    ("source", "is_one"),
    [
        ("def test_a(): pass", True),
        ("def test_a(tmp_path): pass", True),
        ("def test_a(n=3): pass", True),
        ("def test_a(mine): pass", True),
        ("@pytest.fixture\ndef own(): pass\ndef test_a(own): pass", True),
        ("@pytest.mark.parametrize('n', [1])\ndef test_a(n): pass", True),
        ("class TestA:\n    def test_b(self): pass", True),
        ("def test(model, loader): pass", False),
        ("@torch.no_grad()\ndef test(model): pass", False),
        ("def test_loss(x=1): pass\ntest_loss(3)", False),
        ("class TestA:\n    def __init__(self): pass\n    def test_b(self): pass", False),
        ("class TestA: pass", False),
        ("async def test_a(): pass", False),
        ("if True:\n    def test_a(): pass", False),
        ("test_a = 3", False),
    ],
)
def test_a_check_cell_defines_something_that_pytest_can_call(source: str, is_one: bool) -> None:
    assert is_check_cell(ast.parse(source), ["mine"]) is is_one


def test_where_nbgrader_calls_it_a_check_cell_names_are_enough() -> None:
    assert is_check_cell(ast.parse("def test_a(misspelt): pass"), [], surely=True)
    assert not is_check_cell(ast.parse("assert True"), [], surely=True)


@pytest.mark.parametrize(
    ("source", "has_one"),
    [
        ("assert x", True),
        ("for i in y:\n    with z:\n        assert i", True),
        ("try:\n    pass\nexcept E:\n    assert x", True),
        ("match x:\n    case 1:\n        assert x", True),
        ("def f():\n    assert x", False),
        ("class A:\n    assert x", False),
        ("x = 1", False),
    ],
)
def test_asserts_are_looked_for_at_top_level_and_in_blocks(source: str, has_one: bool) -> None:
    assert has_assert(ast.parse(source).body) is has_one


def test_imports_of_the_future_stay_first() -> None:
    tree = with_checks(ast.parse("'doc'\nfrom __future__ import annotations\ndef test_a(): pass"))
    assert ast.unparse(tree.body[0]) == "from __future__ import annotations"
    compile(ast.fix_missing_locations(tree), "cell", "exec")
