"""The code of a function that an author's generator passes to student code, with what it uses from around it."""

from __future__ import annotations

import ast
import builtins
import linecache
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any, Final

from autograder.audit.exploring.literals import Function, Name, Unwritable, Writer

NameOf = Callable[[object], Name | None]
"""Says which object of the notebook's a value stands for; an empty name is the notebook itself."""

_DEFINITIONS: Final = (ast.FunctionDef, ast.Lambda)


def code_of(function: Any, name_of: NameOf) -> Function:
    """The code of ``function``: a lambda in place, anything else by name, with its ``def`` in front.

    Raises:
        Unwritable: its source is not to be found, or uses what cannot be written.
    """
    if (known := _imported(function)) is not None:
        return known
    if not isinstance(function, types.FunctionType):
        raise Unwritable(f"a callable {type(function).__name__} cannot be written as code")
    return _Source(name_of).of(function)


def _imported(function: Any) -> Function | None:
    """The code of what a library offers under its own name; ``None`` where there is no such name."""
    name = getattr(function, "__name__", "")
    if vars(builtins).get(name) is function:
        return Function(name)
    for module in ("numpy", getattr(function, "__module__", None)):
        found = sys.modules.get(module or "")
        if found is not None and getattr(found, name, None) is function:
            short = "np" if module == "numpy" else module
            line = "import numpy as np" if module == "numpy" else f"import {module}"
            return Function(f"{short}.{name}", imports=frozenset([line]))
    return None


class _Source:
    """Writes a function and the functions that it uses; ``done`` are those that are being written."""

    def __init__(self, name_of: NameOf) -> None:
        self._name_of = name_of
        self._writer = Writer()
        self._bound: dict[str, str] = {}
        self._roots: set[str] = set()
        self._done: set[str] = set()

    def of(self, function: types.FunctionType) -> Function:
        text = self._define(function)
        imports = frozenset(self._writer.imports)
        return Function(text, tuple(self._writer.lines), imports, frozenset(self._roots))

    def _define(self, function: types.FunctionType) -> str:
        node = _node_of(function)
        around = dict(_around(function, node))
        notebooks = {name for name, value in around.items() if self._name_of(value) == Name("")}
        self._done.add(function.__name__)
        for name, value in around.items():
            if name not in notebooks:
                self._bind(name, value)
        node = _WithoutNotebook(notebooks).visit(node)
        if isinstance(node, ast.Lambda):
            return f"({ast.unparse(node)})"
        node.decorator_list = []
        self._writer.lines.extend(ast.unparse(node).splitlines())
        return function.__name__

    def _bind(self, name: str, value: Any) -> None:
        """Let ``name`` mean ``value`` in the lines that go before."""
        if isinstance(value, types.ModuleType):
            is_plain = value.__name__ == name
            self._writer.imports.add(f"import {value.__name__}" + ("" if is_plain else f" as {name}"))
            return
        if name in self._done and isinstance(value, types.FunctionType):
            return
        text = self._text(value)
        if self._bound.setdefault(name, text) != text:
            raise Unwritable(f"two functions use different values called {name}")
        if text != name:
            self._writer.lines.append(f"{name} = {text}")

    def _text(self, value: Any) -> str:
        known = self._name_of(value)
        if known is not None:
            self._roots |= known.roots
            return known.text
        if not callable(value):
            return self._writer.text(value)
        library = _imported(value)
        if library is not None:
            return self._writer.text(library)
        if not isinstance(value, types.FunctionType):
            raise Unwritable(f"a callable {type(value).__name__} cannot be written as code")
        return self._define(value)


class _WithoutNotebook(ast.NodeTransformer):
    """Writes ``relu`` for ``notebook.relu``, as a check does; ``names`` are those of the notebook."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id in self._names:
            return ast.copy_location(ast.Name(node.attr, node.ctx), node)
        return self.generic_visit(node)


def _node_of(function: types.FunctionType) -> Any:
    """The syntax tree of a function, found by the place of its code in its file."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename)
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError):
        tree = ast.Module(body=[], type_ignores=[])
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, _DEFINITIONS) and _first_line(node) == code.co_firstlineno
    ]
    if len(found) > 1:  # several lambdas on one line
        found = [node for node in found if isinstance(node, ast.Lambda) and _covers(node, code)]
        found.sort(key=lambda node: (node.end_col_offset or 0) - node.col_offset)
    if not found:
        raise Unwritable(f"the source of {function.__name__} is not to be found")
    return found[0]


def _first_line(node: Any) -> int:
    line: int = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    return line


def _covers(node: ast.Lambda, code: types.CodeType) -> bool:
    """Whether the lambda's body is where the code's instructions come from."""
    places = [(line, column) for line, _, column, _ in code.co_positions() if line is not None and column]
    body = node.body
    first, last = (body.lineno, body.col_offset), (body.end_lineno or 0, body.end_col_offset or 0)
    return all(first <= place < last for place in places if place[1] is not None)


def _around(function: types.FunctionType, node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What the function uses that is neither its own nor Python's."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    outer = {name: cell.cell_contents for name, cell in cells}
    names = [child for child in ast.walk(node) if isinstance(child, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    own |= {child.arg for child in ast.walk(node) if isinstance(child, ast.arg)}
    for name in dict.fromkeys(name.id for name in names):
        if name in outer:
            yield name, outer[name]
        elif name not in own and name in function.__globals__:
            yield name, function.__globals__[name]
