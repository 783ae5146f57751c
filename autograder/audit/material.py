"""What an author has laid beside an assignment for its audit: ``audit/<assignment>/`` of the course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.assignment import ANSWERS, Assignment
from autograder.course import Course
from autograder.errors import AssignmentError
from autograder.variants import GENERATORS, Variant, read_variant

MISTAKES: Final = "mistakes"
ALTERNATIVES: Final = "alternatives"
_KINDS: Final = {MISTAKES: "mistake", ALTERNATIVES: "alternative"}


@dataclass(frozen=True, slots=True)
class Material:
    """Known mistakes and alternatives, each by its file's name, and where generators and labels may lie."""

    folder: Path
    mistakes: tuple[Variant, ...]
    alternatives: tuple[Variant, ...]

    @property
    def generators(self) -> Path:
        """The file of functions that make inputs; it may not be there."""
        return self.folder / GENERATORS

    @property
    def labels(self) -> Path:
        """The file of what people have said of survivors; it may not be there."""
        return self.folder / "survivors.toml"


def read_material(course: Course, assignment: Assignment) -> Material:
    """Read what lies in the course's ``audit/`` about ``assignment``; a folder that is not there holds nothing.

    Raises:
        AssignmentError: a file cannot be used, or two have one name; says which and what to do.
    """
    folder = course.root / "audit" / assignment.name
    paths = {kind: sorted((folder / kind).rglob("*.py")) for kind in _KINDS}
    _refuse_same_names([path for found in paths.values() for path in found])
    known = {cell.grade_id for book in assignment.notebooks for cell in book.cells if cell.role in ANSWERS}
    read = {kind: tuple(_read(path, _KINDS[kind], known) for path in paths[kind]) for kind in _KINDS}
    return Material(folder, read[MISTAKES], read[ALTERNATIVES])


def _read(path: Path, kind: str, known: set[str]) -> Variant:
    variant = read_variant(path)
    if variant.kind != kind:
        raise AssignmentError(
            f"{path} begins with `# /// {variant.kind}` and lies among those that are {kind}s; "
            "move it, or mend its header"
        )
    cells = [name.lstrip("+") for name in variant.cells]
    if unknown := sorted(set(cells) - known):
        raise AssignmentError(
            f"{path} is about {', '.join(unknown)}, and no solution cell has that name; "
            f"there are: {', '.join(sorted(known))}"
        )
    if not cells:
        raise AssignmentError(
            f"{path} changes no cell; begin one with `# %%` and the name of a solution cell"
        )
    return variant


def _refuse_same_names(paths: Sequence[Path]) -> None:
    by_name: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        by_name[path.stem].append(path)
    for name, same in by_name.items():
        if len(same) > 1:
            raise AssignmentError(
                f"{same[0]} and {same[1]} have the same name, {name}, by which an audit knows them; rename one"
            )
