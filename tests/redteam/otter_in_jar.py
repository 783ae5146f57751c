"""Grades one submission as Otter 7.0.0 does, from the same notebooks. Run inside a jar, by Otter's own Python.

Each check cell becomes one test file in Otter's exception-based form; its call stands at the cell's place in the
notebook that is handed in, as `otter assign` would have put it there.
"""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import nbformat

TEST = """\
from otter.test_files import test_case
OK_FORMAT = False
name = {name!r}
points = {points}

@test_case(hidden={hidden})
def test_cell(env):
    names = dict(env)
    exec({source!r}, names)
    for name, value in list(names.items()):
        if name.startswith("test_"):
            value()
"""
# A notebook's later check cells find what an earlier one imported; a test file does not.
IMPORTS = "import oracle\n"
FIRST = 'import otter\ngrader = otter.Notebook(tests_dir="./tests")'


def main(root: Path, student: str) -> None:
    Path(os.environ["HOME"]).mkdir(exist_ok=True)
    source: Any = nbformat.read(root / "source/hw/hw.ipynb", 4)
    checks = [cell for cell in source.cells if _marks(cell).get("grade") and not _marks(cell).get("solution")]
    pack(root, checks)
    handed_in: Any = nbformat.read(root / f"submitted/{student}/hw/hw.ipynb", 4)
    convert(handed_in, {_marks(cell)["grade_id"] for cell in checks})
    submission = upload(root, student, nbformat.writes(handed_in))

    from otter.run import main as run

    results = run(str(submission), autograder=str(root / "otter.zip"), output_dir=str(root), no_logo=True)
    for cell in results.notebook.cells:
        if cell.source.startswith("grader.check"):
            cell.outputs = []
    place = root / "autograded" / student / "hw/hw.ipynb"
    place.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(results.notebook, place)
    (root / "jar.json").write_text(json.dumps({"score": results.total, "outcome": "graded"}))


def pack(root: Path, checks: list[Any]) -> None:
    """The autograder's zip: tests, and the author's module and data beside them."""
    with zipfile.ZipFile(root / "otter.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python", "pdf": False}))
        for cell in checks:
            name, hidden = _marks(cell)["grade_id"], "HIDDEN" in cell.source
            source = IMPORTS + re.sub(r"(?m)^@pytest.*\n|^import pytest\n", "", cell.source)
            points = _marks(cell)["points"]
            text = TEST.format(name=name, points=points, hidden=hidden, source=source)
            archive.writestr(f"tests/{name}.py", text)
        for path in (root / "checks").iterdir():
            if path.is_file():
                archive.write(path, f"files/{path.name}")


def upload(root: Path, student: str, notebook: str) -> Path:
    """The zip that a student uploads: the notebook, and what regular files lie beside it."""
    folder, path = root / "submitted" / student / "hw", root / "upload.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hw.ipynb", notebook)
        for each in sorted(folder.rglob("*")):
            if each.is_file() and not each.is_symlink() and each.suffix != ".ipynb":
                archive.write(each, each.relative_to(folder))
    return path


def convert(notebook: Any, checks: set[str]) -> None:
    """Turn the submission into the form that Otter's students hand in."""
    for cell in notebook.cells:
        if _marks(cell).get("grade_id") in checks:
            cell.source = f"grader.check({_marks(cell)['grade_id']!r})"
            cell.metadata = nbformat.NotebookNode()
    notebook.cells.insert(0, nbformat.v4.new_code_cell(FIRST))


def _marks(cell: Any) -> dict[str, Any]:
    return dict(cell.metadata.get("nbgrader", {}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
