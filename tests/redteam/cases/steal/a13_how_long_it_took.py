"""The control shows a student how long each of pytest's tests took."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from case import Case

_TEST = """
import pytest, time

@pytest.mark.parametrize("number", range(3))
def test_upper(number):
    time.sleep(0.1 * int("a17"[number], 16))
"""
_TIME = re.compile(rb"\b\d+(?:\.\d+)?&?n?b?s?p?;? ?(?:ms|s|seconds?|minutes?)\b(?! each)")


def _naive(folder: Path) -> str:
    (folder / "test_it.py").write_text(_TEST)
    words = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--durations=0",
        "--durations-min=0.05",
        "test_it.py",
    ]
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, check=False)
    times = re.findall(rb"([0-9.]+)s call +\S+\[(\d)\]", done.stdout)
    digits = {int(number): f"{round(float(seconds) * 10):x}" for seconds, number in times}
    told = "".join(digits[number] for number in sorted(digits))
    return f"the durations tell {told}" if told == "a17" else ""


def _times(page: bytes) -> str:
    found = sorted({time[0].decode() for time in re.finditer(_TIME, page)})
    return f"the page tells {found[:3]}" if found else ""


CASE = Case(
    "A13",
    tries="takes the more time and memory the larger a digit of a hidden input is",
    defence="fixed categories",
    cells={
        "upper": """
import time

def upper(text):
    digit = int(text[-1], 16)
    ballast = bytearray(digit << 20)
    time.sleep(0.05 * digit + 0.2)
    return text.upper()
""",
    },
    looks=_times,
    control=_naive,
    not_nbgrader="its feedback tells no times either",
)
