"""The control shows a student what pytest prints, as graders do that run it and pass on its output."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from case import Case

_TEST = """
EXPECTED = "the expected value"

def upper(text):
    return ""

def test_upper():
    assert upper("text") == EXPECTED
"""


def _naive(folder: Path) -> str:
    (folder / "test_it.py").write_text(_TEST)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return "pytest's message" if "'the expected value'" in done.stdout else ""


CASE = Case(
    "A8",
    tries="gives wrong answers of many kinds, to read the expected value in the message of the check that fails",
    defence="fixed categories",
    cells={
        "double": "def double(x):\n    return 2 * x if x > 0 else None",
        "upper": "def upper(text):\n    return text.lower() + '!'",
        "spread": "import numpy as np\n\ndef spread(n):\n    return np.linspace(0.0, 2.0, n)",
    },
    due=5,
    outcomes=("failed",),
    control=_naive,
    not_nbgrader="its feedback shows hidden checks with their messages to everybody, attack or not",
    falls_without=("fixed categories",),
)
