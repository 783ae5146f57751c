"""A cell's syntax tree, changed so that its test functions run and its failing asserts explain themselves.

A check cell becomes this, with ``__autograder__`` for the ``CheckCell`` of ``running``:

    with __autograder__.statements():     # imports, definitions, assignments: in any case
        ...
    if __autograder__.goes_on:            # anything else: until the first failure, as in grading
        with __autograder__.statements():
            ...
    __autograder__.finish()               # runs the tests, shows how they ended

IPython then runs these statements one by one, as ever: magics, top-level ``await`` and tracebacks are its own.
"""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any, Final

from autograder.checker.cell import DEFINITIONS, bound_in, can_fail, tests_of
from autograder.checker.items import fixtures_in
from autograder.checker.local import explain_asserts
from autograder.jupyter.metadata import marks_of

_BEGIN: Final = """
from autograder.jupyter.running import begin as __autograder__
__autograder__ = __autograder__({tests!r}, {names!r}, {can_fail!r})
"""
_ALWAYS: Final = "with __autograder__.statements(): pass"
_WHILE_GOOD: Final = "if __autograder__.goes_on:\n with __autograder__.statements(): pass"
_SHOW: Final = "__autograder__.show(None)"
_FINISH: Final = "__autograder__.finish()"

# The fixtures that pytest brings along in a check cell.
_BUILTIN_FIXTURES: Final = frozenset(
    {"capsys", "monkeypatch", "pytestconfig", "recwarn", "request", "tmp_path", "tmp_path_factory"}
)
_BLOCKS: Final = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.AsyncFor, ast.AsyncWith, ast.Match)


class CheckTransformer(ast.NodeTransformer):
    """What IPython calls with the tree of each cell before the cell runs."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    def visit(self, node: ast.AST) -> ast.AST:
        """The tree to run: the same one where there is nothing to check, or where we fail ourselves."""
        if not isinstance(node, ast.Module):
            return node
        try:
            return self._transformed(node)
        except Exception as error:  # whatever goes wrong here, the user's cell must run
            warnings.warn(f"autograder leaves this cell as it is: {error!r}", stacklevel=2)
            return node

    def _transformed(self, tree: ast.Module) -> ast.Module:
        is_check = marks_of(self._shell).is_check
        if is_check is not False and is_check_cell(
            tree, fixtures_in(self._shell.user_ns), surely=bool(is_check)
        ):
            tree = with_checks(copy.deepcopy(tree))
        elif has_assert(tree.body):
            tree = copy.deepcopy(tree)
        else:
            return tree
        explain_asserts(tree)
        return ast.fix_missing_locations(tree)


def is_check_cell(tree: ast.Module, fixtures: Collection[str], *, surely: bool = False) -> bool:
    """Whether a cell defines tests: some by name, and one at least that pytest could call.

    A student's own ``def test(model, loader)`` takes arguments that no fixture gives. Where nbgrader's
    metadata calls the cell a check cell (``surely``), names are enough.
    """
    tests = tests_of(tree)
    known = {*fixtures, *_BUILTIN_FIXTURES, *_fixtures_of(tree)}
    defined = [node for node in tree.body if getattr(node, "name", None) in tests]
    return bool(defined) and (surely or any(_is_callable_by_pytest(node, known) for node in defined))


def has_assert(body: list[ast.stmt]) -> bool:
    """Whether an assert stands in ``body`` or a block of it, functions and classes left aside."""
    blocks = (child for node in body if isinstance(node, _BLOCKS) for child in _inner_bodies(node))
    return any(isinstance(node, ast.Assert) for node in body) or any(map(has_assert, blocks))


def with_checks(tree: ast.Module) -> ast.Module:
    """The tree of a check cell, wrapped so that its checks run; see the top of this page."""
    head = _parsed(_BEGIN.format(tests=sorted(tests_of(tree)), names=bound_in(tree), can_fail=can_fail(tree)))
    future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    body = _showing_the_last([node for node in tree.body if node not in future])
    groups = [_wrapped(list(nodes), always=always) for always, nodes in groupby(body, key=_runs_always)]
    tree.body = [*future, *head, *groups, *_parsed(_FINISH)]
    for node in (*head, tree.body[-1]):
        _move(node, tree.body[len(future) + len(head)] if node in head else groups[-1])
    return tree


def _runs_always(node: ast.stmt) -> bool:
    return isinstance(node, (*DEFINITIONS, ast.Assign, ast.AnnAssign))


def _wrapped(nodes: list[ast.stmt], *, always: bool) -> ast.stmt:
    (outer,) = _parsed(_ALWAYS if always else _WHILE_GOOD)
    _move(outer, nodes[0])
    inner = outer.body[0] if isinstance(outer, ast.If) else outer
    assert isinstance(inner, ast.With)
    inner.body = nodes
    return outer


def _showing_the_last(body: list[ast.stmt]) -> list[ast.stmt]:
    """IPython shows the value of a cell's last expression, which is the last no more."""
    if not isinstance(body[-1], ast.Expr):
        return body
    (shown,) = _parsed(_SHOW)
    _move(shown, body[-1])
    assert isinstance(shown, ast.Expr)
    assert isinstance(shown.value, ast.Call)
    shown.value.args = [body[-1].value]
    return [*body[:-1], shown]


def _parsed(source: str) -> list[ast.stmt]:
    return ast.parse(source).body


def _move(node: ast.AST, place: ast.stmt) -> None:
    """Give ``node``, and what is in it, the place in the cell that ``place`` has."""
    for child in ast.walk(node):
        if isinstance(child, (ast.stmt, ast.expr, ast.alias)):
            child.lineno = child.end_lineno = place.lineno
            child.col_offset = child.end_col_offset = place.col_offset


def _inner_bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for child in (node, *getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        for name in ("body", "orelse", "finalbody"):
            yield from [found] if isinstance(found := getattr(child, name, None), list) else []


def _fixtures_of(tree: ast.Module) -> frozenset[str]:
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return frozenset(f.name for f in functions if any("fixture" in ast.unparse(d) for d in f.decorator_list))


def _is_callable_by_pytest(node: ast.stmt, fixtures: Collection[str]) -> bool:
    if isinstance(node, ast.ClassDef):
        methods = {method.name for method in node.body if isinstance(method, ast.FunctionDef)}
        return "__init__" not in methods and any(name.startswith("test") for name in methods)
    assert isinstance(node, ast.FunctionDef)
    if any("pytest" in ast.unparse(decorator) for decorator in node.decorator_list):
        return True
    needed = [*node.args.posonlyargs, *node.args.args]
    needed = needed[: len(needed) - len(node.args.defaults)]
    return all(argument.arg in fixtures for argument in needed)
