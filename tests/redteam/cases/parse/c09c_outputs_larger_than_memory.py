import json
from pathlib import Path

from case import Case

_TEXT = json.dumps([["[" * 50, '"outputs": [']] * 100_000)


def add_outputs(folder: Path) -> None:
    path = folder / "hw.ipynb"
    node = json.loads(path.read_text())
    node["cells"].append({"cell_type": "code", "metadata": {}, "source": "", "outputs": "HERE"})
    path.write_text(json.dumps(node).replace('"HERE"', f"[{_TEXT}]"))


CASE = Case(
    "C9c",
    tries="hands in a notebook with outputs that are large, malformed, and full of brackets in strings",
    defence="bounded notebooks",
    mangle=add_outputs,
)
