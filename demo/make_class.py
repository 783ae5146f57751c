"""Makes a course with a class whose every due is known: references, alternatives, mistakes and troubles."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, Notebook, load_assignment
from autograder.variants import Variant, handed_in, read_variants

ROOT = Path(__file__).resolve().parent.parent
TROUBLED = "04_convolution_arithmetic"
ASSIGNMENTS = tuple(sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir()))
MISTAKES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Student:
    """One student of the demo class: an id that says what is shown, and the submission."""

    name: str
    variant: Variant


def students(assignment: str, mistakes: int | None = MISTAKES_SHOWN) -> Iterator[Student]:
    """The class of one assignment, with so many of its mistakes (``None``: all), evenly chosen."""
    yield Student("reference", Variant("reference", "reference"))
    yield Student("unmodified", Variant("unmodified", "unmodified"))
    found = read_variants(ROOT / "audit" / assignment)
    alternatives = [v for v in found if v.kind == "alternative"]
    wrong = [v for v in found if v.kind == "mistake"]
    step = max(1, len(wrong) // mistakes) if mistakes else 1
    for variant in [*alternatives, *wrong[::step][: mistakes or None]]:
        yield Student(f"{variant.kind[:3]}-{variant.name.replace('_', '-')}", variant)
    if assignment == TROUBLED:
        for variant in read_variants(ROOT / "demo" / "trouble"):
            yield Student(f"trouble-{variant.name.replace('_', '-')}", variant)


def make_class(course: Path, mistakes: Mapping[str, int | None]) -> dict[tuple[str, str], Variant]:
    """Write the course and everybody's submissions into ``course``; returns who shows what.

    ``mistakes`` says of each assignment how many are handed in (``None``: all).
    """
    shutil.rmtree(course, ignore_errors=True)
    for name in ("source", "checks"):
        shutil.copytree(ROOT / name, course / name)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    dues = {}
    for name in ASSIGNMENTS:
        assignment = load_assignment(name, course / "source" / name, course / "checks")
        for student in students(name, mistakes[name]):
            hand_in(course / "submitted" / student.name / name, assignment, student.variant)
            dues[name, student.name] = student.variant
    return dues


def hand_in(folder: Path, assignment: Assignment, variant: Variant) -> None:
    """Write one submission as `nbgrader collect` leaves it."""
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-11-02 12:00:00.000000 UTC")
    for name in assignment.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(assignment.folder / name, folder / name)
    for notebook in assignment.notebooks:
        (folder / f"{notebook.name}.ipynb").write_text(_spoiled(notebook, variant), encoding="utf-8")


def _spoiled(notebook: Notebook, variant: Variant) -> str:
    """The notebook's text, with the damage that the variant's header asks for."""
    header = variant.header
    if "text" in header:
        return str(header["text"])
    node = json.loads(handed_in(notebook, variant))
    cells: list[Any] = []
    for cell in node["cells"]:
        cells += _damaged(cell, cell["metadata"].get("nbgrader", {}).get("grade_id", ""), header)
    node |= {"cells": cells, "nbformat": header.get("nbformat", 4)}
    text = json.dumps(node)
    return text[: header["cut"]] if "cut" in header else text


def _damaged(cell: dict[str, Any], grade_id: str, header: Any) -> list[dict[str, Any]]:
    if grade_id in header.get("delete", ()):
        return []
    if grade_id in header.get("retype", ()):
        return [
            {k: v for k, v in cell.items() if k not in ("outputs", "execution_count")}
            | {"cell_type": "markdown"}
        ]
    if grade_id in header.get("forge", ()):
        forged = cell["metadata"]["nbgrader"] | {"points": 1000, "locked": False, "grade": True}
        return [
            cell | {"source": "assert True", "metadata": {"nbgrader": forged, "tags": ["raises-exception"]}}
        ]
    return [cell, cell | {"id": cell["id"] + "-2"}] if grade_id in header.get("duplicate", ()) else [cell]
