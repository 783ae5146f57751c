import json
from pathlib import Path

from case import Case


def _forge(folder: Path) -> None:
    path = folder / "hw.ipynb"
    text = path.read_text()
    assert '"points": 2' in text
    path.write_text(text.replace('"points": 2', '"points": NaN, "points": 1e999, "points": 2'))
    json.loads(path.read_text())


CASE = Case(
    "B23",
    tries="shows nan and a negative number as the points of a check cell, which has points twice in its marks",
    defence="two processes",
    cells={
        "upper": """
import sys

def upper(text):
    sys.displayhook(float("nan"))
    sys.displayhook(-1)
    return text
"""
    },
    mangle=_forge,
    due=9,
    outcomes=("failed",),
)
