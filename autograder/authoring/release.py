"""Whether ``release/`` holds what nbgrader would release now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

from autograder.assignment import Assignment, Cell, Notebook
from autograder.authoring.findings import Finding, Status, Topic, settled

_OTHER: Final = "students work on another assignment than the one that is graded"

_Fault = tuple[str, str, str]
"""A released file, what is wrong with it, and why it matters."""

_Released = tuple[str, str, str, float]
"""A released cell: its type, source, grade_id and points."""


def release_findings(assignment: Assignment, release: Path) -> list[Finding]:
    """Differences between ``release`` and ``source``, or that nothing is released yet."""
    if not release.is_dir():
        text = "nothing is released yet: what follows is about what would be released now"
        return [Finding(Topic.RELEASE, Status.OK, text)]
    remedy = f"run `nbgrader generate_assignment {assignment.name} --force`"
    found = (
        Finding(Topic.RELEASE, Status.WARNING, what, f"release/{assignment.name}/{name}", why, remedy)
        for name, what, why in chain(_differing(assignment, release), _unlocked(assignment, release))
    )
    return settled(Topic.RELEASE, found, f"release/{assignment.name}/ is what source/ gives")


def _differing(assignment: Assignment, release: Path) -> Iterator[_Fault]:
    """Each file that differs, and how."""
    for notebook in assignment.notebooks:
        if not _is_current(notebook, release / f"{notebook.name}.ipynb"):
            yield f"{notebook.name}.ipynb", "is older than its source, or was changed since", _OTHER
    for name in assignment.files:
        theirs = release / name
        if not theirs.is_file() or theirs.read_bytes() != (assignment.folder / name).read_bytes():
            yield name, "is missing or differs from its source", _OTHER
    known = {f"{notebook.name}.ipynb" for notebook in assignment.notebooks} | set(assignment.files)
    for path in sorted(release.rglob("*")):
        name = str(path.relative_to(release))
        if path.is_file() and name not in known and not name.startswith("."):
            yield name, "is released and has no source", _OTHER


def _unlocked(assignment: Assignment, release: Path) -> Iterator[_Fault]:
    """Check cells that Jupyter lets a student change, as nbgrader leaves them where a course says so."""
    for notebook in assignment.notebooks:
        path = release / f"{notebook.name}.ipynb"
        metas = [cell["metadata"] for cell in _cells_in(path)]
        names = [
            meta["nbgrader"]["grade_id"]
            for meta in metas
            if (marks := meta.get("nbgrader", {})).get("grade")
            and not marks.get("solution")
            and meta.get("editable") is not False
        ]
        if names:
            why = "students may change a check and believe what their own version says"
            yield path.name, f"leaves the check cells {', '.join(names)} open to changes", why


def _cells_in(path: Path) -> list[Any]:
    """The cells of a released notebook; none where there is no readable one, which is told elsewhere."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    whole = isinstance(cells, list) and all(
        isinstance(cell, dict) and {"cell_type", "source", "metadata"} <= cell.keys() for cell in cells
    )
    return cells if whole else []


def _is_current(notebook: Notebook, path: Path) -> bool:
    """Whether the released notebook holds our cells in a row; a course's header and footer may be around them."""
    released = [_released(cell) for cell in _cells_in(path)]
    starts = range(len(released) - len(notebook.cells) + 1)
    return any(all(map(_is_same, notebook.cells, released[start:])) for start in starts)


def _is_same(ours: Cell, theirs: _Released) -> bool:
    kind, source, grade_id, points = theirs
    # AUTOTEST lines are written out anew, with other hashes, each time an assignment is generated.
    same_source = ours.is_expanded or source == ours.released
    return same_source and (kind, grade_id, points) == (ours.cell_type, ours.grade_id, ours.points)


def _released(cell: Any) -> _Released:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    marks = cell["metadata"].get("nbgrader", {})
    points = float(marks.get("points") or 0) if marks.get("grade") or marks.get("task") else 0.0
    return cell["cell_type"], source, marks.get("grade_id", ""), points
