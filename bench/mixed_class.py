"""One class of mixed submissions over all assignments: in one call of ours, and through stock nbgrader.

    python -m bench.mixed_class [--submissions 60] [--nbgrader-timeout 60] [--json]

The class is the demo's: references, right solutions written differently, mistakes, untouched notebooks, and a few
that loop, fork, fill the memory or end the process. nbgrader grades an assignment at a time and stops at a submission
that kills its kernel; that one is taken away, and counted as not survived, until the rest goes through.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.assignment import load_assignment
from bench.accounting import Ran, run
from demo.make_class import ASSIGNMENTS, ROOT, TROUBLED, Student, hand_in, students
from demo.run import LIMITS
from scripts.release import generate

_TROUBLES = 6
_MISTAKES = 8


@dataclass(frozen=True, slots=True)
class Row:
    """What a grader took for the class; ``graded`` counts the submissions that it brought to an end."""

    grader: str
    assignment: str
    submissions: int
    graded: int
    wall: float
    cpu: float
    peak_bytes: int


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, default=60, help="in all")
    parser.add_argument("--nbgrader-timeout", type=int, default=60, help="seconds for one cell there")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = make_course(Path(folder) / "course", options.submissions, options.nbgrader_timeout)
        other = shutil.copytree(course, course.with_name("nbgrader"))
        rows = [ours(course), *theirs(other)]
    if options.json:
        for row in rows:
            print(json.dumps(asdict(row)))
    else:
        show(rows)
    return 0


def make_course(course: Path, count: int, timeout: int) -> Path:
    """The course with its class; every assignment has its share of ``count``."""
    shutil.copytree(ROOT / "checks", course / "checks")
    (course / "nbgrader_config.py").write_text(
        (ROOT / "nbgrader_config.py").read_text() + f"\nc.ExecutePreprocessor.timeout = {timeout}\n"
    )
    share, rest = divmod(count, len(ASSIGNMENTS))
    for number, name in enumerate(ASSIGNMENTS):
        shutil.copytree(ROOT / "source" / name, course / "source" / name)
        assignment = load_assignment(name, course / "source" / name, course / "checks")
        for student in chosen(name, share + (number < rest)):
            hand_in(course / "submitted" / student.name / name, assignment, student.variant)
    if generate(course):
        raise RuntimeError("nbgrader could not generate the assignments")
    return course


def chosen(name: str, count: int) -> list[Student]:
    """``count`` of the demo's students: one untouched, some hostile, the others right and wrong in turns."""
    known = list(students(name, _MISTAKES))
    troubles = [student for student in known if student.name.startswith("trouble-")]
    honest = [student for student in known if student not in troubles]
    hostile = troubles[:: max(1, len(troubles) // _TROUBLES)][: count // 2] if name == TROUBLED else []
    return [*honest[: count - len(hostile)], *hostile]


def ours(course: Path) -> Row:
    """One call for all of it."""
    command = [sys.executable, "-m", "autograder.cli", "grade", "--all", "--json"]
    ran = run(command, cwd=course, environment=os.environ | LIMITS)
    if ran.code == 2:
        raise RuntimeError(ran.errors[-3000:])
    lines = [json.loads(line) for line in ran.output.splitlines()]
    graded = sum(line["score"] is not None for line in lines)
    return _row("autograder", "all, in one call", len(lines), graded, [ran])


def theirs(course: Path) -> Iterator[Row]:
    """nbgrader's own command for each assignment, without what it does not survive."""
    binaries = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        # It runs hidden checks beside the student's code, so their modules must lie in reach of it.
        "PYTHONPATH": ":".join(str(course / "checks" / name) for name in ASSIGNMENTS),
    }
    for name in ASSIGNMENTS:
        handed_in = sorted(path.parent.name for path in (course / "submitted").glob(f"*/{name}"))
        command = [sys.executable, "-m", "nbgrader", "autograde", name]
        runs = []
        while True:
            runs.append(run(command, cwd=course, environment=environment))
            waiting = [student for student in handed_in if not _is_graded(course, student, name)]
            waiting = [s for s in waiting if (course / "submitted" / s / name).is_dir()]
            if runs[-1].code == 0 or not waiting:
                break
            shutil.rmtree(course / "submitted" / waiting[0] / name)
        graded = sum(_is_graded(course, student, name) for student in handed_in)
        yield _row("nbgrader", name, len(handed_in), graded, runs)


def _is_graded(course: Path, student: str, name: str) -> bool:
    return any((course / "autograded" / student / name).glob("*.ipynb"))


def _row(grader: str, assignment: str, submissions: int, graded: int, runs: list[Ran]) -> Row:
    costs = [ran.cost for ran in runs]
    wall, cpu = sum(cost.wall for cost in costs), sum(cost.cpu for cost in costs)
    return Row(grader, assignment, submissions, graded, wall, cpu, max(cost.peak_bytes for cost in costs))


def summed(rows: list[Row]) -> Row:
    """A grader's assignments together."""
    submissions, graded = sum(row.submissions for row in rows), sum(row.graded for row in rows)
    wall, cpu, peak = sum(r.wall for r in rows), sum(r.cpu for r in rows), max(r.peak_bytes for r in rows)
    return Row(rows[0].grader, "all, one after another", submissions, graded, wall, cpu, peak)


def show(rows: list[Row]) -> None:
    """One line a command, and the peer's sum."""
    table = Table(title="a mixed class, each grader once")
    for column in (
        "grader",
        "assignment",
        "submissions",
        "graded",
        "wall s",
        "CPU s",
        "CPU s each",
        "peak MiB",
    ):
        table.add_column(column, justify="left" if column in ("grader", "assignment") else "right")
    for row in [*rows, summed(rows[1:])]:
        table.add_row(
            row.grader,
            row.assignment,
            str(row.submissions),
            str(row.graded),
            f"{row.wall:.0f}",
            f"{row.cpu:.0f}",
            f"{row.cpu / max(1, row.graded):.1f}",
            f"{row.peak_bytes >> 20}",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    sys.exit(main())
