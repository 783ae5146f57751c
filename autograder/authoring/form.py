"""What can be seen of an assignment without running it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from autograder.assignment import Assignment, Cell, Notebook, Role
from autograder.authoring.findings import Finding, Status, Topic, counted, place, settled
from autograder.authoring.material import missing_files, missing_modules
from autograder.checker import needs
from autograder.checker.cell import CheckCode, compile_check
from autograder.errors import AssignmentError
from autograder.regions import tree_of, used_names
from autograder.settings import Settings

_PYTHON: Final = ("python", "ipython", "")
_ALMOST_DELIMITER: Final = re.compile(
    r"\s*#+\s*(BEGIN|END)\w*\b.*\b(HID|SOL|TEST|MARK)|\s*###\s*(?i:begin|end)\s+(?i:hid|sol|mark)\w*"
)
_FINAL: Final = re.compile(r"\bmark\.final\b")


def form_findings(assignment: Assignment, settings: Settings) -> list[Finding]:
    """Faults that keep an assignment from being graded (``WRONG``), and what is odd about its cells."""
    cells = [(book, cell) for book in assignment.notebooks for cell in book.cells]
    found = chain(
        (finding for book in assignment.notebooks for finding in _kernel(book)),
        (finding for book, cell in cells for finding in _cell(assignment, book, cell)),
        (finding for book, cell in cells for finding in missing_files(assignment, settings, book, cell)),
        missing_modules(settings),
        _without_hints(cells),
    )
    count = sum(cell.role is Role.CHECK for _, cell in cells)
    books, points = counted(len(assignment.notebooks), "notebook"), counted(assignment.max_score, "point")
    kinds = f"{books}, {counted(count, 'check cell')}, {points}"
    return settled(Topic.FORM, found, kinds)


def _said(status: Status, text: str, where: str, why: str, remedy: str) -> Finding:
    return Finding(Topic.FORM, status, text, where, why, remedy)


def _kernel(notebook: Notebook) -> Iterator[Finding]:
    kernel = notebook.metadata.get("kernelspec", {})
    info = notebook.metadata.get("language_info", {})
    language = str(kernel.get("language") or info.get("name") or "").lower()
    if language not in _PYTHON:
        why = "only Python notebooks can be graded"
        remedy = "choose a Python kernel for the notebook in Jupyter, or grade it with nbgrader alone"
        yield _said(Status.WRONG, f"its kernel speaks {language}", notebook.name, why, remedy)


def _cell(assignment: Assignment, notebook: Notebook, cell: Cell) -> Iterator[Finding]:
    where = place(notebook.name, cell)
    yield from _misspelled(assignment, where, cell)
    if cell.role is Role.CHECK:
        yield from _check_cell(assignment, notebook, cell, where)
    if cell.role is Role.STUDENT and cell.is_code and cell.source.strip() and not _keeps_text(cell):
        yield _said(
            Status.WARNING,
            "the solution cell has no solution delimiters, so nbgrader takes all of it out",
            where,
            "students get the placeholder alone: no signature, no docstring",
            "put `### BEGIN SOLUTION` and `### END SOLUTION` around what students should write",
        )


def _keeps_text(cell: Cell) -> bool:
    """Whether students get any line of what the author wrote."""
    mine = {line.strip() for line in cell.source.split("\n")}
    return any(line.strip() and line.strip() in mine for line in cell.released.split("\n"))


def _check_cell(assignment: Assignment, notebook: Notebook, cell: Cell, where: str) -> Iterator[Finding]:
    if cell.points == 0:
        why = "its checks run and count for nothing"
        yield _said(Status.WARNING, "the check cell has no points", where, why, "give it points")
    if cell.is_code:
        yield from _code(assignment, notebook, cell, where)


def _code(assignment: Assignment, notebook: Notebook, cell: Cell, where: str) -> Iterator[Finding]:
    try:
        code = compile_check(cell.source, cell.label(notebook.name), assignment.delimiters)
    except AssignmentError as error:
        if needs.is_marked(cell.source, cell.metadata) or needs.need_of(cell.source):
            return  # it runs in the notebook, or is refused there, which the reference shows
        why, remedy = "nobody's submission can be graded while this is so", "mend the cell"
        yield _said(Status.WRONG, str(error), where, why, remedy)
        return
    yield from _never_called(notebook, cell, where)
    yield from _visible_finals(assignment, code, cell, where)


def _visible_finals(assignment: Assignment, code: CheckCode, cell: Cell, where: str) -> Iterator[Finding]:
    """Visible tests that are marked as final, which only hidden ones can be."""
    for node in ast.walk(tree_of(cell.source)):
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or code.is_hidden_line(node.lineno):
            continue
        if any(_FINAL.search(ast.unparse(mark)) for mark in node.decorator_list):
            text = f"{node.name} is marked as final, and students can read it"
            why = "only a hidden check can be final: this one is shown and told as any other"
            begin, end = assignment.delimiters
            remedy = f"put it between `### {begin}` and `### {end}`, or take the mark out"
            yield _said(Status.WRONG, text, where, why, remedy)


def _never_called(notebook: Notebook, cell: Cell, where: str) -> Iterator[Finding]:
    """Test functions that another one replaces, and functions that look like tests and are called by nobody."""
    tree = tree_of(cell.source)
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    counts = Counter(node.name for node in functions if node.name.startswith("test"))
    for name in (name for name, count in counts.items() if count > 1):
        why, remedy = "only the last one runs", "give each a name of its own"
        yield _said(Status.WRONG, f"{counts[name]} test functions are called {name}", where, why, remedy)
    later = notebook.cells[notebook.cells.index(cell) + 1 :]
    used = used_names(cell.source).union(*(used_names(c.source) for c in later if c.role is Role.CHECK))
    for node in functions:
        is_test = node.name.startswith("test") and isinstance(node, ast.FunctionDef)
        if not (is_test or node.decorator_list or node.name in used or _is_argument(node.name, tree)):
            yield _said(
                Status.WARNING,
                f"nothing calls the function {node.name}",
                where,
                "what it asserts is never asked: pytest takes plain functions whose name begins with `test`",
                f"rename it to test_{node.name.strip('_')}, call it, or take it out",
            )


def _is_argument(name: str, tree: ast.Module) -> bool:
    """Whether a function takes an argument of this name, as a fixture's users do."""
    return any(isinstance(node, ast.arg) and node.arg == name for node in ast.walk(tree))


def _misspelled(assignment: Assignment, where: str, cell: Cell) -> Iterator[Finding]:
    for line in cell.released.split("\n"):
        if _ALMOST_DELIMITER.match(line):
            yield _said(
                Status.WRONG,
                f"students get the line {line.strip()!r}, which looks like a delimiter and is none",
                where,
                "what it should hide is released",
                f"write `### {assignment.delimiters[0]}` or `### BEGIN SOLUTION`, with the END that goes with it",
            )


def _without_hints(cells: Iterable[tuple[Notebook, Cell]]) -> Iterator[Finding]:
    """One line about hidden test functions that tell a student nothing."""
    silent = [
        f"{cell.grade_id}::{name}"
        for _, cell in cells
        if cell.role is Role.CHECK and cell.is_code
        for name in _hintless(cell)
    ]
    if silent:
        named = ", ".join(silent[:3]) + (", ..." if len(silent) > 3 else "")
        have = "check has" if len(silent) == 1 else "checks have"
        text = f"{len(silent)} hidden {have} no hint for students who fail: {named}"
        yield _said(Status.OK, text, "", "", "")


def _hintless(cell: Cell) -> Iterator[str]:
    shown = {line.strip() for line in cell.released.split("\n")}
    lines = cell.source.split("\n")
    for node in ast.walk(tree_of(cell.source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            hinted = any("mark.hint" in ast.unparse(mark) for mark in node.decorator_list)
            if not hinted and lines[node.lineno - 1].strip() not in shown:
                yield node.name
