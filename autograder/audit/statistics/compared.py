"""The numbers that a check cell compares an accuracy with, read from its text.

Followed are names that the cell binds, in a test function or outside: to a number, to an accuracy, and to what is
worked out from either by ``+ - * /``. Functions and fixtures of the cell that return an accuracy count as one, and so
do ``max``, ``min``, ``round`` and the like of it.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from autograder.regions import tree_of

_PLAIN: Final = "asserts"
_ARITHMETIC: Final[dict[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_KEEPS: Final = frozenset("max min round float sorted mean median".split())
"""Functions whose result stands on the scale of what they are given."""


def thresholds_in(source: str) -> dict[str, tuple[float, ...]]:
    """For each check of the check cell ``source``, what it compares an accuracy with, lowest first.

    A check is a test function (``test_a``, ``TestA::test_b``) or ``asserts``; those without such a number are left
    out. A number counts where an accuracy must reach it, and lies above 0: in ``value >= 0.9``, ``0.9 <= value <= 1``
    and ``if value < 0.9``, as an end of ``linear`` and a key of ``steps``; not in ``assert value < 1``. Of numbers that
    are asserted the highest alone counts: it gives all or nothing, whatever the others say.
    """
    outside, tests = _Reader({}), []
    for node in tree_of(source).body:
        for name, function in _functions(node):
            if function.name.startswith("test"):
                tests.append((name, function))
            else:
                outside.learn_function(function)
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            outside.visit(node)
    checks = {_PLAIN: outside}
    for name, function in tests:
        checks[name] = _Reader(outside.known)
        checks[name].visit(function)
    return {name: numbers for name, reader in checks.items() if (numbers := reader.thresholds())}


@dataclass(frozen=True, slots=True)
class _Figure:
    """``scale * accuracy + shift``; or, where it ``is_record``, the record that has an accuracy for its ``value``."""

    scale: float = 1.0
    shift: float = 0.0
    is_record: bool = False

    def accuracy_at(self, number: float) -> float:
        """The accuracy at which this figure is ``number``, without the last digits' dust."""
        return round((number - self.shift) / self.scale, 12)


_Table = tuple[float, ...]
_Known = float | _Table | _Figure


def _functions(node: ast.stmt, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that ``node`` is or, where it is a class, holds, under the names that checks have."""
    if isinstance(node, ast.FunctionDef):
        yield prefix + node.name, node
    elif isinstance(node, ast.ClassDef):
        for each in node.body:
            yield from _functions(each, f"{prefix}{node.name}::")


class _Reader(ast.NodeVisitor):
    """Reads statements in their order, and keeps what names are ``known`` to be."""

    def __init__(self, known: dict[str, _Known]) -> None:
        self.known = dict(known)
        self._asserted: set[float] = set()
        self._asked: set[float] = set()
        self._is_asserting = False

    def thresholds(self) -> tuple[float, ...]:
        """The numbers found, lowest first."""
        highest = {max(self._asserted)} if self._asserted else set()
        return tuple(sorted(highest | self._asked))

    def learn_function(self, function: ast.FunctionDef) -> None:
        """Take the name of ``function``, which may be a fixture, for what it returns."""
        inner = _Reader(self.known)
        inner.visit(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and (found := inner._meaning(node.value)) is not None:
                self.known[function.name] = found

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "accuracy" and alias.asname:
                self.known[alias.asname] = _Figure(is_record=True)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            self._bind(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        self._bind(node.target, node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.generic_visit(node)
        self._bind(node.target, node.value)

    def visit_Assert(self, node: ast.Assert) -> None:
        self._is_asserting = True
        self.visit(node.test)
        self._is_asserting = False

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        # Who asserts that a value is not below a number asserts that it reaches it.
        before = self._is_asserting
        self._is_asserting = before and not isinstance(node.op, ast.Not)
        self.generic_visit(node)
        self._is_asserting = before

    def visit_Compare(self, node: ast.Compare) -> None:
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        for left, sign, right in zip(sides, node.ops, sides[1:], strict=False):
            if isinstance(sign, (ast.Gt, ast.GtE)):
                self._compare(left, right)
            elif isinstance(sign, (ast.Lt, ast.LtE)):
                self._compare(right, left)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        named = {each.arg: each.value for each in node.keywords}
        given = [*node.args, *named.values()]
        figure = self._meaning(named.get("value", given[0])) if given else None
        if not isinstance(figure, _Figure):
            return
        others = [self._meaning(each) for each in given]
        if _called(node) == "linear":
            self._keep(figure, (each for each in others if isinstance(each, float)))
        elif _called(node) == "steps":
            self._keep(figure, (key for each in others if isinstance(each, tuple) for key in each))

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            found = self._meaning(value)
            self.known.pop(target.id, None)
            if found is not None:
                self.known[target.id] = found

    def _compare(self, larger: ast.expr, smaller: ast.expr) -> None:
        """Look at a comparison that says, or asks whether, ``larger`` is not below ``smaller``."""
        above, below = self._meaning(larger), self._meaning(smaller)
        if isinstance(above, _Figure) and isinstance(below, float):
            self._reach(above, below, is_upward=above.scale > 0)
        elif isinstance(above, float) and isinstance(below, _Figure):
            self._reach(below, above, is_upward=below.scale < 0)

    def _reach(self, figure: _Figure, number: float, *, is_upward: bool) -> None:
        # What is asked, in an ``if``, means the same either way round.
        if is_upward or not self._is_asserting:
            self._keep(figure, (number,))

    def _keep(self, figure: _Figure, numbers: Iterable[float]) -> None:
        found = set() if figure.is_record else {figure.accuracy_at(number) for number in numbers}
        (self._asserted if self._is_asserting else self._asked).update(
            each for each in found if 0 < each <= 1
        )

    def _meaning(self, node: ast.expr | None) -> _Known | None:
        """What ``node`` is known to be: a number, the keys of a table, an accuracy or what is made of one."""
        match node:
            case ast.Constant(value=float() | int() as number) if not isinstance(number, bool):
                return float(number)
            case ast.Name(id=name):
                return self.known.get(name)
            case ast.NamedExpr(value=inner):
                return self._meaning(inner)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return _combined(ast.Sub, 0.0, self._meaning(inner))
            case ast.BinOp(left=left, op=sign, right=right):
                return _combined(type(sign), self._meaning(left), self._meaning(right))
            case ast.Dict(keys=keys):
                return tuple(each for each in map(self._meaning, keys) if isinstance(each, float))
            case ast.Attribute(value=inner, attr="value"):
                return _Figure() if self._meaning(inner) == _Figure(is_record=True) else None
            case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
                return self._meaning(inner)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return self._first_figure(elements)
            case ast.Call():
                return self._called(node)
        return None

    def _called(self, node: ast.Call) -> _Known | None:
        name = _called(node)
        if name == "accuracy":
            return _Figure(is_record=True)
        return self._first_figure(node.args) if name in _KEEPS else self.known.get(name)

    def _first_figure(self, nodes: Iterable[ast.expr]) -> _Figure | None:
        return next((each for each in map(self._meaning, nodes) if isinstance(each, _Figure)), None)


def _called(node: ast.Call) -> str:
    """The last name of the function that ``node`` calls."""
    return ast.unparse(node.func).rpartition(".")[2]


def _combined(sign: type[ast.operator], left: _Known | None, right: _Known | None) -> _Known | None:
    """``left sign right`` of two numbers, or of a figure and a number."""
    work = _ARITHMETIC.get(sign)
    if work is None or (sign is ast.Div and right == 0):
        return None
    match left, right:
        case float(), float():
            return work(left, right)
        case _Figure(is_record=False), float():
            if sign in (ast.Add, ast.Sub):
                return _Figure(left.scale, work(left.shift, right))
            return _Figure(work(left.scale, right), work(left.shift, right)) if right else None
        case float(), _Figure(is_record=False) if sign is ast.Sub:
            return _Figure(-right.scale, left - right.shift)
        case float(), _Figure(is_record=False) if sign is not ast.Div:
            return _combined(sign, right, left)
    return None
