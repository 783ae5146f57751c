"""A check cell, compiled: its visible and hidden lines, its plain statements and its test functions."""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from types import CodeType
from typing import Final

from _pytest.assertion.rewrite import rewrite_asserts

from autograder.errors import AssignmentError
from autograder.regions import BEGIN_HIDDEN, END_HIDDEN, RegionError, plain_python, region_lines

_DEFINITIONS: Final = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_WEIGHT: Final = re.compile(r"^\s*#\s*points:\s*([0-9.]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring statements of one kind: those that bind names for tests to use or plain, hidden or visible."""

    code: CodeType
    hidden: bool
    only_binds: bool


@dataclass(frozen=True, slots=True)
class CheckCode:
    """A check cell ready to run.

    ``tests`` are the names of its test functions and classes; ``has_statements`` says whether it has plain
    statements that can fail, ``weight`` what those weigh; ``result_code`` is its last expression, whose
    value may be the points earned.
    """

    label: str
    groups: tuple[Group, ...]
    result_code: CodeType | None
    result_hidden: bool
    tests: frozenset[str]
    bound: tuple[str, ...]
    hidden_lines: frozenset[int]
    has_statements: bool
    weight: float

    def is_hidden_line(self, number: int) -> bool:
        """Whether a student never sees this line."""
        return number in self.hidden_lines


@lru_cache(maxsize=1024)
def compile_check(source: str, label: str) -> CheckCode:
    """Compile the check cell ``source``; ``label`` names it in messages and tracebacks.

    Raises:
        AssignmentError: a syntax error, or a hidden region that is nested or not closed.
    """
    try:
        hidden = region_lines(source, BEGIN_HIDDEN, END_HIDDEN)
        text = plain_python(source)
        tree = ast.parse(text)
    except RegionError as error:
        raise AssignmentError(f"{label}: {error}; mend the delimiters in source/") from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        at = f" in line {line}" if line else ""
        what = getattr(error, "msg", None) or error
        raise AssignmentError(f"{label}: the check cell has a syntax error{at}: {what}") from None
    hidden |= _lines_that_use(tree, _names_bound_in(tree, hidden))
    linecache.cache[label] = (len(text), None, text.splitlines(keepends=True), label)
    return _compile(tree, text, label, hidden)


def _compile(tree: ast.Module, text: str, label: str, hidden: frozenset[int]) -> CheckCode:
    plain = [node for node in tree.body if not isinstance(node, _DEFINITIONS)]
    tests = frozenset(node.name for node in tree.body if _is_test(node))
    result = _pop_result(tree) if not tests else None
    bound = tuple(dict.fromkeys(name for node in tree.body for name in _bound_by(node)))
    rewrite_asserts(tree, text.encode(), label)
    return CheckCode(
        label=label,
        groups=tuple(_groups(tree.body, label, hidden)),
        result_code=compile(ast.Expression(result.value), label, "eval") if result else None,
        result_hidden=bool(result) and result.lineno in hidden,  # type: ignore[union-attr]
        tests=tests,
        bound=bound,
        hidden_lines=hidden,
        has_statements=any(not _only_binds(node) for node in plain),
        weight=float(found[1]) if (found := _WEIGHT.search(text)) else 1.0,
    )


def _groups(body: list[ast.stmt], label: str, hidden: frozenset[int]) -> Iterable[Group]:
    # Rewriting turns one assert into several statements, all of them on its line.
    def kind(node: ast.stmt) -> tuple[bool, bool]:
        return _first_line(node) in hidden, isinstance(node, _DEFINITIONS) or _is_assignment(node)

    for (is_hidden, only_binds), nodes in groupby(body, key=kind):
        module = ast.Module(body=list(nodes), type_ignores=[])
        yield Group(compile(module, label, "exec"), is_hidden, only_binds)


def _is_assignment(node: ast.stmt) -> bool:
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return False
    # A rewritten assert assigns, too: to names that no author can write.
    stored = (child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store))
    return not any(name.startswith("@") for name in stored)


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _is_test(node: ast.stmt) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name.startswith("Test")
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test")


def _pop_result(tree: ast.Module) -> ast.Expr | None:
    """Take the last expression off: nbgrader gives the points it evaluates to."""
    if tree.body and isinstance(tree.body[-1], ast.Expr) and len(tree.body) >= 1:
        last = tree.body.pop()
        assert isinstance(last, ast.Expr)
        return last
    return None


def _only_binds(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Pass))


def _bound_by(node: ast.AST) -> Iterable[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
        return
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.alias):
            yield (child.asname or child.name).split(".")[0]


def _names_bound_in(tree: ast.Module, hidden: frozenset[int]) -> frozenset[str]:
    """Names that only hidden lines bind: a visible line that uses one would show hidden values."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for node in tree.body:
        names[_first_line(node) in hidden].update(_bound_by(node))
    return frozenset(names[True] - names[False])


def _lines_that_use(tree: ast.Module, names: frozenset[str]) -> frozenset[int]:
    lines: set[int] = set()
    for node in tree.body:
        used = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
        if used & names:
            lines.update(range(_first_line(node), (node.end_lineno or node.lineno) + 1))
    return frozenset(lines)
