"""A two-question notebook that only imports a framework: what grading costs besides the student's work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

_SQUARE = """\
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION
"""
_TOTAL = """\
def total(values):
    ### BEGIN SOLUTION
    return float(sum(values))
    ### END SOLUTION
"""
_CHECKS = {
    "square": "assert square(3) == 9\n### BEGIN HIDDEN TESTS\nassert square(-4) == 16\n### END HIDDEN TESTS",
    "total": "assert total([1, 2]) == 3\n### BEGIN HIDDEN TESTS\nassert total([]) == 0\n### END HIDDEN TESTS",
}


def write_tiny(folder: Path, framework: str) -> None:
    """Write the assignment ``folder.name`` that imports ``framework``."""
    cells = [_cell(f"import {framework}", "imports", locked=True)]
    for name, source in (("square", _SQUARE), ("total", _TOTAL)):
        cells.append(_cell(source, name, solution=True))
        cells.append(_cell(_CHECKS[name], f"{name}_checks", grade=True, locked=True, points=2))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder.mkdir(parents=True)
    node = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(node, folder / f"{folder.name}.ipynb")


def _cell(source: str, grade_id: str, **marks: Any) -> Any:
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    nbgrader = {"schema_version": 3, "grade_id": grade_id, **plain, **marks}
    return v4.new_code_cell(source, id=grade_id.replace("_", "-"), metadata={"nbgrader": nbgrader})
