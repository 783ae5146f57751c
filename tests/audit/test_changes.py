"""Each change compiles, differs from its origin and from all others."""

from __future__ import annotations

import ast
import json
import keyword
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.audit.mutation.changes import change_of, changes_of, shape_of
from autograder.audit.mutation.mutants import MOST, mutants_of, solution_lines

SOURCE = Path(__file__).parents[2] / "source"


def solutions(assignment: str) -> dict[str, str]:
    content = json.loads((SOURCE / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
        for cell in content["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    }


@pytest.mark.parametrize("assignment", ["02_backpropagation", "04_convolution_arithmetic"])
def test_each_mutant_of_the_course_compiles_and_is_unlike_all_others(assignment: str) -> None:
    for cell, source in solutions(assignment).items():
        mutants = mutants_of(
            source, notebook=assignment, cell=cell, base="reference", lines=solution_lines(source)
        )
        shapes = [shape_of(ast.parse(mutant.source)) for mutant in mutants]
        assert mutants
        assert shape_of(ast.parse(source)) not in shapes
        assert len(set(shapes)) == len(shapes)
        for mutant in mutants:
            compile(mutant.source, cell, "exec")
            assert mutant.diff
        functions = [mutant.function for mutant in mutants]
        assert max(map(functions.count, functions)) <= MOST


@pytest.mark.parametrize(
    "source", ["", "%matplotlib inline\nx = 1 + 2", "%%time\nx = 1 + 2", "!ls", "x = = 2", "x = '\x00'"]
)
def test_a_cell_that_is_not_plain_python_has_none(source: str) -> None:
    assert changes_of(source) == []


def test_a_cell_may_wait_at_its_top() -> None:
    assert "await f(2)" in [change.source for change in changes_of("await f(1)")]


def test_what_does_not_compile_is_no_change() -> None:
    assert change_of("return 1", "any", "<cell>", 1) is None
    assert change_of("", "any", "<cell>", 1) is None
    assert change_of("x = 1", "any", "<cell>", 1) is not None


def test_a_shape_forgets_comments_and_layout_and_nothing_else() -> None:
    assert shape_of(ast.parse("x=(1 ,\n  2)  # three")) == shape_of(ast.parse("x = (1, 2)"))
    different = [
        "x = 1",
        "x = True",
        "x = 1.0",
        "x = None",
        "x = a[:1]",
        "x = a[1:]",
        "x = {**a}",
        "x = {a: 1}",
    ]
    assert len({shape_of(ast.parse(text)) for text in different}) == len(different)


NAMES = st.from_regex(r"[a-d]{1,2}", fullmatch=True).filter(lambda name: not keyword.iskeyword(name))
ATOMS = st.one_of(NAMES, st.integers(0, 3).map(str), st.sampled_from(["0.5", "1e-8", "True", "None", "'t'"]))
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+ - * / // @ ** % < >= == and or".split()), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        inner.map(lambda text: f"(-{text})"),
        st.tuples(inner, inner).map(lambda two: f"np.where({two[0]}, {two[1]}, keepdims=True, axis=1)"),
        st.tuples(NAMES, inner, inner).map(lambda three: f"{three[0]}[{three[1]}:{three[2]}, None].T"),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} if {three[1]} else {three[2]})"),
        inner.map(lambda text: 'f"{' + text.replace("'t'", "t") + '}"'),
    ),
    max_leaves=6,
)
STATEMENTS = st.one_of(
    st.tuples(NAMES, st.sampled_from(["=", "+=", "/="]), EXPRESSIONS).map(" ".join),
    EXPRESSIONS.map(lambda text: f"return {text}"),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map(lambda two: f"if {two[0]}:\n        a = {two[1]}"),
    EXPRESSIONS.map(lambda text: f"for b in c:\n        opt.step()\n        a += {text}"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=4))
def test_any_function_gives_changes_that_compile_and_differ(statements: list[str]) -> None:
    source = "\n    ".join(["def f(a, c=1):", *statements])
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # quotes in quotes, which this Python cannot read
    before = ast.dump(tree)
    changes = changes_of(source)
    shapes = {change.shape for change in changes}
    assert len(shapes) == len(changes)
    assert shape_of(tree) not in shapes
    assert ast.dump(tree) == before
    for change in changes:
        compile(change.source, "<mutant>", "exec")
