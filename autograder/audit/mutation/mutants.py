"""Which changes of a solution are tried: so many of a function, each operator in turn, spread over its lines.

What is chosen is the same on every machine: order comes from hashes, never from chance.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from autograder.audit.model import Mutant
from autograder.audit.mutation.changes import Change, changes_of, parsed, shape_of
from autograder.audit.mutation.places import called_name
from autograder.regions import region_lines
from autograder.variants import Variant

MOST: Final = 40
"""How many mutants of a function are tried."""

_CONTEXT_LINES: Final = 1
_BEGIN: Final = "BEGIN SOLUTION"
_END: Final = "END SOLUTION"


def solution_lines(source: str) -> frozenset[int]:
    """Numbers (from 1) of the lines that a student is to write: all of them in a cell without such a region.

    Raises:
        RegionError: a region is nested or not closed; nbgrader refuses such a cell when it makes the release.
    """
    lines = source.split("\n")
    found = region_lines(source, _BEGIN, _END)
    inside = frozenset(n for n in found if _BEGIN not in lines[n - 1] and _END not in lines[n - 1])
    return inside if found else frozenset(range(1, len(lines) + 1))


def mutants_of(
    source: str,
    *,
    notebook: str,
    cell: str,
    base: str,
    lines: Collection[int] | None = None,
    most: int = MOST,
) -> list[Mutant]:
    """The mutants of one cell to try, at most ``most`` of each function; none where the cell is not plain Python.

    ``lines`` are those that may be changed (``solution_lines``); None is all.
    """
    tree = parsed(source)
    if tree is None:
        return []
    chosen = choose(changes_of(source, lines), most)
    return [as_mutant(change, tree, notebook=notebook, cell=cell, base=base) for change in chosen]


def choose(changes: Iterable[Change], most: int) -> list[Change]:
    """At most ``most`` changes of each function: each operator in turn, on the line that has the fewest yet."""
    functions: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        functions[change.function].append(change)
    in_order = sorted(functions.values(), key=lambda found: min(change.line for change in found))
    return [change for found in in_order for change in _choose(found, most)]


def _choose(changes: Sequence[Change], most: int) -> list[Change]:
    left: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        left[change.operator].append(change)
    used: Counter[int] = Counter()
    chosen: list[Change] = []
    order = {change.shape: number for number, change in enumerate(changes)}
    while left and len(chosen) < most:
        for operator in list(left)[: most - len(chosen)]:
            best = min(left[operator], key=lambda change: (used[change.line], _hash(change.shape)))
            left[operator].remove(best)
            if not left[operator]:
                del left[operator]
            used[best.line] += 1
            chosen.append(best)
    return sorted(chosen, key=lambda change: (change.line, order[change.shape]))


def as_mutant(change: Change, tree: ast.Module, *, notebook: str, cell: str, base: str) -> Mutant:
    """The record of a change of the cell with the statements ``tree``.

    Its key is made of what was and what became of it: a label that holds for the one may not for another origin.
    """
    return Mutant(
        key=_hash("\0".join((cell, change.function, shape_of(tree), change.shape)))[:16],
        base=base,
        notebook=notebook,
        cell=cell,
        function=change.function,
        operator=change.operator,
        source=change.source,
        diff=difference(ast.unparse(tree), change.source),
    )


def difference(before: str, after: str) -> str:
    """The lines that differ, with one around them; ``…`` stands where lines between are left out."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=_CONTEXT_LINES)
    shown = ["…" if line.startswith("@@") else line for line in list(lines)[3:]]
    return "\n".join(shown)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def most_different(
    alternatives: Iterable[Variant], reference_sources: Mapping[str, str], count: int
) -> list[Variant]:
    """Those alternatives whose code is built least like the reference's, the most different one first.

    ``reference_sources`` are the reference's solution cells by their ids. A cell counts by the share of what it is
    made of that the other has not; one that an alternative leaves as it is counts as the same.
    """
    cells = {name: _build(source) for name, source in reference_sources.items()}

    def distance(variant: Variant) -> float:
        named = [name for name in variant.cells if name in cells]
        return sum(_apart(cells[name], _build(variant.cells[name])) for name in named) / max(len(cells), 1)

    return sorted(alternatives, key=lambda variant: (-distance(variant), variant.name))[:count]


def _build(source: str) -> Counter[str]:
    """What code is made of: which kinds of nodes stand in which, and what is called."""
    nodes = list(ast.walk(parsed(source) or ast.Module([], [])))
    pairs = (
        f"{type(node).__name__} {type(child).__name__}"
        for node in nodes
        for child in ast.iter_child_nodes(node)
    )
    return Counter(pairs) + Counter(filter(None, map(called_name, nodes)))


def _apart(one: Counter[str], other: Counter[str]) -> float:
    """1 minus the common share of two multisets, from 0 (the same) to 1 (nothing in common)."""
    together = (one | other).total()
    return 1 - (one & other).total() / together if together else 0.0
