"""Where a name of a notebook comes from: given by the author's cells, or an answer of the student's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.assignment import ANSWERS, Cell, Notebook, Role
from autograder.regions import bound_names, definitions, names_of, tree_of, used_names


@dataclass(frozen=True, slots=True)
class Origins:
    """The names that a notebook's cells bind.

    ``answers`` are bound by solution cells, or by given cells out of what solution cells bind. ``given`` maps
    each value that given cells bind without any answer to the cell that does; it lives in the student's
    process, where a cell of the student's may bind it anew. ``values`` are the answers that solution cells
    bind by assignment.
    """

    answers: frozenset[str]
    given: dict[str, Cell]
    values: frozenset[str]


def origins_of(notebook: Notebook) -> Origins:
    """Follow the names of ``notebook`` from cell to cell, statement by statement."""
    answers: set[str] = set()
    given: dict[str, Cell] = {}
    values: set[str] = set()
    for cell in notebook.cells:
        if not cell.is_code or cell.role is Role.CHECK:
            continue
        if cell.role in ANSWERS:
            answers |= bound_names(cell.source) - _imported(cell.source)
            values |= bound_names(cell.source) - frozenset(_defined(cell.source))
        else:
            _follow(cell, answers, given)
    return Origins(
        frozenset(answers), {n: c for n, c in given.items() if n not in answers}, frozenset(values)
    )


def _follow(cell: Cell, answers: set[str], given: dict[str, Cell]) -> None:
    """Note what a given cell binds: an answer where it uses one, else a given value; definitions are the host's."""
    kept = frozenset(_defined(cell.source))
    for source in _statements(cell.source):
        bound = bound_names(source)
        if used_names(source) & answers:
            answers |= bound
        else:
            given |= dict.fromkeys(bound - kept, cell)


def _statements(source: str) -> Iterator[str]:
    yield from (ast.unparse(node) for node in tree_of(source).body)


def _defined(source: str) -> Iterator[str]:
    """What a cell imports or defines; of given cells this is executed on the host."""
    yield from (name for node in definitions(source) for name in names_of(node))


def _imported(source: str) -> frozenset[str]:
    kinds = (ast.Import, ast.ImportFrom)
    return frozenset(n for node in definitions(source) if isinstance(node, kinds) for n in names_of(node))
