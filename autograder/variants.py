"""Known-good and known-bad submissions of an assignment, from ``audit/<assignment>/``.

A variant is a Python file: a header in the form of inline script metadata, then percent cells, each of
which takes the place of one solution cell:

    # /// mistake
    # summary = "The kernel is flipped."
    # caught_by = ["conv2d_checks::test_kernel_is_not_flipped"]
    # loses = 2
    # ///

    # %% conv2d
    def conv2d(images, weights): ...

``# %% +conv2d`` puts a new cell after that cell instead.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from autograder.assignment import ANSWERS, Cell, Notebook
from autograder.errors import AssignmentError

GENERATORS: Final = "generators.py"
"""The file beside the variants that makes inputs for an assignment's functions."""

_HEADER: Final = re.compile(r"(?m)^# /// (?P<kind>[a-z]+)\n(?P<body>(?:^#(?:| .*)\n)+?)^# ///\n")
_CELL: Final = re.compile(r"(?m)^# %% (\S+)[^\n]*\n")


@dataclass(frozen=True, slots=True)
class Variant:
    """One submission whose due is known; ``header`` says what is due, ``cells`` are the student's texts."""

    name: str
    kind: str
    header: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """What this submission shows, in one sentence."""
        return str(self.header.get("summary", ""))


def read_variant(path: Path) -> Variant:
    """Read one variant.

    Raises:
        AssignmentError: the file has no header, or one that is not TOML.
    """
    text = path.read_text(encoding="utf-8")
    found = _HEADER.search(text)
    if found is None:
        raise AssignmentError(f"{path} has no header; begin it with `# /// mistake` or `# /// alternative`")
    try:
        header = tomllib.loads("\n".join(line[2:] for line in found["body"].splitlines()))
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(f"{path}: the header is not TOML: {error}") from None
    parts = _CELL.split(text[found.end() :])[1:]
    cells = {name: body.strip("\n") for name, body in zip(parts[::2], parts[1::2], strict=True)}
    return Variant(path.stem, found["kind"], header, cells)


def read_variants(folder: Path) -> list[Variant]:
    """All variants below ``folder``, by name; the generators that may lie beside them are none."""
    return [read_variant(path) for path in sorted(folder.rglob("*.py")) if path.name != GENERATORS]


def handed_in(notebook: Notebook, variant: Variant) -> str:
    """The notebook that a student with this variant hands in, as its file's text.

    Cells that the variant does not name hold the reference solution.

    Raises:
        AssignmentError: the variant names a cell that is not there.
    """
    if unknown := sorted({name.lstrip("+") for name in variant.cells} - set(notebook.by_grade_id)):
        raise AssignmentError(
            f"{variant.name} replaces {', '.join(unknown)}, which {notebook.name} does not have"
        )
    node = copy.deepcopy(notebook.node)
    cells: list[Any] = []
    for theirs, cell in zip(node.cells, notebook.cells, strict=True):
        theirs.source = _source(cell, variant)
        cells.append(theirs)
        if f"+{cell.grade_id}" in variant.cells:
            added = copy.deepcopy(theirs)
            added.update(
                id=f"{cell.cell_id}-added"[:64], source=variant.cells[f"+{cell.grade_id}"], metadata={}
            )
            added.update(cell_type="code", outputs=[], execution_count=None)
            cells.append(added)
    node.cells = cells
    return json.dumps(node)


def _source(cell: Cell, variant: Variant) -> str:
    if cell.role not in ANSWERS:
        return cell.released
    if cell.grade_id in variant.cells:
        return variant.cells[cell.grade_id]
    if variant.kind == "unmodified":
        return cell.released
    return "\n".join(line for line in cell.source.split("\n") if not _is_delimiter(line))


def _is_delimiter(line: str) -> bool:
    return "### BEGIN SOLUTION" in line or "### END SOLUTION" in line
