"""Mutants by another hand: cosmic-ray's operators on the same cells, to see that ours miss no kind of change.

It is an extra of this package. Left out are its operators that draw names at random, and those that put
bits' operators or identity in the place of others: with floats and texts they give errors, or the same.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Collection, Iterator
from typing import Any, Final

from autograder.audit.model import Mutant
from autograder.audit.mutation.changes import Change, change_of, distinct, parsed
from autograder.audit.mutation.mutants import MOST, as_mutant, choose
from autograder.audit.mutation.places import Place, open_places
from autograder.errors import UsageError

PREFIX: Final = "cosmic-ray: "
"""Begins the names of its operators."""

_LEFT_OUT: Final = ("_BitOr", "_BitAnd", "_BitXor", "_RShift", "_LShift", "_Is", "_IsNot")


def cosmic_mutants(
    source: str,
    *,
    notebook: str,
    cell: str,
    base: str,
    lines: Collection[int] | None = None,
    most: int = MOST,
) -> list[Mutant]:
    """What cosmic-ray makes of one cell, chosen as our own mutants are, where a change says something of the checks.

    Raises:
        UsageError: cosmic-ray is not installed.
    """
    library = _library()
    tree = parsed(source)
    if tree is None:
        return []
    changes = distinct(_changes(library, source, open_places(tree, lines)), tree)
    return [as_mutant(c, tree, notebook=notebook, cell=cell, base=base) for c in choose(changes, most)]


def _library() -> Any:
    """cosmic-ray's package, with the modules that are used here; it has no type hints."""
    try:
        for module in ("ast", "mutating", "plugins"):
            importlib.import_module(f"cosmic_ray.{module}")
        return importlib.import_module("cosmic_ray")
    except ImportError:
        raise UsageError(
            "the cross-check needs cosmic-ray; install it with: pip install 'autograder[crosscheck]', "
            "or leave --crosscheck out"
        ) from None


def _changes(library: Any, source: str, places: list[Place]) -> Iterator[Change]:
    nodes = list(library.ast.ast_nodes(library.ast.get_ast(source)))
    by_node = {id(place.node): place for place in places}
    tree_nodes = _spans(places)
    for name in sorted(library.plugins.operator_names()):
        kind = library.plugins.get_operator(name)
        if kind.arguments() or name.endswith(_LEFT_OUT):
            continue
        operator = kind()
        starts = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, (line, column) in enumerate(starts):
            place = by_node.get(_innermost(tree_nodes, (line, _bytes(source, line, column))))
            if place is not None:
                code = library.mutating.mutate_code(source, kind(), occurrence)
                change = change_of(code or "", PREFIX + _family(name), place.function, line)
                if change is not None:
                    yield change


_Span = tuple[tuple[int, int], tuple[int, int], int]


def _spans(places: list[Place]) -> list[_Span]:
    """Where each node of the functions of ``places`` begins and ends, the open ones and the closed."""
    roots = {id(place.scope): place.scope for place in places}.values()
    nodes = {
        id(node): node for root in roots for node in ast.walk(root) if isinstance(node, (ast.expr, ast.stmt))
    }
    return [
        ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0), identity)
        for identity, node in nodes.items()
    ]


def _innermost(spans: list[_Span], at: tuple[int, int]) -> int:
    """The identity of the smallest node around a place, 0 where there is none."""
    around = [span for span in spans if span[0] <= at < span[1]]
    return max(around, key=lambda span: (span[0], (-span[1][0], -span[1][1])), default=((0, 0), (0, 0), 0))[2]


def _bytes(source: str, line: int, column: int) -> int:
    """A column in bytes, as Python's own parser counts them."""
    return len(source.split("\n")[line - 1][:column].encode())


def _family(name: str) -> str:
    """``ReplaceBinaryOperator`` of ``core/ReplaceBinaryOperator_Add_Sub``: the kinds that take turns."""
    return name.rpartition("/")[2].partition("_")[0]
