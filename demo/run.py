"""The demo: makes a class, grades it with the real command, and checks that everybody got their due."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.due import failures
from demo.make_class import ASSIGNMENTS, MISTAKES_SHOWN, ROOT, make_class

# Short limits, so that the endless loops of the demo end soon; a course has longer ones.
LIMITS = {"AUTOGRADER_CELL_SECONDS": "20", "AUTOGRADER_CHECK_SECONDS": "8"}


def main() -> int:
    """Run the demo; returns 0 when every submission got its due."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--course", type=Path, default=ROOT / "demo" / "course", help="where to make the course"
    )
    parser.add_argument("--all", action="store_true", help="hand in every known mistake, not a choice")
    options = parser.parse_args()
    dues = make_class(options.course, dict.fromkeys(ASSIGNMENTS, None if options.all else MISTAKES_SHOWN))
    print(f"A class of {len(dues)} submissions for {len(ASSIGNMENTS)} assignments lies in {options.course}\n")
    wrong = 0
    for assignment in ASSIGNMENTS:
        lines = grade(options.course, assignment)
        wrong += judge(assignment, lines, dues)
        run("report", assignment, "--course", str(options.course))
    print_pages(options.course)
    return 1 if wrong else 0


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, as a user types it; what goes wrong is shown."""
    words = [sys.executable, "-m", "autograder.cli", *arguments]
    return subprocess.run(words, env=os.environ | LIMITS, stdout=subprocess.PIPE, text=True, check=False)


def grade(course: Path, assignment: str) -> list[dict]:
    """Grade an assignment of the class; returns what ``--json`` printed."""
    print(f"$ autograder grade {assignment}")
    done = run("grade", assignment, "--course", str(course), "--json")
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(assignment: str, lines: list[dict], dues: dict) -> int:
    """Show what each submission got; returns how many did not get their due."""
    table = Table(box=None, pad_edge=False, header_style="bold", title=assignment, title_justify="left")
    for title in ("submission", "score", "outcome", "why", "due"):
        table.add_column(title, overflow="fold")
    wrong = 0
    expected = {name for a, name in dues if a == assignment}
    by_student = {line["student"]: line for line in lines}
    for name in sorted(expected):
        line = by_student.get(name)
        found = (
            list(failures(dues[assignment, name], line, counts_memory=counts_memory()))
            if line
            else ["missing"]
        )
        wrong += bool(found)
        score = f"{line['score']:g} / {line['max_score']:g}" if line and line["score"] is not None else "-"
        why = (line["reason"] if line else "")[:90]
        table.add_row(
            name, score, line["outcome"] if line else "", why, "as due" if not found else "; ".join(found)
        )
    console = Console(width=None if sys.stdout.isatty() else 150)
    console.print(table)
    outcomes = ", ".join(f"{n} {o}" for o, n in Counter(line["outcome"] for line in lines).most_common())
    console.print(f"\n{len(expected) - wrong} of {len(expected)} got their due ({outcomes})\n")
    return wrong


def counts_memory() -> bool:
    """Whether this host bounds and counts memory; ``autograder doctor`` says so too."""
    from autograder.sandbox import cgroup

    return cgroup.find().bounds_memory


def print_pages(course: Path) -> None:
    """Where to look next."""
    print("Look at:")
    for assignment in ASSIGNMENTS:
        print(f"  the class       {course / 'reports' / (assignment + '.html')}")
    page = next((course / "feedback" / "trouble-infinite-loop").rglob("*.html"), None)
    print(f"  one student     {page}")
    print(f"  the gradebook   cd {course} && {Path(sys.executable).parent / 'nbgrader'} export")


if __name__ == "__main__":
    sys.exit(main())
