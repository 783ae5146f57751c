"""Delimited regions of a cell, by nbgrader's rules: a delimiter is any line that contains its words."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

BEGIN_HIDDEN: Final = "BEGIN HIDDEN TESTS"
END_HIDDEN: Final = "END HIDDEN TESTS"
OF_GRADERS: Final = "autograder"
"""Key in the metadata of outputs that graders see and feedback leaves out: they name hidden checks."""


PYTHON_MAGICS: Final = frozenset({"%%time", "%%capture", "%%prun"})


UNREADABLE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's parser raises; the last where its own stack is not deep enough, not where memory has run out."""


class RegionError(ValueError):
    """A region is nested, or has no end."""


def region_lines(source: str, begin: str, end: str) -> frozenset[int]:
    """Numbers (from 1) of the lines from each ``begin`` to its ``end``, both included.

    Raises:
        RegionError: a region is nested or not closed.
    """
    inside, found = False, set()
    for number, line in enumerate(source.split("\n"), 1):
        if begin in line:
            if inside:
                raise RegionError(f"a region that begins with {begin!r} holds another")
            inside = True
        if inside:
            found.add(number)
        if end in line and begin not in line:
            inside = False
    if inside:
        raise RegionError(f"{begin!r} has no {end!r}")
    return frozenset(found)


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except UNREADABLE:
        return False
    return True


def plain_python(source: str) -> str:
    """``source`` with IPython's line magics and shell lines replaced by ``pass``, line for line.

    A cell that begins with a cell magic is taken as Python where the magic runs it as such (``%%time``);
    else it becomes empty.
    """
    if source.lstrip().startswith("%%"):
        magic, _, rest = source.lstrip().partition("\n")
        return "\n" + plain_python(rest) if magic.split()[0] in PYTHON_MAGICS else ""
    if _is_python(source):
        return source  # then a line that begins with % goes on with the one before
    lines = []
    for line in source.split("\n"):
        bare = line.lstrip()
        lines.append(line[: len(line) - len(bare)] + "pass" if bare.startswith(("%", "!")) else line)
    return "\n".join(lines)


def tree_of(source: str) -> ast.Module:
    """A cell's statements; none where it cannot be parsed, as what a magic runs in another language."""
    try:
        return ast.parse(plain_python(source))
    except UNREADABLE:
        return ast.Module([], [])


@lru_cache(maxsize=4096)
def bound_names(source: str) -> frozenset[str]:
    """The names that a cell binds at its top level; none where it cannot be parsed."""
    try:
        table = symtable.symtable(plain_python(source), "<cell>", "exec")
    except UNREADABLE:
        return frozenset()
    return frozenset(s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported())


@lru_cache(maxsize=4096)
def free_names(source: str) -> frozenset[str]:
    """The names that a cell looks up and does not bind itself, in functions or outside; none where it is not Python."""
    try:
        table = symtable.symtable(plain_python(source), "<cell>", "exec")
    except UNREADABLE:
        return frozenset()
    return frozenset(_looked_up(table)) - bound_names(source)


def _looked_up(table: symtable.SymbolTable) -> Iterator[str]:
    is_top = table.get_type() == "module"
    yield from (s.get_name() for s in table.get_symbols() if s.is_referenced() and (is_top or s.is_global()))
    for child in table.get_children():
        yield from _looked_up(child)


@lru_cache(maxsize=4096)
def used_names(source: str) -> frozenset[str]:
    """All names that a cell mentions, at any depth; none where it cannot be parsed."""
    return frozenset(node.id for node in ast.walk(tree_of(source)) if isinstance(node, ast.Name))


def is_stub(source: str) -> bool:
    """Whether a cell does nothing yet: it is empty, or only passes or raises."""
    try:
        tree = ast.parse(plain_python(source))
    except UNREADABLE:
        return False
    idle = (ast.Raise, ast.Pass)
    return all(
        isinstance(node, idle) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in tree.body
    )


@lru_cache(maxsize=4096)
def definitions(source: str) -> tuple[ast.stmt, ...]:
    """The imports, functions and classes at the top level of an instructor's cell."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return tuple(node for node in tree_of(source).body if isinstance(node, kinds))


def imports_of(node: ast.AST) -> list[str]:
    """The packages that an import statement names; none of anything else."""
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    return [(node.module or "").split(".")[0]] if isinstance(node, ast.ImportFrom) else []


def names_of(node: ast.stmt) -> tuple[str, ...]:
    """The names that an import, a function or a class binds."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple((alias.asname or alias.name).split(".")[0] for alias in node.names)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    return ()
