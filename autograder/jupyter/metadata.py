"""What the front end tells about the cell that runs: JupyterLab sends nbgrader's metadata along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CellMarks:
    """nbgrader's marks of the running cell, as far as they are known.

    ``is_check`` is ``None`` where nobody told. ``points`` are the cell's. ``is_whole`` says that the cell
    holds its hidden checks, if it has any: nbgrader gives released cells a checksum, and an author's none.
    """

    is_check: bool | None = None
    points: float | None = None
    is_whole: bool = False


def marks_of(shell: Any) -> CellMarks:
    """The marks of the cell that ``shell`` runs now; a terminal's shell knows none."""
    get_parent = getattr(shell, "get_parent", None)
    message = get_parent() if callable(get_parent) else None
    match message:
        case {"metadata": {"nbgrader": {"grade": bool(grade), "solution": bool(solution), **rest}}}:
            is_check = grade and not solution
            return CellMarks(is_check, _points(rest) if is_check else None, "checksum" not in rest)
    return CellMarks()


def _points(rest: Mapping[object, object]) -> float | None:
    points = rest.get("points")
    if isinstance(points, bool) or not isinstance(points, (int, float)):
        return None
    return float(points) if 0 <= points < float("inf") else None
