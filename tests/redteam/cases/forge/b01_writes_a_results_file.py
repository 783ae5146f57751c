from case import Case

CASE = Case(
    "B1",
    tries="writes full marks into the gradebook and into every results file that it can find",
    defence="two processes",
    cells={
        "upper": """
import json
import pathlib
import sqlite3

def upper(text):
    return text

here = pathlib.Path.cwd()
for folder in (here, *here.parents):
    for name in ("results.json", "jar.json", "autograded/B1/hw/hw.ipynb", ".autograder/executed/hw/B1.json"):
        if (folder / name).exists():
            (folder / name).write_text(json.dumps({"score": 11, "outcome": "passed"}))
    if (folder / "gradebook.db").exists():
        with sqlite3.connect(folder / "gradebook.db") as book:
            book.execute("update grade set manual_score = 11")
"""
    },
    due=9,
    outcomes=("failed",),
)
