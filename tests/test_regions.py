"""Delimited regions and what a cell binds, uses and defines."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.regions import (
    BEGIN_HIDDEN,
    END_HIDDEN,
    RegionError,
    bound_names,
    definitions,
    free_names,
    is_stub,
    names_of,
    plain_python,
    region_lines,
    used_names,
)


def lines(source: str) -> frozenset[int]:
    return region_lines(source, BEGIN_HIDDEN, END_HIDDEN)


def test_a_region_goes_from_one_delimiter_to_the_other() -> None:
    assert lines("a\n# BEGIN HIDDEN TESTS\nb\n    ### END HIDDEN TESTS ###\nc") == {2, 3, 4}
    assert lines(
        "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\nx\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"
    ) == {
        1,
        2,
        4,
        5,
    }
    assert lines("a\n### END HIDDEN TESTS") == frozenset()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", "holds another"),
        ("### BEGIN HIDDEN TESTS\nx", "has no"),
    ],
)
def test_a_region_that_is_nested_or_open_is_refused(source: str, says: str) -> None:
    with pytest.raises(RegionError, match=says):
        lines(source)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = 1\ny: int = 2\nz += 1", {"x", "y", "z"}),
        ("import numpy as np, os.path\nfrom a import b as c", {"np", "os", "c"}),
        ("def f(a):\n    inner = 1\nclass C:\n    field = 1", {"f", "C"}),
        ("for i in x: pass\nwith a as b: pass\n(p, *q) = r\nif (w := 1): pass", {"i", "b", "p", "q", "w"}),
        ("%matplotlib inline\n!pip list\nx = 1", {"x"}),
        ("%%time\nx = 1", {"x"}),
        ("%%capture out\nx = 1", {"x"}),
        ("%%bash\nx=1", set()),
        ("def f(:", set()),
        ("x = (1\n     % 2)", {"x"}),
    ],
)
def test_the_names_that_a_cell_binds(source: str, names: set[str]) -> None:
    assert bound_names(source) == names


def test_the_names_that_a_cell_uses_at_any_depth() -> None:
    assert used_names("def f(a):\n    return g(a.b) + [h for h in x]") >= {"g", "a", "x"}
    assert used_names("not python(") == frozenset()


def test_only_imports_functions_and_classes_are_definitions() -> None:
    found = definitions("import a.b\nx = f()\ndef g(): pass\nclass H: pass\nif x:\n    def no(): pass")
    assert [names_of(node) for node in found] == [("a",), ("g",), ("H",)]
    assert names_of(ast.parse("x = 1").body[0]) == ()


@given(
    st.lists(st.sampled_from(["x = 1", "%magic", "  !ls", "def f():", "    %time y", "'''", "% 3"])).map(
        "\n".join
    )
)
def test_magics_are_taken_out_line_for_line(source: str) -> None:
    assert plain_python(source).count("\n") == source.count("\n")


@pytest.mark.parametrize(
    "source", ["", "# YOUR CODE HERE", '"""Later."""\npass', "...", "raise NotImplementedError()"]
)
def test_a_cell_that_only_passes_or_raises_is_a_stub(source: str) -> None:
    assert is_stub(source)


@pytest.mark.parametrize("source", ["x = 1", "def f():\n    raise NotImplementedError()", "plot()", "x ="])
def test_a_cell_that_binds_or_calls_or_cannot_be_parsed_is_none(source: str) -> None:
    assert not is_stub(source)


@pytest.mark.parametrize(
    ("source", "due"),
    [
        ("def f(a, n=N):\n    b = a + c\n    return b * n", {"N", "c"}),
        ("x = [y for y in z]\nprint(x)", {"z", "print"}),
        ("class A(B):\n    k = K\n    def m(self):\n        return self.k + G", {"B", "K", "G"}),
        ("def f():\n    def g():\n        return a + b\n    a = 1\n    return g", {"b"}),
        ("import numpy as np\nnp.ones(n)", {"n"}),
        ("%matplotlib inline\nf(1)", {"f"}),
        ("not python(", set()),
    ],
)
def test_names_that_a_cell_asks_others_for_are_free(source: str, due: set[str]) -> None:
    assert free_names(source) == due
