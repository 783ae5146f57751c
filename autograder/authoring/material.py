"""Files and modules that an assignment uses and that are not there."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from autograder.assignment import Assignment, Cell, Notebook, Role
from autograder.authoring.findings import Finding, Status, Topic, place
from autograder.regions import tree_of
from autograder.settings import Settings

_IMAGE: Final = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
_ELSEWHERE: Final = re.compile(r"[a-z]+:|/|#|~")
_READERS: Final = frozenset(
    "open load loadtxt genfromtxt fromfile read_csv read_json read_pickle read_excel read_table read_parquet "
    "imread loadmat Image".split()
)
_WRITES: Final = re.compile(r"[wax]")


def missing_files(
    assignment: Assignment, settings: Settings, notebook: Notebook, cell: Cell
) -> Iterator[Finding]:
    """Files that ``cell`` reads or shows, that students do not get and no cell makes."""
    names = _files_read(cell.source) if cell.is_code else _IMAGE.findall(cell.released)
    for name in dict.fromkeys(names):
        if _ELSEWHERE.match(name):
            continue
        places = [assignment.folder, *([Path(settings.data_dir)] if settings.data_dir else [])]
        places += [assignment.own_checks, assignment.checks] if cell.role is Role.CHECK else []
        if not any((folder / name).exists() for folder in places) and not _is_written(notebook, name):
            yield Finding(
                Topic.FORM,
                Status.WARNING,
                f"reads {name}, which is not in source/{assignment.name}/",
                place(notebook.name, cell),
                "students and the grader get only what lies in the assignment's folder",
                "put the file beside the notebook, or write the path as it is for students",
            )


def _files_read(source: str) -> Iterator[str]:
    """Names of files that a cell reads by a literal path with an ending."""
    for node in ast.walk(tree_of(source)):
        match node:
            case ast.Call(func=function, args=[ast.Constant(value=str() as name), *rest]):
                called = getattr(function, "attr", getattr(function, "id", ""))
                if called in _READERS and Path(name).suffix and not _writes(rest):
                    yield name


def _writes(arguments: Iterable[ast.expr]) -> bool:
    return any(
        isinstance(a, ast.Constant) and isinstance(a.value, str) and bool(_WRITES.search(a.value))
        for a in arguments
    )


def _is_written(notebook: Notebook, name: str) -> bool:
    """Whether a cell names the file in some other way than reading it: it may make it."""
    quoted = re.compile(rf"""["']{re.escape(name)}["']""")
    mentions = sum(len(quoted.findall(cell.source)) for cell in notebook.cells if cell.is_code)
    return mentions > sum(name in set(_files_read(cell.source)) for cell in notebook.cells if cell.is_code)


def missing_modules(settings: Settings) -> Iterator[Finding]:
    """Modules that the sandbox is to import beforehand and cannot."""
    if settings.python and Path(settings.python) != Path(sys.executable):
        return  # another Python's modules: the sandbox says what it lacks
    for name in settings.preload:
        if importlib.util.find_spec(name.partition(".")[0]) is None:
            why, remedy = "the sandbox cannot start without it", "install it, or take it out of `preload`"
            text = f"the module {name} of `preload` is not installed"
            yield Finding(Topic.FORM, Status.WRONG, text, "", why, remedy)
