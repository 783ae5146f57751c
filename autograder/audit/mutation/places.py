"""Where a solution may be changed, and where a change would say nothing about its checks.

Closed are docstrings, messages (of raise, assert, print and logs), drawings, annotations, fixed seeds and type
checks: what stands there is nobody's mistake, or nobody's to check.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

CELL: Final = "<cell>"
"""What statements outside of all functions and classes are said to belong to."""

_CLOSED_FIELDS: Final = frozenset(
    {"annotation", "returns", "decorator_list", "bases", "msg", "exc", "cause", "format_spec", "type_params"}
)
_MESSAGES: Final = frozenset({"print", "display", "logging", "logger", "warnings", "plt", "pprint", "tqdm"})
_TYPE_TESTS: Final = frozenset({"isinstance", "issubclass", "hasattr", "callable", "type"})
_SEEDS: Final = frozenset({"seed", "random_state", "random_seed", "rng"})
_OF_CALLS: Final = frozenset({"axis", "axes", "dim", "keepdims", "keepdim", "training", "is_training"})
"""Keywords whose values change with the call, by operators that know what they mean."""
_SEEDERS: Final = frozenset({"seed", "manual_seed", "default_rng", "RandomState", "set_seed", "PRNGKey"})

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
_NAMED: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_STORED: Final = (ast.Store, ast.Del)


@dataclass(frozen=True, slots=True)
class Place:
    """A node that may be changed: it stands in ``owner``'s ``field``, at ``index`` where that is a list.

    ``function`` is the qualified name of what it belongs to, and ``scope`` that function, class or cell.
    """

    node: ast.expr | ast.stmt
    owner: ast.AST
    field: str
    index: int | None
    function: str
    scope: Scope

    def holding(self, new: ast.AST) -> Any:
        """The value of the owner's field with ``new`` at this place."""
        if self.index is None:
            return new
        values = list(getattr(self.owner, self.field))
        values[self.index] = new
        return values


@dataclass(frozen=True, slots=True)
class Block:
    """A list of statements; ``once`` are the names that its function binds at one place only."""

    statements: tuple[ast.stmt, ...]
    once: frozenset[str] = frozenset()
    is_function: bool = True

    def without(self, index: int) -> tuple[ast.stmt, ...]:
        """The statements but for one."""
        return self.statements[:index] + self.statements[index + 1 :]


def open_places(tree: ast.Module, lines: Collection[int] | None) -> list[Place]:
    """All places of a cell that may be changed, in their order; ``lines`` are those that count, None is all."""
    return [place for place in _below(tree, tree, CELL) if lines is None or _is_inside(place.node, lines)]


def block_at(place: Place) -> Block:
    """The statements among which the statement at ``place`` stands."""
    return Block(
        tuple(getattr(place.owner, place.field)),
        bound_once(place.scope),
        isinstance(place.owner, (ast.FunctionDef, ast.AsyncFunctionDef)),
    )


def root_of(node: ast.AST) -> str:
    """The name that a chain of attributes, calls and indices begins with: ``np`` of ``np.linalg.norm(x)``."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def called_name(node: ast.AST) -> str:
    """The last name of what a call calls: ``norm`` of ``np.linalg.norm(x)``; empty for all other nodes."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def bound_once(scope: Scope) -> frozenset[str]:
    """The names that a function binds at one place only: without it, every use of them is an error."""
    counted = Counter(node.arg for node in ast.walk(scope) if isinstance(node, ast.arg))
    counted.update(
        node.id for node in ast.walk(scope) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    for node in ast.walk(scope):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            counted[node.target.id] -= 1  # it needs the name, and does not make it
    return frozenset(name for name, number in counted.items() if number == 1)


def _below(owner: ast.AST, scope: Scope, function: str) -> Iterator[Place]:
    for field, value in ast.iter_fields(owner):
        if field in _CLOSED_FIELDS:
            continue
        is_list = isinstance(value, list)
        for index, child in enumerate(value if is_list else [value]):
            if isinstance(child, ast.AST) and not _is_closed(owner, child):
                if isinstance(child, (ast.expr, ast.stmt)) and not _is_kept(child):
                    yield Place(child, owner, field, index if is_list else None, function, scope)
                yield from _inside(child, scope, function)


def _inside(node: ast.AST, scope: Scope, function: str) -> Iterator[Place]:
    if isinstance(node, _NAMED):
        return _below(node, node, node.name if function == CELL else f"{function}.{node.name}")
    return _below(node, scope, function)


def _is_kept(node: ast.expr | ast.stmt) -> bool:
    """Whether a node stays though its parts may be changed: one that is assigned to, or that chooses by type."""
    chooses = isinstance(node, (ast.If, ast.IfExp, ast.While)) and _tests_types(node.test)
    return chooses or isinstance(getattr(node, "ctx", None), _STORED)


def _is_inside(node: ast.expr | ast.stmt, lines: Collection[int]) -> bool:
    return node.lineno in lines and (node.end_lineno or node.lineno) in lines


def _is_closed(owner: ast.AST, child: ast.AST) -> bool:
    if isinstance(child, ast.Expr):
        return _is_text(child.value) or _is_message(child.value)
    return (
        _is_message(child)
        or _is_type_test(child)
        or (isinstance(owner, (ast.If, ast.IfExp, ast.While)) and child is owner.test and _tests_types(child))
        or (
            isinstance(child, (ast.If, ast.IfExp, ast.Assert)) and _tests_types(child.test) and _guards(child)
        )
        or _is_fixed(owner, child)
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_message(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and root_of(node) in _MESSAGES


def _is_type_test(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TYPE_TESTS


def _tests_types(test: ast.AST) -> bool:
    return any(_is_type_test(node) for node in ast.walk(test))


def _guards(node: ast.If | ast.IfExp | ast.Assert) -> bool:
    """Whether nothing but a refusal hangs on a condition."""
    return isinstance(node, ast.Assert) or (
        isinstance(node, ast.If) and all(isinstance(statement, ast.Raise) for statement in node.body)
    )


def _is_fixed(owner: ast.AST, child: ast.AST) -> bool:
    if isinstance(owner, ast.arguments):
        return any(default is child and name in _SEEDS for name, default in _defaults(owner))
    if isinstance(owner, ast.keyword) and owner.arg in _OF_CALLS:
        return isinstance(child, (ast.Constant, ast.Tuple, ast.UnaryOp))
    if not isinstance(child, ast.Constant):
        return False
    if isinstance(owner, ast.keyword):
        return owner.arg in _SEEDS
    return called_name(owner) in _SEEDERS


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr | None]]:
    positional = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    first = len(positional) - len(arguments.defaults)
    yield from zip(positional[first:], arguments.defaults, strict=True)
    yield from zip((argument.arg for argument in arguments.kwonlyargs), arguments.kw_defaults, strict=True)
