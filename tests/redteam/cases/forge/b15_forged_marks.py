import json
from pathlib import Path

from case import Case


def _forge(folder: Path) -> None:
    path = folder / "hw.ipynb"
    node = json.loads(path.read_bytes())
    cells = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in node["cells"]}
    for cell in cells.values():
        if cell["metadata"]["nbgrader"]["grade"]:
            cell["metadata"]["nbgrader"]["points"] = 1000
    cells["upper_checks"]["source"] = "pass"
    cells["upper_checks"]["metadata"]["nbgrader"]["locked"] = False
    cells["spread_checks"]["metadata"]["nbgrader"]["grade_id"] = "late"
    del cells["classify_checks"]["metadata"]["nbgrader"]
    cells["classify_checks"]["source"] = "pass"
    cells["double_checks"]["metadata"]["nbgrader"]["points"] = "lots"
    node["cells"] += [cells["double_checks"], cells["late"], cells["late"]]
    path.write_text(json.dumps(node))


CASE = Case(
    "B15",
    tries="changes points, grade ids and sources of check cells, deletes some and copies others",
    defence="the assignment is the authority",
    cells={
        "upper": "def upper(text):\n    return text",
        "spread": "def spread(n):\n    return n",
        "classify": "def classify(images):\n    return None",
    },
    mangle=_forge,
    due=4,
    outcomes=("failed",),
    falls_without=("the assignment is the authority",),
)
