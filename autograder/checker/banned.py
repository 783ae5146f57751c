"""``forbidden``: functions and classes that student code must not use in a question, as in work "from scratch".

Two looks at the same thing. The source of the student's functions that a check has reached is read here, on the host;
and while student code is called, what is forbidden refuses to be called in its process, under whatever name.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from autograder.checker.context import current, current_guest
from autograder.checker.probes import in_guest
from autograder.errors import AssignmentError
from autograder.regions import names_of, tree_of

if TYPE_CHECKING:
    from autograder.checker.names import CheckNames


class NotAllowed(AssertionError):
    """Student code used what the question forbids; the text says what."""


@contextmanager
def forbidden(*names: str) -> Iterator[None]:
    """Let student code that is called in the body use none of ``names``.

    Args:
        names: functions, classes or whole modules by their full names: ``"numpy.convolve"``, ``"scipy.signal"``.

    Raises:
        NotAllowed: the student's code uses one of them.
        AssignmentError: a name is not a full one.
    """
    for name in names:
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            raise AssignmentError(
                f"forbidden({name!r}): give the full name with its module, such as 'numpy.convolve'"
            )
    lift, notebook = _refuse_calls(names), _notebook()
    if notebook:
        notebook.forget()  # a name of the notebook's may stand for what refuses now
    try:
        yield
    except Exception as error:
        _judge(_lifted(lift), names, notebook, error)
        raise
    _judge(_lifted(lift), names, notebook)


def _notebook() -> CheckNames | None:
    context = current()
    return context.names if context else None


def _lifted(lift: Any) -> Sequence[str]:
    """What was called; from here on it may be called again, also where the check has run out of time."""
    guest, notebook = current_guest(), _notebook()
    if notebook:
        notebook.forget()
    with guest.in_any_case() if guest else nullcontext():
        called: Sequence[str] = lift()
    return called


def _judge(
    called: Sequence[str],
    names: Sequence[str],
    notebook: CheckNames | None,
    error: Exception | None = None,
) -> None:
    written = mentions(notebook.cells, notebook.reads, names) if notebook else {}
    for name in called:
        if name in names or any(name.startswith(f"{module}.") for module in names):
            raise NotAllowed(f"your code calls {name}, which this question does not allow") from error
    for name, where in written.items():
        raise NotAllowed(f"your code uses {name} in {where}, which this question does not allow") from error


def mentions(
    cells: Iterable[tuple[str, bool]], reached: Collection[str], names: Collection[str]
) -> dict[str, str]:
    """Which of ``names`` the student's definitions mention that ``reached`` lead to, and the definition that does.

    ``cells`` are the sources of the notebook's cells, each with whether it is the student's own.
    """
    trees = [(tree_of(source), is_students) for source, is_students in cells]
    known = _imported(tree for tree, _ in trees)
    defined = _definitions(tree for tree, is_students in trees if is_students)
    found: dict[str, str] = {}
    for name in _reachable(defined, reached):
        for node in defined[name]:
            for used in _full_names(node, known):
                if any(used == banned or used.startswith(f"{banned}.") for banned in names):
                    found.setdefault(used, name)
    return found


def _imported(trees: Iterable[ast.Module]) -> dict[str, str]:
    """What the names that imports bind stand for: ``np`` for ``numpy``."""
    known: dict[str, str] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            known |= {a.asname or a.name.partition(".")[0]: _bound_to(a) for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def _bound_to(alias: ast.alias) -> str:
    return alias.name if alias.asname else alias.name.partition(".")[0]


def _definitions(trees: Iterable[ast.Module]) -> dict[str, list[ast.stmt]]:
    defined: dict[str, list[ast.stmt]] = {}
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            continue  # to import is not to use
        stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        for name in names_of(node) or stored:
            defined.setdefault(name, []).append(node)
    return defined


def _reachable(defined: Mapping[str, Sequence[ast.AST]], reached: Collection[str]) -> list[str]:
    found, left = [], sorted(set(reached) & set(defined))
    while left:
        name = left.pop()
        found.append(name)
        used = {n.id for node in defined[name] for n in ast.walk(node) if isinstance(n, ast.Name)}
        left += sorted((used & set(defined)) - set(found) - set(left))
    return found


def _full_names(node: ast.AST, known: Mapping[str, str]) -> Iterator[str]:
    """The full names that begin with something imported, each once: of ``np.fft.fft`` not also ``np.fft``."""
    inner = {id(child.value) for child in ast.walk(node) if isinstance(child, ast.Attribute)}
    for child in (child for child in ast.walk(node) if id(child) not in inner):
        if isinstance(child, ast.ImportFrom) and child.module:
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        root, _, rest = _dotted(child).partition(".")
        if root in known:
            yield f"{known[root]}.{rest}" if rest else known[root]


def _dotted(node: ast.AST) -> str:
    """``a.b.c`` as text; empty where something other than a name is at its root."""
    if isinstance(node, ast.Attribute):
        root = _dotted(node.value)
        return root and f"{root}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@in_guest
def _refuse_calls(names: Sequence[str]) -> Any:
    from autograder.guest.refusing import refuse_calls

    return refuse_calls(names)
