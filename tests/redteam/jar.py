"""A jar for graders that have no wall: whatever an attack does to them stays inside.

The jar shows this machine read-only, has no network and a control group of its own, and only the copy of the course
can be written. What would exhaust this machine exhausts the jar, and that is seen.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from case import Case
from evidence import Evidence, text_of
from target_course import TargetCourse

from autograder.sandbox import cgroup
from autograder.sandbox.base import MEBIBYTE, Limits

HERE = Path(__file__).resolve().parent
SECONDS = 60.0
LIMITS = Limits(memory_bytes=2048 * MEBIBYTE, pids=400)
_VICTIM = "neighbour"


@dataclass(frozen=True)
class Jar:
    """Runs ``program`` (with the course's folder and the student as its words) on copies of one course."""

    course: TargetCourse
    program: Path
    python: Path = Path(sys.executable)
    environment: Mapping[str, str] | None = None

    def attack(self, case: Case, folder: Path) -> Evidence:
        """What ``case`` gets from this grader, on a copy of the course in ``folder``."""
        course = self._copy(folder)
        if case.prepare is not None:
            case.prepare(course)
        handed_in = course.hand_in("attacker", case.answers)
        if case.mangle is not None:
            case.mangle(handed_in)
        before = _belongings(course.root)
        harm = self._run(course, "attacker", *(["with pages"] if case.looks else []))
        harm += [
            f"{what} was changed" for what, now in _belongings(course.root).items() if now != before[what]
        ]
        pages = sorted((course.root / "feedback").rglob("*.html")) if case.looks else []
        harm += [found for page in pages if case.looks and (found := case.looks(page.read_bytes()))]
        verdict = _verdict(course.root)
        said = _said(course.root)
        return Evidence(
            verdict.get("score"), str(verdict.get("outcome", "no result")), said.encode(), said, harm
        )

    def prepare(self) -> None:
        """Grade the neighbour, so that there is something to be read and harmed."""
        assert self._run(self.course, _VICTIM) == [], _log(self.course.root)
        self.course.fill_the_gradebook()

    def _copy(self, folder: Path) -> TargetCourse:
        shutil.copytree(self.course.root, folder)
        copy = TargetCourse(folder, dict(self.course.environment), secrets=self.course.secrets)
        config = (folder / "nbgrader_config.py").read_text()
        (folder / "nbgrader_config.py").write_text(config.replace(str(self.course.root), str(folder)))
        return copy

    def _run(self, course: TargetCourse, student: str, *words: str) -> list[str]:
        """Grade ``student`` in a jar; how that went wrong, if it did."""
        leaf = cgroup.find().create(LIMITS)
        (course.root / "jar.json").unlink(missing_ok=True)
        with (course.root / "jar.log").open("wb") as log:
            process = subprocess.Popen(
                [*self._words(course), str(course.root), student, *words],
                env={**os.environ, **course.environment, **(self.environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: leaf.add(os.getpid()),  # noqa: PLW1509 - the leaf must hold all it starts
                start_new_session=True,
            )
            try:
                process.wait(SECONDS)
                harm = []
            except subprocess.TimeoutExpired:
                harm = [f"it did not end within {SECONDS:.0f} s"]
                process.kill()
                process.wait()
        events = leaf.events()
        leaf.remove()
        if events.oom_kills:
            harm.append("it used up the memory")
        if events.pids_limit_hits:
            harm.append("it used up the processes")
        if process.returncode and not harm:
            harm.append(f"the grader ended with status {process.returncode}")
        return harm

    def _words(self, course: TargetCourse) -> list[str]:
        root = str(course.root)
        return [
            *("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"),
            *("--ro-bind", str(HERE), str(HERE), "--ro-bind", sys.prefix, sys.prefix, "--bind", root, root),
            *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent"),
            *("--cap-drop", "ALL", "--new-session", "--chdir", root, "--setenv", "HOME", "/tmp/home"),
            *("--setenv", "PYTHONPATH", f"{root}/checks", "--setenv", "PYTHONDONTWRITEBYTECODE", "1"),
            *("--setenv", "PATH", f"{self.python.parent}:/usr/local/bin:/usr/bin:/bin"),
            *(str(self.python), str(self.program)),
        ]


def _belongings(root: Path) -> dict[str, Any]:
    """What no attack may change; grades by what the jar's program says of them afterwards."""
    found: dict[str, Any] = {}
    for folder in ("source", "checks", f"submitted/{_VICTIM}", f"autograded/{_VICTIM}"):
        files = sorted((root / folder).rglob("*"))
        found[folder] = {str(p): p.read_bytes() for p in files if p.is_file() and "__pycache__" not in str(p)}
    found["the neighbour's score"] = _score_of_the_neighbour(root)
    return found


def _score_of_the_neighbour(root: Path) -> float | str | None:
    if not (root / "gradebook.db").exists():
        return None
    try:
        with TargetCourse(root).gradebook() as book:
            score: float = book.find_submission("hw", _VICTIM).score
    except Exception as error:
        return str(error)
    return score


def _verdict(root: Path) -> dict[str, Any]:
    try:
        found = json.loads((root / "jar.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _log(root: Path) -> str:
    return (root / "jar.log").read_text(errors="replace")


def _said(root: Path) -> str:
    """What the student's own cells put out, and the files they left; hidden checks stand in the copy anyway."""
    return "\n".join(_outputs(root / "autograded/attacker/hw/hw.ipynb")) + "\n".join(_left(root))


def _outputs(path: Path) -> Iterator[str]:
    try:
        node: Any = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    except Exception:
        return
    for each in node.cells:
        if each.cell_type == "code" and not each.metadata.get("nbgrader", {}).get("grade"):
            yield from (text_of(output) for output in each.outputs)


def _left(root: Path) -> Iterator[str]:
    for path in root.rglob("rtleft*"):
        if path.is_file():
            yield path.read_text(errors="replace")[:1_000_000]
