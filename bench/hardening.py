"""What the walls cost for each submission: all of them, each one taken away, and an earlier commit, in one run.

    python -m bench.hardening [--before COMMIT] [--submissions 30] [--rounds 3] [--json]

The class hands in a notebook of two tiny questions, so that little but the grading itself is measured. Walls are
taken away by the switches of the red team (tests/redteam/switches), which nothing but tests and this can throw.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.accounting import Cost
from bench.against_nbgrader import ROOT, make_course, measured

CASE = "numpy"
NOW, BEFORE = "all walls", "before"
WALLS = (
    "system call filter",
    "bound on memory",
    "fresh folders",
    "no capabilities",
    "silence after hidden checks",
)
_GRADE = ["grade", CASE, "--force", "--json", "--jobs", "1"]
_WITHOUT = """\
import sys
sys.path[:0] = [{redteam!r}, {e2e!r}]
from defences import all_defences
from autograder.cli import main
all_defences()[sys.argv[1]].off()
sys.exit(main(sys.argv[2:]))
"""
Round = dict[str, tuple[Cost, Cost, str]]


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--before", help="an earlier commit to compare with")
    parser.add_argument("--submissions", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = make_course(Path(folder) / "course", CASE, options.submissions)
        commands = _commands(Path(folder), options.before)
        rounds = [_one_round(course, commands) for _ in track(range(options.rounds), "rounds")]
    found = _summary(rounds, options.submissions)
    if options.json:
        print(json.dumps(found))
    else:
        _show(found, options.submissions, options.rounds)
    return 0


def _commands(folder: Path, before: str | None) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Each way to grade: its command and what it needs in the environment."""
    tests = ROOT / "tests"
    code = _WITHOUT.format(redteam=str(tests / "redteam"), e2e=str(tests / "e2e"))
    found: dict[str, tuple[list[str], dict[str, str]]] = {}
    if before is not None:
        tree = folder / "before"
        subprocess.run(["git", "worktree", "add", "--detach", str(tree), before], cwd=ROOT, check=True)
        found[BEFORE] = ([sys.executable, "-m", "autograder.cli", *_GRADE], {"PYTHONPATH": str(tree)})
    found[NOW] = ([sys.executable, "-m", "autograder.cli", *_GRADE], {})
    for wall in WALLS:
        found[f"without: {wall}"] = ([sys.executable, "-c", code, wall, *_GRADE], {})
    return found


def _one_round(course: Path, commands: dict[str, tuple[list[str], dict[str, str]]]) -> Round:
    return {title: measured(words, course, **variables) for title, (words, variables) in commands.items()}


def _summary(rounds: list[Round], count: int) -> dict[str, dict[str, float]]:
    """Median CPU seconds: of the first submission with the command's start, and of each further one."""
    found = {}
    for title in rounds[0]:
        first = median(r[title][1].cpu for r in rounds)
        further = median((r[title][0].cpu - r[title][1].cpu) / (count - 1) for r in rounds)
        found[title] = {"first": first, "further": further}
    return found


def _show(found: dict[str, dict[str, float]], count: int, rounds: int) -> None:
    table = Table(title=f"CPU of {count} tiny submissions, median of {rounds} rounds, all in one run")
    for column in ("walls", "s, start and first", "ms, each further", "all walls = 1"):
        table.add_column(column, justify="left" if column == "walls" else "right")
    for title, cost in found.items():
        ratio = cost["further"] / found[NOW]["further"]
        table.add_row(title, f"{cost['first']:.2f}", f"{1000 * cost['further']:.1f}", f"{ratio:.2f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    sys.exit(main())
