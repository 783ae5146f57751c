"""Which file is which notebook: the one of its name, else the only one that can be meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import checks, notebook, solution

from autograder.assignment import Assignment, load_assignment
from autograder.handedin import find_notebooks
from autograder.submission import Submission


@pytest.fixture
def two(tmp_path: Path) -> Assignment:
    """An assignment of two notebooks, p1 and p2."""
    folder = tmp_path / "source/hw"
    folder.mkdir(parents=True)
    for n in (1, 2):
        cells = solution(f"x{n} = 1", f"answer{n}"), checks(f"assert x{n} == 1", f"checks{n}")
        nbformat.write(notebook(*cells), folder / f"p{n}.ipynb")
    return load_assignment("hw", folder, tmp_path / "checks")


def copy_of(source: Assignment, number: int) -> bytes:
    cells = [
        {"cell_type": "code", "source": c.released, "metadata": {"nbgrader": {"grade_id": c.grade_id}}}
        for c in source.notebooks[number - 1].cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode()


def taken(source: Assignment, **files: bytes) -> dict[str, str]:
    handed_in: Any = {f"{name}.ipynb": data for name, data in files.items()}
    found = find_notebooks(source.notebooks, Submission("ada", Path("/nowhere"), handed_in, None))
    return {name: file.path.removesuffix(".ipynb") or file.why_missing for name, file in found.items()}


def test_a_notebook_of_the_right_name_is_taken_whatever_it_holds(two: Assignment) -> None:
    assert taken(two, p1=copy_of(two, 2), p2=b"{", p3=copy_of(two, 1)) == {"p1": "p1", "p2": "p2"}


def test_renamed_notebooks_are_told_apart_by_their_cells(two: Assignment) -> None:
    assert taken(two, a=copy_of(two, 2), b=copy_of(two, 1)) == {"p1": "b", "p2": "a"}


def test_a_name_that_copying_made_goes_before_cells(two: Assignment) -> None:
    files = {"p1-Copy1": copy_of(two, 1), "old": copy_of(two, 1), "p2": copy_of(two, 2)}
    assert taken(two, **files)["p1"] == "p1-Copy1"


def test_of_two_copies_that_could_both_be_meant_none_is_taken(two: Assignment) -> None:
    files = {"p1-Copy1": copy_of(two, 1), "p1 (2)": copy_of(two, 1), "p2": copy_of(two, 2)}
    found = taken(two, **files)
    assert found["p1"].startswith("the notebook p1.ipynb was not handed in")
    assert "p1-Copy1.ipynb" in found["p1"]


def test_a_hostile_name_is_shown_without_what_a_terminal_obeys(two: Assignment) -> None:
    files: Any = {"\x1b[31mp1\udcff\n (1).ipynb": copy_of(two, 1), "p2.ipynb": b""}
    found = find_notebooks(two.notebooks, Submission("ada", Path("/nowhere"), files, None))["p1"]
    assert found.path == "?[31mp1?? (1).ipynb"
    assert found.notes[0].isprintable()


def test_one_file_is_never_two_notebooks(two: Assignment) -> None:
    both = json.loads(copy_of(two, 1))
    both["cells"] += json.loads(copy_of(two, 2))["cells"]
    assert all("not handed in" in text for text in taken(two, all=json.dumps(both).encode()).values())


def test_a_file_that_cannot_be_read_is_not_taken_for_another(two: Assignment) -> None:
    assert "not handed in" in taken(two, broken=b"{", p2=copy_of(two, 2))["p1"]


def test_only_so_many_strangers_are_opened(two: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []
    monkeypatch.setattr("autograder.handedin._resembles", lambda book, data: opened.append(data))
    taken(two, **{f"n{n}": b"" for n in range(500)})
    assert len(opened) <= 2 * 20
