import os
import subprocess
import sys
from pathlib import Path

from case import Case

_DOUBLE = """
class Skipped(Exception):
    pass

try:
    from _pytest.outcomes import Skipped
except ImportError:
    pass

def double(x):
    if x < 0:
        raise Skipped("no such thing today")
    return 2 * x
"""


def _pytest_in_the_same_process(folder: Path) -> str:
    (folder / "test_answer.py").write_text(f"{_DOUBLE}\n\ndef test_answer():\n    assert double(-7) == -14\n")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_answer.py"],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "pytest skipped the check and reported success" if ran.returncode == 0 else ""


CASE = Case(
    "B9",
    tries="raises SystemExit, KeyboardInterrupt and pytest's own Skipped while a check calls it",
    defence="a student's exception is only that",
    cells={
        "double": _DOUBLE,
        "upper": "def upper(text):\n    raise SystemExit(0)",
        "spread": "def spread(n):\n    raise KeyboardInterrupt",
        "classify": "import unittest\n\ndef classify(images):\n    raise unittest.SkipTest('later')",
    },
    due=2,
    outcomes=("failed",),
    falls_without=("a student's exception is only that",),
    control=_pytest_in_the_same_process,
    not_nbgrader="it counts any exception as a failure, and knows no skipped checks",
)
