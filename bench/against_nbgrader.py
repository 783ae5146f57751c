"""The same submissions through nbgrader, through nbgrader with our plug-in, and through ours, in one run.

    python -m bench.against_nbgrader [--case NAME ...] [--submissions 20] [--rounds 3] [--json]

Cases: the course's own assignment, and a two-question notebook that only imports a framework (``numpy``,
``torch``, ``tensorflow``, where they are installed), which shows what grading costs besides the work itself.

Whole commands are measured, once with all submissions and once with a single one, so that what the command costs
once (start-up) and what each further submission costs can be told apart. The graders take turns, so that a busy
moment of the machine hits all of them; medians over the rounds are shown.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.assignment import Assignment, load_assignment
from autograder.variants import Variant, read_variants
from bench.accounting import Cost, measure
from bench.tiny import write_tiny
from demo.make_class import ROOT, hand_in
from scripts.release import generate

ASSIGNMENT = "04_convolution_arithmetic"
FRAMEWORKS = ("numpy", "torch", "tensorflow")
STAGES = {
    "open": "open a kernel (fork, namespaces, files)",
    "cells": "student and instructor cells",
    "checks": "checks (both sides)",
    "recording": "recording and feedback",
    "host_cpu": "of these, CPU on the host",
    "guest_cpu": "of these, CPU in the guest",
}


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", action="append", help="default: all that can run here")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for case in options.case or cases():
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            course = make_course(Path(folder) / "course", case, options.submissions)
            rounds = [one_round(course, case) for _ in range(options.rounds)]
        found = {"case": case, **summary(rounds, options.submissions)}
        if options.json:
            print(json.dumps(found), flush=True)
        else:
            show(found)
    return 0


def cases() -> list[str]:
    """All cases that can run in this environment."""
    return [ASSIGNMENT, *(name for name in FRAMEWORKS if importlib.util.find_spec(name))]


def make_course(course: Path, name: str, count: int) -> Path:
    """A course with ``count`` submissions: reference, alternatives, mistakes, all of them honest."""
    shutil.copytree(ROOT / "checks", course / "checks")
    if name in FRAMEWORKS:
        write_tiny(course / "source" / name, name)
    else:
        shutil.copytree(ROOT / "source" / name, course / "source" / name)
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
    assignment = load_assignment(name, course / "source" / name, course / "checks")
    variants = [Variant("reference", "reference"), *read_variants(ROOT / "audit" / name)]
    for number in range(count):
        hand_in(
            course / "submitted" / f"student{number:03}" / name, assignment, variants[number % len(variants)]
        )
    if generate(course):
        raise RuntimeError("nbgrader could not generate the assignment")
    _let_nbgrader_import_checks(assignment)
    return course


def _let_nbgrader_import_checks(assignment: Assignment) -> None:
    """nbgrader runs hidden checks beside the student's code, so their modules must lie in reach of it."""
    os.environ["PYTHONPATH"] = f"{assignment.own_checks}:{assignment.checks}"


def one_round(course: Path, name: str) -> dict[str, tuple[Cost, Cost, str]]:
    """Each grader from scratch: its cost for the whole class, for one student, and what it printed."""
    nbgrader = [sys.executable, "-m", "nbgrader", "autograde", name, "--force"]
    ours = [sys.executable, "-m", "autograder.cli", "grade", name, "--force", "--json", "--jobs"]
    plugged = _plugged(course)
    return {
        "nbgrader": measured(nbgrader, course),
        "nbgrader, our plug-in, 1 job": measured(nbgrader, plugged, AUTOGRADER_JOBS="1"),
        "nbgrader, our plug-in, 2 jobs": measured(nbgrader, plugged, AUTOGRADER_JOBS="2"),
        "autograder, 1 job": measured([*ours, "1"], course),
        "autograder, 2 jobs": measured([*ours, "2"], course),
    }


def _plugged(course: Path) -> Path:
    """The same course with the two lines that plug us into nbgrader."""
    plugged = course.with_name("plugged")
    if not plugged.exists():
        shutil.copytree(course, plugged)
        with (plugged / "nbgrader_config.py").open("a") as file:
            file.write("from autograder.dropin import use\nuse(c)\n")
    return plugged


def measured(command: list[str], course: Path, **variables: str) -> tuple[Cost, Cost, str]:
    """What ``command`` costs for the whole class and for one student, and what it printed."""
    binaries = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{binaries}:{os.environ['PATH']}"} | variables
    whole, said = measure(command, cwd=course, environment=environment)
    single, _ = measure([*command, "--student", "student000"], cwd=course, environment=environment)
    return whole, single, said


def summary(rounds: list[dict[str, tuple[Cost, Cost, str]]], count: int) -> dict[str, Any]:
    """Medians over the rounds, for one submission."""
    costs = {}
    for title in rounds[0]:
        whole, single = [r[title][0] for r in rounds], [r[title][1] for r in rounds]
        cpu, first = median(c.cpu for c in whole), median(c.cpu for c in single)
        further = (cpu - first) / (count - 1)
        costs[title] = {
            "cpu": cpu / count,
            "wall": median(c.wall for c in whole) / count,
            "further_cpu": further,
        }
    lines = [json.loads(line) for r in rounds for line in r["autograder, 1 job"][2].splitlines()]
    stages = {
        stage: median(line["timings"].get(stage, 0.0) for line in lines) for stage in lines[0]["timings"]
    }
    counted = all(cost.counted_all for r in rounds for cost, _, _ in r.values())
    return {
        "costs": costs,
        "stages": stages,
        "counted_all": counted,
        "rounds": len(rounds),
        "submissions": count,
    }


def show(found: dict[str, Any]) -> None:
    """Two tables: who costs what, and where ours goes."""
    console = Console(width=110)
    peer = found["costs"]["nbgrader"]
    table = Table(
        title=f"{found['case']}, {found['submissions']} submissions, median of {found['rounds']} rounds"
    )
    for column in (
        "for one submission",
        "CPU s, all in",
        "nbgrader = 1",
        "CPU s, each further",
        "nbgrader = 1",
        "wall s",
    ):
        table.add_column(column, justify="left" if column == "for one submission" else "right")
    for title, cost in found["costs"].items():
        ratios = [f"1 / {peer[key] / cost[key]:.1f}" for key in ("cpu", "further_cpu")]
        figures = [
            f"{cost['cpu']:.2f}",
            ratios[0],
            f"{cost['further_cpu']:.3f}",
            ratios[1],
            f"{cost['wall']:.2f}",
        ]
        table.add_row(title, *figures)
    console.print(table)
    stages = Table(title="where ours goes, for one submission (median)")
    for column in ("stage", "seconds"):
        stages.add_column(column, justify="left" if column == "stage" else "right")
    for stage, seconds in found["stages"].items():
        stages.add_row(STAGES.get(stage, stage.replace("_", " ")), f"{seconds:.3f}")
    console.print(stages)
    if not found["counted_all"]:
        console.print("No control group could be made: CPU of processes that nobody waits for is missing.")


if __name__ == "__main__":
    sys.exit(main())
