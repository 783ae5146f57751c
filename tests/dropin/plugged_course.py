"""The small course with the two lines of the plug-in, and nbgrader's own commands on it."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from small_course import SmallCourse
from the_command import SECONDS, WIDE, Ran

from autograder.settings import load_config

PLUG_IN = "from autograder.dropin import use\nuse(c)"
SCHEMA = "schema_version"

# nbgrader's imports take a second, ours another; a fork of a process that has done them takes none.
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(
    [
        *("autograder.cli", "autograder.classrun", "autograder.present", "the_command"),
        *("nbgrader.apps.nbgraderapp", "autograder.dropin.exporter", "autograder.dropin.preprocessors"),
    ]
)


class PluggedCourse(SmallCourse):
    """A course whose ``nbgrader_config.py`` calls ``use(c)``."""

    def write(self, cells: Sequence[nbformat.NotebookNode] | None = None) -> PluggedCourse:
        super().write(cells)
        self.configure(PLUG_IN)
        return self

    def copy_to(self, root: Path) -> PluggedCourse:
        config = (self.root / "nbgrader_config.py").read_text()
        super().copy_to(root)
        (root / "nbgrader_config.py").write_text(config.replace(str(self.root), str(root)))
        return PluggedCourse(root, dict(self.environment))

    def hand_in_all(self, answers: Any) -> PluggedCourse:
        super().hand_in_all(answers)
        return self

    def autograde(self, *words: str) -> Ran:
        """``nbgrader autograde hw`` in a process that has imported it already."""
        return self.nbgrader_command("autograde", "hw", *words)

    def nbgrader_command(self, *words: str) -> Ran:
        """One of nbgrader's commands in the course folder."""
        with tempfile.TemporaryDirectory() as folder:
            said = (Path(folder, "stdout"), Path(folder, "stderr"))
            process = _WARM.Process(
                target=_be_nbgrader, args=(words, str(self.root), self.environment, *said)
            )
            process.start()
            process.join(SECONDS)
            assert process.exitcode is not None, said[1].read_text()
            return Ran(process.exitcode, *(path.read_text() for path in said))

    def api(self) -> NbGraderAPI:
        """nbgrader's programming interface, as formgrader has it."""
        config = load_config(self.root)
        return NbGraderAPI(CourseDirectory(config=config, root=str(self.root)), config=config)

    def ask_formgrader(self, student: str) -> dict[str, Any]:
        """What formgrader's button does."""
        answer: dict[str, Any] = self.api().autograde("hw", student)
        return answer

    def executed_at(self) -> dict[str, int]:
        """When each submission was executed last, by student."""
        kept = (self.root / ".autograder/executed/hw").glob("[!.]*.json")
        return {path.stem: path.stat().st_mtime_ns for path in kept}

    def modes(self) -> dict[str, int]:
        """The permissions of everything below ``autograded/``."""
        found = sorted((self.root / "autograded").rglob("*"))
        return {str(path.relative_to(self.root)): path.stat().st_mode & 0o7777 for path in found}

    def scores(self) -> dict[str, float]:
        """What nbgrader counts for each student."""
        with self.gradebook() as book:
            return {each.student_id: each.score for each in book.assignment_submissions("hw")}

    def grade_of(self, grade_id: str, student: str) -> tuple[float | None, float | None, bool]:
        """The automatic score of a cell, the one that a person gave, and whether one must look at it."""
        with self.gradebook() as book:
            grade = book.find_grade(grade_id, "hw", "hw", student)
            return grade.auto_score, grade.manual_score, bool(grade.needs_manual_grade)


def _be_nbgrader(
    words: Sequence[str], root: str, environment: dict[str, str], stdout: Path, stderr: Path
) -> None:
    """What the command prints goes to files, and its exit code is this process's."""
    from nbgrader.apps.nbgraderapp import NbGraderApp

    os.chdir(root)
    # nbgrader starts alembic by its bare name when it makes a database.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ.update({**WIDE, "PATH": path, **environment})
    for descriptor, place in ((1, stdout), (2, stderr)):
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    NbGraderApp.launch_instance(list(words))


# What students do to the file: each takes the folder that was handed in.


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit the notebook's JSON."""
    path = folder / "hw.ipynb"
    content = json.loads(path.read_text())
    edit(content)
    path.write_text(json.dumps(content))


def marks(content: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """nbgrader's metadata of a cell."""
    for cell in content["cells"]:
        found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
        if found.get("grade_id") == grade_id:
            return found
    raise KeyError(grade_id)


def _twice(content: dict[str, Any]) -> None:
    copy = json.loads(json.dumps(content["cells"][1]))
    content["cells"].insert(2, copy | {"id": "another"})


def _without_test(content: dict[str, Any]) -> None:
    content["cells"] = [cell for cell in content["cells"] if cell["id"] != "total_checks"]


def _retyped(content: dict[str, Any]) -> None:
    cell = content["cells"][3]
    content["cells"][3] = {key: cell[key] for key in ("id", "metadata", "source")} | {"cell_type": "markdown"}


MANGLED: dict[str, Callable[[Path], object]] = {
    "twice": lambda folder: change(folder, _twice),
    "deleted": lambda folder: change(folder, _without_test),
    "retyped": lambda folder: change(folder, _retyped),
    "schema1": lambda folder: change(folder, lambda c: marks(c, "double").update({SCHEMA: 1})),
    "schema9": lambda folder: change(folder, lambda c: marks(c, "double").update({SCHEMA: 9})),
    "broken": lambda folder: (folder / "hw.ipynb").write_text("half a noteb"),
    "renamed": lambda folder: (folder / "hw.ipynb").rename(folder / "mine.ipynb"),
    "missing": lambda folder: (folder / "hw.ipynb").unlink(),
    "more": lambda folder: (folder / "more.ipynb").write_bytes((folder / "hw.ipynb").read_bytes()),
}
"""Each of these stops or misleads nbgrader's own autograde."""
