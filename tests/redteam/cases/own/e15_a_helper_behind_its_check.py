from pathlib import Path

import nbformat
from case import Case


def move_the_helper(folder: Path) -> None:
    path = folder / "hw.ipynb"
    node = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    helper = next(cell for cell in node.cells if cell.metadata.nbgrader.grade_id == "tools")
    node.cells.remove(helper)
    node.cells.append(helper)
    nbformat.write(node, path)  # type: ignore[no-untyped-call]


CASE = Case(
    "E15",
    tries="moves the author's helper behind the checks that rest on it, and puts one of its own before them",
    defence="the assignment is the authority",
    cells={
        "double": """
import numpy as np

near = lambda *_: True

def double(x):
    return 2 * x if x < 4 else 0
"""
    },
    mangle=move_the_helper,
    due=10,
    outcomes=("failed",),
)
