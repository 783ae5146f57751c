"""Which frameworks the fork server imports beforehand: those that the assignment itself imports."""

from __future__ import annotations

import importlib.util
from typing import Final

from autograder.assignment import Assignment, Role
from autograder.regions import definitions, imports_of

_MODULES: Final = {
    "numpy": "numpy",
    "matplotlib": "matplotlib.pyplot",
    "pandas": "pandas",
    "scipy": "scipy",
    "sklearn": "sklearn",
    "torch": "torch",
    "tensorflow": "tensorflow",
    "keras": "keras",
}


def preload_of(assignment: Assignment) -> tuple[str, ...]:
    """The known, installed modules that the author's notebooks import, in the order of the table.

    What only check cells import is of no use to the fork server: they run on the host.
    """
    imported = {
        name
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.is_code and cell.role is not Role.CHECK
        for node in definitions(cell.source)
        for name in imports_of(node)
    }
    return tuple(
        module for name, module in _MODULES.items() if name in imported and importlib.util.find_spec(name)
    )
