"""Try every attack on nbgrader and on Otter, and write the table in docs/security.md. Run by ``make redteam``.

Both run in a jar (tests/redteam/jar.py). Otter needs a Python of its own, .venv-otter, which make sets up.
What holds here is shown by the tests themselves; this only lists it.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.progress import track

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
sys.path[:0] = [str(TESTS / "redteam"), str(TESTS / "e2e"), str(TESTS)]

import table  # noqa: E402
from case import Case, all_cases  # noqa: E402
from evidence import breaches  # noqa: E402
from jar import Jar  # noqa: E402
from target_course import TargetCourse  # noqa: E402


def main() -> None:
    """Run all cases that make sense elsewhere on both graders."""
    cases = [case for case in all_cases() if not case.not_nbgrader]
    with tempfile.TemporaryDirectory(prefix="redteam-") as folder:
        nbgrader = Jar(
            TargetCourse(Path(folder, "n")).plant(theirs=True), TESTS / "redteam/nbgrader_in_jar.py"
        )
        otter_python = ROOT / ".venv-otter/bin/python"
        otter = Jar(
            TargetCourse(Path(folder, "o")).plant(theirs=True),
            TESTS / "redteam/otter_in_jar.py",
            otter_python,
        )
        nbgrader.prepare()
        jars = dict(zip(table.PEERS, (nbgrader, otter), strict=True))
        table.keep({name: _attacked(jar, cases, Path(folder, name), name) for name, jar in jars.items()})
    print(f"The table is in {table.PAGE.relative_to(ROOT)}.")


def _attacked(jar: Jar, cases: list[Case], folder: Path, name: str) -> dict[str, list[str]]:
    def found(case: Case) -> list[str]:
        return breaches(jar.attack(case, folder / case.number), jar.course.secrets, case.due)

    with ThreadPoolExecutor(2) as pool:
        results = track(pool.map(found, cases), f"{len(cases)} attacks on {name}", total=len(cases))
        return {case.number: result for case, result in zip(cases, results, strict=True)}


if __name__ == "__main__":
    main()
