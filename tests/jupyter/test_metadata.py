"""What JupyterLab tells about a cell."""

from __future__ import annotations

from typing import Any

import pytest
from live_kernel import CHECK

from autograder.jupyter.metadata import CellMarks, marks_of


class Shell:
    def __init__(self, metadata: Any) -> None:
        self._metadata = metadata

    def get_parent(self) -> Any:
        return {"metadata": self._metadata}


@pytest.mark.parametrize(
    ("nbgrader", "marks"),
    [
        ({**CHECK, "points": 3}, CellMarks(True, 3.0, True)),
        ({**CHECK, "points": 3, "checksum": "5f"}, CellMarks(True, 3.0, False)),
        ({**CHECK, "points": None}, CellMarks(True, None, True)),
        ({**CHECK, "points": True}, CellMarks(True, None, True)),
        ({**CHECK, "points": float("nan")}, CellMarks(True, None, True)),
        ({**CHECK, "solution": True, "points": 3}, CellMarks(False, None, True)),
        ({"grade": "yes"}, CellMarks()),
        (None, CellMarks()),
    ],
)
def test_marks_are_read_from_nbgraders_metadata(nbgrader: object, marks: CellMarks) -> None:
    assert marks_of(Shell({"nbgrader": nbgrader})) == marks


@pytest.mark.parametrize("shell", [object(), Shell(None), Shell({})])
def test_where_nobody_tells_nothing_is_known(shell: object) -> None:
    assert marks_of(shell) == CellMarks()
