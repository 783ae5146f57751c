import json
from pathlib import Path

from case import Case


def add_cells(folder: Path) -> None:
    path = folder / "hw.ipynb"
    node = json.loads(path.read_text())
    node["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": "."}] * 6_000
    path.write_text(json.dumps(node))


CASE = Case(
    "C9",
    tries="hands in a notebook of thousands of cells",
    defence="bounded notebooks",
    mangle=add_cells,
    due=0,
    outcomes=("student error",),
    falls_without=("bounded notebooks",),
)
