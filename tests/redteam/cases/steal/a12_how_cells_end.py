"""Each added cell raises on a line that tells one digit of a hidden input."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from case import Case

_CELLS = 24
_CELL = "digit = int(KEPT[0].split(':')[-1][{number}], 16)\n" + "\n".join(
    f"if digit == {digit}: 1 / 0" for digit in range(16)
)
_LINE = re.compile(rb"\bline (?:<[^>]*>)*(\d+)")
_MOST = 1
"""How the first of them ended is told: students must learn that a cell of theirs is broken, and on which line."""


def add_cells(folder: Path) -> None:
    """Put the cells that tell a digit each behind all others."""
    path = folder / "hw.ipynb"
    node = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    for number in range(_CELLS):
        node.cells.append(nbformat.v4.new_code_cell(_CELL.format(number=number)))  # type: ignore[no-untyped-call]
    nbformat.write(node, path)  # type: ignore[no-untyped-call]


def _endings(page: bytes) -> str:
    lines = {int(found[1]) for found in _LINE.finditer(page)}
    return f"the lines {sorted(lines)} tell digits of a hidden input" if len(lines) > _MOST else ""


CASE = Case(
    "A12",
    tries="tells a hidden input digit by digit, by the lines on which 24 added cells raise",
    defence="silence after hidden checks",
    cells={
        "double": "KEPT = []\n\ndef double(x):\n    return 2 * x",
        "upper": "def upper(text):\n    KEPT.append(text)\n    return text.upper()",
    },
    mangle=add_cells,
    looks=_endings,
    falls_without=("silence after hidden checks",),
)
