"""A check cell, compiled: its visible and hidden lines, its plain statements and its test functions."""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from types import CodeType
from typing import Final

from _pytest.assertion.rewrite import rewrite_asserts

from autograder.errors import AssignmentError
from autograder.regions import BEGIN_HIDDEN, END_HIDDEN, RegionError, names_of, plain_python, region_lines

DEFINITIONS: Final = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
"""Statements that run even after a plain assert of their cell has failed, as do assignments."""

_WEIGHT: Final = re.compile(r"^\s*#\s*points:[ \t]*(.*?)\s*$", re.MULTILINE)


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
    result_root: str
    result_hidden: bool
    tests: frozenset[str]
    bound: tuple[str, ...]
    hidden_lines: frozenset[int]
    has_statements: bool
    weight: float
    uses: tuple[tuple[range, frozenset[str]], ...]

    @property
    def asserts_hidden(self) -> bool:
        """Whether any plain statement is one that students never see."""
        return self.result_hidden or any(group.hidden and not group.only_binds for group in self.groups)

    def is_hidden_line(self, number: int) -> bool:
        """Whether a student never sees this line."""
        return number in self.hidden_lines

    def hiding(self, names: Collection[str]) -> CheckCode:
        """The same code, whose lines that use ``names``, bound by hidden lines of earlier cells, are hidden."""
        lines = frozenset(line for span, used in self.uses if not used.isdisjoint(names) for line in span)
        return replace(self, hidden_lines=self.hidden_lines | lines) if lines - self.hidden_lines else self


@lru_cache(maxsize=1024)
def compile_check(
    source: str, label: str, delimiters: tuple[str, str] = (BEGIN_HIDDEN, END_HIDDEN)
) -> CheckCode:
    """Compile the check cell ``source``; ``label`` names it, and no other, in messages and tracebacks.

    Raises:
        AssignmentError: a syntax error, a cell magic, a weight that is no number, or a hidden region that is
            nested or not closed.
    """
    if source.lstrip().startswith("%%") and not plain_python(source):
        raise AssignmentError(
            f"{label}: a check cell cannot begin with a cell magic; take its first line out"
        )
    hidden = hidden_lines(source, label, delimiters)
    try:
        text = plain_python(source)
        text = "\n" * (source.count("\n") - text.count("\n")) + text  # empty lines before a cell magic
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        at = f" in line {line}" if line else ""
        what = getattr(error, "msg", None) or error
        raise AssignmentError(f"{label}: the check cell has a syntax error{at}: {what}") from None
    hidden = _spread(tree, hidden)
    linecache.cache[label] = (len(text), None, text.splitlines(keepends=True), label)
    return _compile(tree, text, label, hidden)


def hidden_lines(source: str, label: str, delimiters: tuple[str, str]) -> frozenset[int]:
    """The numbers of the lines of a check cell that students never see.

    Raises:
        AssignmentError: a hidden region is nested or not closed.
    """
    try:
        return region_lines(source, *delimiters)
    except RegionError as error:
        raise AssignmentError(f"{label}: {error}; mend the delimiters in source/") from None


def _compile(tree: ast.Module, text: str, label: str, hidden: frozenset[int]) -> CheckCode:
    tests, bound, has_statements = tests_of(tree), bound_in(tree), can_fail(tree)
    result = _pop_result(tree) if not tests else None
    rewrite_asserts(tree, text.encode(), label)
    return CheckCode(
        label=label,
        groups=tuple(_groups(tree.body, label, hidden)),
        result_code=compile(ast.Expression(result.value), label, "eval") if result else None,
        result_root=_root_name(result.value) if result else "",
        result_hidden=bool(result) and result.lineno in hidden,  # type: ignore[union-attr]
        tests=tests,
        bound=bound,
        hidden_lines=hidden,
        has_statements=has_statements,
        weight=weight_of(text, label),
        uses=tuple((_lines_of(node), _names_in(node)) for node in tree.body),
    )


def tests_of(tree: ast.Module) -> frozenset[str]:
    """The names of a cell's test functions and classes."""
    helpers = _helpers(tree)
    return frozenset(n for node in tree.body if _is_test(node) for n in names_of(node) if n not in helpers)


def bound_in(tree: ast.Module) -> tuple[str, ...]:
    """The names that a cell's statements bind, each once, in their order."""
    return tuple(dict.fromkeys(name for node in tree.body for name in _bound_by(node)))


def can_fail(tree: ast.Module) -> bool:
    """Whether a cell has plain statements that do more than bind names, and so are a check."""
    plain = (node for node in tree.body if not isinstance(node, DEFINITIONS))
    return any(not _only_binds(node) and not _runs_unittest(node) for node in plain)


def hidden_tests(source: str, label: str, delimiters: tuple[str, str]) -> tuple[str, ...]:
    """The test functions of a check cell that students never see, named as their checks are, in their order.

    Raises:
        AssignmentError: as ``compile_check``.
    """
    code = compile_check(source, label, delimiters)
    tree = ast.parse("".join(linecache.getlines(label)))
    tests = (name for node in tree.body if _is_test(node) for name in _functions_of(node, code.tests))
    return tuple(name for name, line in tests if code.is_hidden_line(line))


def _functions_of(node: ast.stmt, tests: frozenset[str]) -> Iterable[tuple[str, int]]:
    """The checks of a test function or class, each with the line on which it begins."""
    if isinstance(node, ast.ClassDef):
        methods = (each for each in node.body if isinstance(each, ast.FunctionDef))
        yield from (
            (f"{node.name}::{each.name}", _first_line(each))
            for each in methods
            if each.name.startswith("test") and node.name in tests
        )
    elif isinstance(node, ast.FunctionDef) and node.name in tests:
        yield node.name, _first_line(node)


def _groups(body: list[ast.stmt], label: str, hidden: frozenset[int]) -> Iterable[Group]:
    # Rewriting turns one assert into several statements, all of them on its line.
    def kind(node: ast.stmt) -> tuple[bool, bool]:
        return _first_line(node) in hidden, isinstance(node, DEFINITIONS) or _is_assignment(node)

    for (is_hidden, only_binds), nodes in groupby(body, key=kind):
        module = ast.Module(body=list(nodes), type_ignores=[])
        yield Group(compile(module, label, "exec"), is_hidden, only_binds)


def _is_assignment(node: ast.stmt) -> bool:
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return False
    # A rewritten assert assigns, too: to names that no author can write.
    stored = (
        child.id
        for child in ast.walk(node)
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
    )
    return not any(name.startswith("@") for name in stored)


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _is_test(node: ast.stmt) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name.startswith("Test") or any(ast.unparse(b).endswith("TestCase") for b in node.bases)
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test")


def _helpers(tree: ast.Module) -> frozenset[str]:
    """Functions that are named like tests, but that the cell itself calls with arguments."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and (node.args or node.keywords))
    return frozenset(call.func.id for call in calls if isinstance(call.func, ast.Name))


def _pop_result(tree: ast.Module) -> ast.Expr | None:
    """Take the last expression off: nbgrader gives the points it evaluates to."""
    if tree.body and isinstance(tree.body[-1], ast.Expr) and len(tree.body) >= 1:
        last = tree.body.pop()
        assert isinstance(last, ast.Expr)
        return last
    return None


def _runs_unittest(node: ast.stmt) -> bool:
    """Whether this is ``unittest.main(...)``: the cell's own test cases are checks of their own already."""
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return called is not None and ast.unparse(called) == "unittest.main"


def _root_name(node: ast.expr) -> str:
    """The name that ``f(x)``, ``a.b`` or ``c[i]`` begins with; empty where something is computed of it."""
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


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
    return frozenset(line for node in tree.body if _names_in(node) & names for line in _lines_of(node))


def _spread(tree: ast.Module, hidden: frozenset[int]) -> frozenset[int]:
    """``hidden`` with all lines that use what hidden lines bind, and what use those, to the end."""
    more = hidden | _lines_that_use(tree, _names_bound_in(tree, hidden))
    return hidden if more == hidden else _spread(tree, more)


def _names_in(node: ast.AST) -> frozenset[str]:
    return frozenset(child.id for child in ast.walk(node) if isinstance(child, ast.Name))


def _lines_of(node: ast.stmt) -> range:
    return range(_first_line(node), (node.end_lineno or node.lineno) + 1)


def weight_of(text: str, label: str) -> float:
    """What a line ``# points: 0.5`` says that the plain asserts of the cell ``text`` weigh; 1 without one.

    Raises:
        AssignmentError: it gives no number from 0 up.
    """
    found = _WEIGHT.search(text)
    if found is None:
        return 1.0
    try:
        weight = float(found[1])
    except ValueError:
        weight = -1.0
    if not 0 <= weight < float("inf"):
        raise AssignmentError(f"{label}: `# points: {found[1]}` should give a number from 0 up")
    return weight
