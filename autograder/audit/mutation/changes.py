"""All changes that the operators make of one cell: each is applied, compiled, and kept once."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograder.audit.mutation.call_operators import CALLS
from autograder.audit.mutation.deep_operators import DEEP
from autograder.audit.mutation.operators import ARITHMETIC, Operator
from autograder.audit.mutation.places import Place, block_at, open_places
from autograder.regions import UNREADABLE, used_names

OPERATORS: Final = (*DEEP, *CALLS, *ARITHMETIC)
"""All operators in the order of their turns; what two of them make is the first one's."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell after one change: which operator made it, in which function and line, and the code that came of it.

    ``shape`` is the code without comments and layout: two changes of one shape are the same.
    """

    operator: str
    function: str
    line: int
    source: str
    shape: str


@dataclass(frozen=True, slots=True)
class _Edit:
    operator: str
    place: Place
    line: int
    value: Any


def changes_of(source: str, lines: Collection[int] | None = None) -> list[Change]:
    """All different changes of a cell that compile, before any choice."""
    tree = parsed(source)
    if tree is None:
        return []
    uses = used_names(source)
    operators = [o for o in OPERATORS if not o.only_with or o.only_with & uses]
    places = open_places(tree, lines)
    edits = [edit for operator in operators for edit in _edits(operator, places)]
    return distinct(_changes(tree, edits), tree)


def distinct(changes: Iterable[Change], tree: ast.Module) -> list[Change]:
    """The first change of each shape, but for those of the original's."""
    seen, found = {shape_of(tree)}, []
    for change in changes:
        if change.shape not in seen:
            seen.add(change.shape)
            found.append(change)
    return found


def _edits(operator: Operator, places: Sequence[Place]) -> Iterator[_Edit]:
    for place in places:
        for new in operator.of_node(place.node):
            if not _assigns_itself(place, new):
                yield _Edit(operator.name, place, place.node.lineno, place.holding(new))
    is_open = {id(place.node) for place in places}
    seen = set()
    for place in places:
        block = (id(place.owner), place.field)
        if isinstance(place.node, ast.stmt) and block not in seen:
            seen.add(block)
            for moved in operator.of_block(block_at(place)):
                if all(id(statement) in is_open for statement in moved.touched):
                    yield _Edit(operator.name, place, moved.touched[0].lineno, list(moved.statements))


def _assigns_itself(place: Place, new: ast.AST) -> bool:
    """Whether ``x = f(x)`` would become ``x = x``, which is the statement's deletion."""
    owner = place.owner
    return isinstance(owner, ast.Assign) and [ast.unparse(new)] == [ast.unparse(t) for t in owner.targets]


def _changes(tree: ast.Module, edits: Iterable[_Edit]) -> Iterator[Change]:
    for edit in edits:
        change = change_of(_applied(tree, edit), edit.operator, edit.place.function, edit.line)
        if change is not None:
            yield change


def _applied(tree: ast.Module, edit: _Edit) -> str:
    """The cell's code with one edit; the tree is as before afterwards. Empty where Python cannot write it."""
    owner, field = edit.place.owner, edit.place.field
    before = getattr(owner, field)
    setattr(owner, field, edit.value)
    try:
        return ast.unparse(tree)
    except ValueError:  # a formatted string with quotes in quotes
        return ""
    finally:
        setattr(owner, field, before)


def change_of(code: str, operator: str, function: str, line: int) -> Change | None:
    """A change from a whole cell's code; None where that is empty or does not compile."""
    tree = parsed(code)
    if tree is None or not tree.body:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a change makes strange is the change's point
        try:
            compile(tree, "<mutant>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except UNREADABLE:
            return None
    return Change(operator, function, line, ast.unparse(tree), shape_of(tree))


def parsed(source: str) -> ast.Module | None:
    """A cell's statements; None where it is not plain Python, as one with IPython's magics."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except UNREADABLE:
            return None


def shape_of(node: Any) -> str:
    """A node as text, without its place; other than ``ast.dump`` the same for every version of Python."""
    if isinstance(node, ast.AST):
        fields = ((name, value) for name, value in ast.iter_fields(node) if value not in (None, []))
        parts = (f"{name}={shape_of(value)}" for name, value in fields if name not in ("ctx", "kind"))
        return f"{type(node).__name__}({', '.join(parts)})"
    if isinstance(node, list):
        return f"[{', '.join(map(shape_of, node))}]"
    return repr(node)
