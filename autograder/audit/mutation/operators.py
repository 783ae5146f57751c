"""One small change of a solution, the way a mistake is made: arithmetic and conditions.

An operator is a name and a function. The function gets one node, or the statements of one block, and
yields changed versions; it never changes what it was given. ``call_operators.py`` has those for calls and
statements, ``deep_operators.py`` those that know about arrays and training.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from autograder.audit.mutation.places import Block, called_name

EPSILON: Final = 1e-4
"""Smaller constants guard a root or a division: only a much larger one is a mistake."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Statements after a change, and those that it touched."""

    statements: tuple[ast.stmt, ...]
    touched: tuple[ast.stmt, ...]


def _no_nodes(_node: ast.AST) -> Iterable[ast.AST]:
    return ()


def _no_blocks(_block: Block) -> Iterable[Moved]:
    return ()


@dataclass(frozen=True, slots=True)
class Operator:
    """One kind of change; ``only_with`` are names of which a cell must use one for the change to be a likely one."""

    name: str
    of_node: Callable[[ast.AST], Iterable[ast.AST]] = _no_nodes
    of_block: Callable[[Block], Iterable[Moved]] = _no_blocks
    only_with: frozenset[str] = frozenset()


Node = TypeVar("Node", bound=ast.AST)


def but(node: Node, **fields: Any) -> Node:
    """A copy of ``node`` with some fields changed; all others are shared."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def is_text(node: ast.AST) -> bool:
    """Whether a node is a string or a formatted string."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def number(value: float) -> ast.expr:
    """A number as Python's parser would give it."""
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


# Arithmetic.

OTHER: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
"""What is taken for each other in a formula."""


def _arithmetic(node: ast.AST) -> ast.BinOp | None:
    """``node`` where it calculates; texts are put together with the same signs."""
    if not isinstance(node, ast.BinOp) or is_text(node.left) or is_text(node.right):
        return None
    return node


def _swap_operator(node: ast.AST) -> Iterator[ast.AST]:
    if (sum_ := _arithmetic(node)) and type(sum_.op) in OTHER:
        yield but(sum_, op=OTHER[type(sum_.op)]())


def _keep_operand(node: ast.AST) -> Iterator[ast.AST]:
    if sum_ := _arithmetic(node):
        yield sum_.left
        if not isinstance(sum_.op, ast.Pow):
            yield sum_.right


def _swap_operands(node: ast.AST) -> Iterator[ast.AST]:
    if (sum_ := _arithmetic(node)) and isinstance(sum_.op, (ast.Sub, ast.Div, ast.MatMult)):
        yield but(sum_, left=sum_.right, right=sum_.left)


def _drop_minus(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand


def _change_constant(node: ast.AST) -> Iterator[ast.AST]:
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from map(number, _other_numbers(value))


def _other_numbers(value: float) -> tuple[float, ...]:
    if isinstance(value, int):
        return {0: (1,), 1: (0, 2)}.get(value, (value + 1, value - 1))
    if 0 < abs(value) < EPSILON:
        return (value * 1e6,)
    return (2 * value, -value) if value else (1.0,)


def _flip_flag(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)


# Conditions.

_BOUNDARY: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_NEGATED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


def _compared(node: ast.AST, others: dict[type[ast.cmpop], type[ast.cmpop]]) -> Iterator[ast.AST]:
    for index, op in enumerate(node.ops if isinstance(node, ast.Compare) else ()):
        if isinstance(node, ast.Compare) and type(op) in others:
            yield but(node, ops=[*node.ops[:index], others[type(op)](), *node.ops[index + 1 :]])


def _move_boundary(node: ast.AST) -> Iterator[ast.AST]:
    yield from _compared(node, _BOUNDARY)


def _negate(node: ast.AST) -> Iterator[ast.AST]:
    yield from _compared(node, _NEGATED)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    if isinstance(node, (ast.If, ast.IfExp)) and not isinstance(node.test, (ast.Compare, ast.UnaryOp)):
        yield but(node, test=ast.UnaryOp(ast.Not(), node.test))


def _drop_condition(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If):
        yield but(node, test=ast.Constant(True))
        if node.orelse:  # without one it is the statement's deletion
            yield but(node, test=ast.Constant(False))
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif called_name(node) == "where" and isinstance(node, ast.Call) and len(node.args) == 3:
        yield from node.args[1:]
    elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        for index, part in enumerate(node.generators):
            if part.ifs:
                parts = [*node.generators[:index], but(part, ifs=[]), *node.generators[index + 1 :]]
                yield but(node, generators=parts)


def _change_junction(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BoolOp):
        yield but(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for index in range(len(node.values)):
            rest = node.values[:index] + node.values[index + 1 :]
            yield rest[0] if len(rest) == 1 else but(node, values=rest)


ARITHMETIC: Final = (
    Operator("swap operator", _swap_operator),
    Operator("keep one operand", _keep_operand),
    Operator("swap operands", _swap_operands),
    Operator("drop minus", _drop_minus),
    Operator("change constant", _change_constant),
    Operator("flip flag", _flip_flag),
    Operator("move boundary", _move_boundary),
    Operator("negate condition", _negate),
    Operator("drop condition", _drop_condition),
    Operator("change and/or", _change_junction),
)
"""The operators for arithmetic and conditions, in the order in which they take their turns."""
