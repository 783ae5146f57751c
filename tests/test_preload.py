"""What the fork server imports: what runs in the guest imports it, and not what checks alone use."""

from __future__ import annotations

from pathlib import Path

from courses import assignment, checks, hidden, locked, plain, solution

from autograder.preload import preload_of


def test_what_given_cells_and_solutions_import_is_imported_beforehand(tmp_path: Path) -> None:
    cells = (
        locked("import matplotlib.pyplot as plt"),
        plain("from sklearn import svm"),
        solution("import numpy as np"),
    )
    assert preload_of(assignment(tmp_path, *cells)) == ("numpy", "matplotlib.pyplot", "sklearn")


def test_what_check_cells_alone_import_is_not(tmp_path: Path) -> None:
    cells = (
        locked("import numpy as np"),
        solution("x = 1"),
        checks("import torch\n" + hidden("import pandas")),
    )
    assert preload_of(assignment(tmp_path, *cells)) == ("numpy",)


def test_a_module_that_is_not_known_is_left_to_the_notebook(tmp_path: Path) -> None:
    assert preload_of(assignment(tmp_path, locked("import json, numpy.linalg"), solution("x = 1"))) == (
        "numpy",
    )
