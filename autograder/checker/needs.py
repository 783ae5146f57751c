"""Why a check cell could not do its work from the host: what it does to the student's own process."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from autograder.regions import PYTHON_MAGICS, names_of, tree_of

MARK: Final = "# autograder: in the notebook"
"""A comment line by which an author lets a check cell run in the student's process."""

TAG: Final = "in-notebook"
"""The same as a tag of the cell."""

_HARMLESS: Final = frozenset(
    "matplotlib config load_ext reload_ext autoreload time timeit precision xmode colors pprint pdb".split()
)
_MAGIC: Final = re.compile(r"^\s*(?:[\w\s,.\[\]]+=\s*)?([%!]+)\s*(\w*)(.*)$")
_BINDS: Final = re.compile(r"\s*\w+\s*=[^=]")
_SERVED: Final = re.compile(r"(builtins\.(input|print)|__main__\..*|sys\.std(in|out|err))$")
_SERVED_MODULES: Final = frozenset({"sys", "builtins", "plt"})


def is_marked(source: str, metadata: Mapping[str, Any] | None) -> bool:
    """Whether the author lets this cell run in the student's process."""
    tags = (metadata or {}).get("tags")
    return (isinstance(tags, list) and TAG in tags) or any(
        line.strip() == MARK for line in source.split("\n")
    )


@lru_cache(maxsize=1024)
def need_of(source: str, modules: frozenset[str] = frozenset()) -> str:
    """What in a check cell needs the student's process, in words; empty where nothing does.

    ``modules`` are names that earlier cells have given to modules.
    """
    first = source.lstrip().split("\n", 1)[0].split()
    if first and first[0].startswith("%%") and (first[0] not in PYTHON_MAGICS or len(first) > 1):
        return f"it begins with the cell magic {first[0]}"
    tree = tree_of(source)
    return next(_magics(source), "") or next(_of_names(tree), "") or next(_patches(tree, modules), "")


def _magics(source: str) -> Iterator[str]:
    """Lines that IPython alone understands and whose effect a check may rest on."""
    try:
        ast.parse(source)
        return
    except (SyntaxError, ValueError, RecursionError):
        pass
    for line in source.split("\n"):
        found = _MAGIC.match(line)
        if found is None or found[1].startswith("%%") or not (found[2] or found[3].strip()):
            continue
        is_assigned = not line.lstrip().startswith(("%", "!"))
        if found[1] == "%" and found[2] in _HARMLESS and not is_assigned and not _BINDS.match(found[3]):
            continue
        if is_assigned and _is_python(line.strip()):
            continue
        yield f"it has the line {line.strip()[:60]!r}"


def _is_python(line: str) -> bool:
    try:
        ast.parse(line)
    except SyntaxError:
        return False
    return True


def _of_names(tree: ast.Module) -> Iterator[str]:
    """Names that exist in IPython alone."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if node.id in ("get_ipython", "In", "Out") and node.id not in bound:
            yield f"it uses {node.id}"


def _patches(tree: ast.Module, modules: Collection[str]) -> Iterator[str]:
    """What puts something else into a module that the student's code has its own copy of."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    known = {*modules, *(name for node in imports for name in names_of(node))} - _SERVED_MODULES
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (target := _patched(node, known)):
            yield f"it patches {target}"
        if isinstance(node, (ast.Assign, ast.Delete)):
            for place in node.targets:
                if isinstance(place, ast.Attribute) and _root(place) in known:
                    yield f"it changes {ast.unparse(place)}"


def _patched(call: ast.Call, modules: Collection[str]) -> str:
    name, first = (
        ast.unparse(call.func).removeprefix("unittest.").removeprefix("mock."),
        next(iter(call.args), None),
    )
    if name in ("patch", "patch.dict") and isinstance(first, ast.Constant) and isinstance(first.value, str):
        return "" if _SERVED.match(first.value) else first.value
    if name in ("patch.object", "patch.multiple") and first is not None and _root(first) in modules:
        return ast.unparse(first)
    return ""


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
