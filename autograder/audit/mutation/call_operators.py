"""Changes of calls, slices and statements."""

from __future__ import annotations

import ast
import builtins
import itertools
from collections.abc import Iterator
from typing import Final

from autograder.audit.mutation.operators import OTHER, Moved, Operator, but, is_text, number
from autograder.audit.mutation.places import Block, called_name, root_of

_MODULES: Final = frozenset({"np", "numpy", "torch", "F", "tf", "nn", "math", "jnp", "scipy", "keras"})
_KEEPING_DIMENSIONS: Final = frozenset({"keepdims", "keepdim"})
_EITHER_WAY: Final = frozenset(
    {"max", "min", "maximum", "minimum", "add", "multiply", "equal", "not_equal", "hypot"}
)
"""Functions to which the order of two arguments means nothing."""

_UNWRAPPED: Final = frozenset(
    "sqrt exp log log1p abs fabs square sum mean max min std var cumsum clip clamp maximum minimum round floor ceil"
    " copy clone deepcopy flip sort sorted reversed reshape view flatten ravel squeeze unsqueeze expand_dims transpose"
    " swapaxes permute t astype float relu tanh sigmoid softmax log_softmax pad norm normalize dropout".split()
)


def _drop_keyword(node: ast.AST) -> Iterator[ast.AST]:
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        if keyword.arg not in (None, *_KEEPING_DIMENSIONS):
            yield but(node, keywords=[k for k in _keywords(node) if k is not keyword])


def _keywords(node: ast.AST) -> list[ast.keyword]:
    return node.keywords if isinstance(node, ast.Call) else []


def _swap_arguments(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call) and called_name(node) not in _EITHER_WAY:
        yield from (but(node, args=args) for args in _swapped(node.args))


def _swap_results(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield from (but(node, value=but(node.value, elts=elts)) for elts in _swapped(node.value.elts))


def _swapped(values: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for index, (one, two) in enumerate(itertools.pairwise(values)):
        if not any(isinstance(value, ast.Starred) or is_text(value) for value in (one, two)):
            yield [*values[:index], two, one, *values[index + 2 :]]


def _unwrap_call(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Call):
        return
    name, func = called_name(node), node.func
    if isinstance(func, ast.Attribute) and root_of(func) not in _MODULES:
        if name in _UNWRAPPED:
            yield func.value
    elif node.args and not isinstance(node.args[0], ast.Starred) and (name in _UNWRAPPED or _is_own(func)):
        yield node.args[0]


def _is_own(func: ast.expr) -> bool:
    """Whether a function is the course's own: by its plain name, which is neither Python's nor a class's."""
    return isinstance(func, ast.Name) and not hasattr(builtins, func.id) and func.id[:1].islower()


def _shift_slice(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Slice):
        return
    if node.lower is not None:
        yield but(node, lower=_plus(node.lower, 1))
    if node.upper is not None:
        yield but(node, upper=_plus(node.upper, -1))
    for field in ("lower", "upper", "step"):
        if isinstance(getattr(node, field), (ast.Constant, ast.UnaryOp)):
            yield but(node, **{field: None})


def _plus(node: ast.expr, step: int) -> ast.expr:
    sign = -1 if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else 1
    digits = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(digits, ast.Constant) and isinstance(digits.value, int):
        return number(sign * digits.value + step)
    return ast.BinOp(node, ast.Add() if step > 0 else ast.Sub(), ast.Constant(abs(step)))


def _return_none(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value is not None:
        yield but(node, value=ast.Constant(None))


def _change_update(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.AugAssign):
        if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
            yield but(node, op=OTHER[type(node.op)]())
        yield ast.Assign([node.target], node.value, lineno=node.lineno)


_DELETED: Final = (
    ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.For, ast.While, ast.If,
    ast.Continue, ast.Break, ast.Delete, ast.Raise,
)  # fmt: skip


def _delete_statement(block: Block) -> Iterator[Moved]:
    if len(block.statements) == 1 and not block.is_function:
        return  # the same as the deletion of what stands around it
    for index, statement in enumerate(block.statements):
        if isinstance(statement, _DELETED) and not _only_names(statement, block.once):
            yield Moved(block.without(index) or (ast.Pass(),), (statement,))


def _only_names(statement: ast.stmt, once: frozenset[str]) -> bool:
    """Whether a statement does no more than to bind names that nothing else binds."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    leaves = [
        leaf for target in targets for leaf in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]
    return bool(leaves) and all(isinstance(leaf, ast.Name) and leaf.id in once for leaf in leaves)


CALLS: Final = (
    Operator("delete statement", of_block=_delete_statement),
    Operator("return nothing", _return_none),
    Operator("change update", _change_update),
    Operator("drop keyword", _drop_keyword),
    Operator("swap arguments", _swap_arguments),
    Operator("swap results", _swap_results),
    Operator("shift slice", _shift_slice),
    Operator("unwrap call", _unwrap_call),
)
"""The operators for calls, slices and statements, in the order in which they take their turns."""
