"""Grades the notebooks inside the nbgrader wheel, and writes what came of it beside nbgrader's own scores.

``tests/parity/nbgrader_outcomes.tsv`` holds 87 pairs of a source and a submission with the score of each cell
that nbgrader 0.9 gives. ``docs/parity.md`` is written by ``python -m scripts.parity``.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from traitlets.config import Config

from autograder.assignment import Assignment, load_assignment
from autograder.errors import AssignmentError
from autograder.grading import grade
from autograder.results import CellResult
from autograder.sandbox import BACKENDS
from autograder.sandbox.base import Sandbox, SandboxSpec
from autograder.settings import Settings
from autograder.submission import take_in
from autograder.summary import released_notebook

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "parity.md"
_OUTCOMES: Final = ROOT / "tests" / "parity" / "nbgrader_outcomes.tsv"
_STUBS: Final = {"tests/apps/files/test-hidden-tests.ipynb": "# YOUR CODE HERE"}
"""Sources that nbgrader's own tests release with another stub in place of the solutions."""

_FILES: Final = {
    "tests/apps/files/open_relative_file.ipynb": "data.txt",
    "tests/apps/files/autotest": "autotests.yml",
    "docs/source/user_guide/source/ps1_autotest": "../../autotests.yml",
}
"""What must lie beside a source, by the beginning of its path."""


AGREES: Final = "agrees"
REFUSED: Final = "refused by both"
STOPPED: Final = "nbgrader stops"
PUT_BACK: Final = "check put back"
DIFFERS: Final = "differs"
AGREEMENTS: Final = {
    AGREES: "every cell has the same score, and the same cells wait for a person",
    REFUSED: "no assignment can be made of the source; here the reason names the cell",
    STOPPED: "nbgrader fails on the submission, often for the whole class; here it is graded",
    PUT_BACK: "the student's copy lacks a check cell: nbgrader leaves it without a score, here it is put back",
}
"""All that a pair may come to, and what it means."""

_INTRODUCTION: Final = """\
# Parity with nbgrader

Written by `python -m scripts.parity`; `tests/parity/test_parity.py` fails when it is not current.

The wheel of nbgrader holds the notebooks of its own tests and of its user guide. {count} pairs of a source and
a submission were graded with nbgrader, and are graded here, and each cell's score is compared: plain asserts,
hidden tests, AUTOTEST lines, cells that a person grades, tasks, cells that students changed, time limits, old
schemas. RELEASE is the unmodified student version. The notebooks come from nbgrader {nbgrader}.

| verdict | pairs | meaning |
|---|---|---|
{summary}

Where nbgrader stops, a student's mistake costs others their grades; that is the difference we want. Nothing else
differs in these notebooks. What differs elsewhere, on purpose:

| what | nbgrader | here |
|---|---|---|
| a solution is there twice, the last one untouched | the last one counts | the one with an answer counts |
| the only notebook has another name | zero or an error | graded, with a note, where there is no doubt |
| an editor removed nbgrader's marks | no score | cells are known by their text and place |
| a test prints to standard error | zero | no matter |
| a test's last expression is `True`, `nan` or a number of numpy | full marks | passed, nothing, that number |
"""
_HEAD: Final = """
## All pairs

Scores are points of points; `?` waits for a person.

| source | submission | nbgrader | here | verdict |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the table: what was graded, and what nbgrader said; ``cells`` maps a cell to its score."""

    source: str
    submission: str
    outcome: str
    cells: dict[str, str]

    @property
    def refuses_source(self) -> bool:
        """Whether nbgrader cannot make an assignment of the source."""
        return self.outcome.startswith("generate_assignment ERROR")

    @property
    def fails(self) -> bool:
        """Whether nbgrader does not get through this submission."""
        return self.outcome.startswith("autograde ERROR")

    @property
    def data(self) -> str:
        """The path of the submission; what stands behind it in parentheses is how it was graded."""
        return self.submission.partition(" (")[0]

    @property
    def seconds(self) -> float:
        """The time limit that the row was measured with."""
        found = re.search(r"timeout[ =](\d+)", self.submission)
        return float(found[1]) if found else 60.0


@dataclass(frozen=True, slots=True)
class Found:
    """What we made of a pair: the scores of its cells, or the sentence that refuses the source."""

    cells: dict[str, str]
    refusal: str = ""
    notes: tuple[str, ...] = ()


def pairs() -> Iterator[Pair]:
    """All rows of the table of nbgrader's outcomes."""
    with _OUTCOMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            cells = dict(part.rsplit("=", 1) for part in (row["cells"] or "").split(", ") if part)
            yield Pair(row["source"], row["submission"], row["outcome"], cells)


def grade_all(sandbox: Sandbox) -> Iterator[tuple[Pair, Found]]:
    """Grade all pairs; a source is read once."""
    loaded: dict[str, Assignment | AssignmentError] = {}
    with tempfile.TemporaryDirectory(prefix="parity-") as name:
        for number, pair in enumerate(pairs()):
            if pair.source not in loaded:
                loaded[pair.source] = _loaded(pair.source, Path(name, f"course{number}"))
            yield pair, _graded(pair, loaded[pair.source], Path(name, f"submitted{number}"), sandbox)


def _loaded(source: str, course: Path) -> Assignment | AssignmentError:
    """The assignment that ``source`` makes in a ``course`` of its own, or why it makes none."""
    path = _wheel() / source
    folder = course / "source" / "ps"
    folder.mkdir(parents=True)
    shutil.copyfile(path, folder / path.name)
    for beginning, file in _FILES.items():
        if source.startswith(beginning):
            shutil.copyfile(path.parent / file, folder / Path(file).name)
    config = Config({"ClearSolutions": {"code_stub": {"python": _STUBS[source]}}} if source in _STUBS else {})
    try:
        return load_assignment("ps", folder, course / "checks", config)
    except AssignmentError as error:
        return AssignmentError(str(error).replace(f"{folder}/", ""))


def _graded(pair: Pair, assignment: Assignment | AssignmentError, folder: Path, sandbox: Sandbox) -> Found:
    if isinstance(assignment, AssignmentError):
        return Found({}, refusal=str(assignment))
    folder.mkdir()
    released = json.dumps(released_notebook(assignment.notebooks[0])).encode()
    data = released if pair.data == "RELEASE" else (_wheel() / pair.data).read_bytes()
    (folder / f"{assignment.notebooks[0].name}.ipynb").write_bytes(data)
    limits = Settings(cell_seconds=pair.seconds, check_seconds=pair.seconds)
    result = grade(take_in("student", folder), assignment, sandbox, limits)
    return Found({cell.grade_id: _score(cell) for cell in result.cells}, notes=result.notes)


def _wheel() -> Path:
    """The folder of the installed nbgrader; its notebooks come with the package."""
    spec = find_spec("nbgrader")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _score(cell: CellResult) -> str:
    earned = "None" if cell.earned is None else f"{cell.earned:g}"
    return f"{earned}/{cell.points:g}"


def verdict(pair: Pair, found: Found) -> str:
    """How the two compare: one of ``AGREEMENTS``, or ``DIFFERS``, which must not be."""
    if pair.refuses_source or found.refusal:
        return REFUSED if pair.refuses_source and found.refusal else DIFFERS
    if pair.fails:
        return STOPPED if found.cells else DIFFERS
    names = pair.cells.keys() | found.cells.keys()
    differing = {name for name in names if pair.cells.get(name) != found.cells.get(name)}
    if not differing:
        return AGREES
    deleted = {name for name in differing if f"the cell {name!r} was deleted" in found.notes}
    return PUT_BACK if differing == deleted else DIFFERS


def page_of(graded: Sequence[tuple[Pair, Found]]) -> str:
    """The text of docs/parity.md."""
    counts = Counter(verdict(pair, found) for pair, found in graded)
    summary = "\n".join(f"| {kind} | {counts[kind]} | {why} |" for kind, why in AGREEMENTS.items())
    rows = "\n".join(_row(pair, found) for pair, found in graded)
    text = _INTRODUCTION.format(count=len(graded), nbgrader=version("nbgrader"), summary=summary)
    return f"{text}{_HEAD}{rows}\n"


def _row(pair: Pair, found: Found) -> str:
    nbgrader = _cells(pair.cells) or pair.outcome.partition(";")[0].replace("ERROR: ", "stops: ")
    ours = found.refusal or _cells(found.cells) or "no cells"
    if not pair.cells and not pair.fails and not pair.refuses_source:
        nbgrader = "no cells"
    return f"| {pair.source} | {pair.submission} | {nbgrader} | {ours} | {verdict(pair, found)} |"


def _cells(cells: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {score.replace('None', '?')}" for name, score in sorted(cells.items()))


def main() -> int:
    """Write the page, with the real sandbox; returns 1 when a pair differs."""
    with BACKENDS["bubblewrap"](SandboxSpec(python=Path(sys.executable), preload=("numpy",))) as sandbox:
        graded = list(grade_all(sandbox))
    PAGE.write_text(page_of(graded), encoding="utf-8")
    different = [pair for pair, found in graded if verdict(pair, found) == DIFFERS]
    for pair in different:
        print(f"{pair.source} and {pair.submission} differ: see {PAGE}", file=sys.stderr)
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
