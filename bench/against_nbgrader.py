"""The same submissions through ``autograder grade`` and through ``nbgrader autograde``, in one run.

    python -m bench.against_nbgrader [--submissions 20] [--rounds 3] [--json]

Figures are for whole commands, start-up included, divided by the number of submissions. The two take turns,
so that a busy moment of the machine hits both; the median of the rounds is shown.
"""

from __future__ import annotations

import argparse
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
from demo.make_class import ROOT, hand_in
from scripts.release import generate

ASSIGNMENT = "04_convolution_arithmetic"
STAGES = {
    "open": "open a kernel (fork, namespaces, files)",
    "cells": "student and instructor cells",
    "checks": "checks (both sides)",
}


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assignment", default=ASSIGNMENT)
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = make_course(Path(folder) / "course", options.assignment, options.submissions)
        rounds = [one_round(course, options.assignment) for _ in range(options.rounds)]
    found = summary(rounds, options.submissions)
    if options.json:
        print(json.dumps(found))
    else:
        show(found, options)
    return 0


def make_course(course: Path, name: str, count: int) -> Path:
    """A course with ``count`` submissions: reference, alternatives, mistakes, all of them honest."""
    shutil.copytree(ROOT / "source" / name, course / "source" / name)
    shutil.copytree(ROOT / "checks", course / "checks")
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
    assignment = load_assignment(name, course / "source" / name, course / "checks")
    variants = [Variant("reference", "reference"), *read_variants(ROOT / "audit" / name)]
    for number in range(count):
        hand_in(course / "submitted" / f"student{number:03}" / name, assignment, variants[number % len(variants)])
    if generate(course):
        raise RuntimeError("nbgrader could not generate the assignment")
    _let_nbgrader_import_checks(assignment)
    return course


def _let_nbgrader_import_checks(assignment: Assignment) -> None:
    """nbgrader runs hidden checks beside the student's code, so their modules must lie in reach of it."""
    os.environ["PYTHONPATH"] = str(assignment.checks)


def one_round(course: Path, name: str) -> dict[str, tuple[Cost, str]]:
    """Both graders, one after the other, each from scratch."""
    binaries = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{binaries}:{os.environ['PATH']}"}
    commands = {
        "nbgrader": [sys.executable, "-m", "nbgrader", "autograde", name, "--force"],
        "autograder, 1 job": [sys.executable, "-m", "autograder.cli", "grade", name, "--force", "--json", "--jobs", "1"],
        "autograder, 2 jobs": [sys.executable, "-m", "autograder.cli", "grade", name, "--force", "--json", "--jobs", "2"],
    }
    return {title: measure(command, cwd=course, environment=environment) for title, command in commands.items()}


def summary(rounds: list[dict[str, tuple[Cost, str]]], count: int) -> dict[str, Any]:
    """Medians over the rounds, for one submission."""
    costs = {
        title: {
            "cpu": median(r[title][0].cpu for r in rounds) / count,
            "wall": median(r[title][0].wall for r in rounds) / count,
        }
        for title in rounds[0]
    }
    lines = [json.loads(line) for r in rounds for line in r["autograder, 1 job"][1].splitlines()]
    stages = {stage: median(line["timings"].get(stage, 0.0) for line in lines) for stage in lines[0]["timings"]}
    counted = all(cost.counted_all for r in rounds for cost, _ in r.values())
    return {"costs": costs, "stages": stages, "counted_all": counted, "rounds": len(rounds), "submissions": count}


def show(found: dict[str, Any], options: argparse.Namespace) -> None:
    """Two tables: who costs what, and where ours goes."""
    console = Console(width=100)
    peer = found["costs"]["nbgrader"]
    table = Table(title=f"{options.assignment}, {found['submissions']} submissions, median of {found['rounds']} rounds")
    for column in ("", "CPU s / submission", "wall s / submission", "CPU against nbgrader"):
        table.add_column(column, justify="left" if not column else "right")
    for title, cost in found["costs"].items():
        table.add_row(title, f"{cost['cpu']:.2f}", f"{cost['wall']:.2f}", f"1 : {peer['cpu'] / cost['cpu']:.1f}")
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
