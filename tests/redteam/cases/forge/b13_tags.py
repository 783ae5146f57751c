import json
from pathlib import Path

from case import Case


def _tag(folder: Path) -> None:
    path = folder / "hw.ipynb"
    node = json.loads(path.read_bytes())
    for cell in node["cells"]:
        if cell["metadata"]["nbgrader"]["grade_id"].endswith("_checks"):
            cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "in-notebook"]
    path.write_text(json.dumps(node))


CASE = Case(
    "B13",
    tries="tags check cells so that they are skipped, or may raise",
    defence="the assignment is the authority",
    cells={"upper": "def upper(text):\n    return text"},
    mangle=_tag,
    due=9,
    outcomes=("failed",),
)
