"""A small course with an audit of its own: good checks and good material, of which tests spoil one thing."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import courses

from autograder.audit.model import Audit, Measure
from autograder.audit.perform import Extent, Performance
from autograder.course import open_course
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings

SOFTMAX = """
import numpy as np

def softmax(scores):
    ### BEGIN SOLUTION
    shifted = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION
"""
SOFTMAX_CHECKS = """
import pytest
from autograder import assert_close

def due(scores):
    rows = []
    for row in scores:
        powers = [np.exp(s - row.max()) for s in row]
        rows.append([p / sum(powers) for p in powers])
    return np.array(rows)

@pytest.mark.points(2)
@pytest.mark.hint("Each row is a distribution of its own: look at the axis.")
def test_values():
    scores = np.random.default_rng(3).normal(size=(3, 5))
    assert_close(softmax(scores), due(scores), rtol=1e-4)

@pytest.mark.hint("Scores may be in the thousands.")
def test_large_scores():
    scores = np.array([[5e3, 0.0, -1.0]])
    assert_close(softmax(scores), due(scores), rtol=1e-4)

@pytest.mark.hint("Rows may be far apart: what is subtracted must suit each.")
def test_rows_far_apart():
    scores = np.array([[1e3, 1e3 + 1], [-1e3, -1e3 - 1]])
    assert_close(softmax(scores), due(scores), rtol=1e-4)
"""
MISTAKES = {
    "over_the_batch": (
        "test_values",
        4,
        """
        def softmax(scores):
            powers = np.exp(scores - scores.max(axis=0, keepdims=True))
            return powers / powers.sum(axis=0, keepdims=True)
        """,
    ),
    "without_shift": (
        "test_large_scores",
        2,
        """
        def softmax(scores):
            powers = np.exp(scores)
            return powers / powers.sum(axis=1, keepdims=True)
        """,
    ),
    "global_maximum": (
        "test_rows_far_apart",
        1,
        """
        def softmax(scores):
            powers = np.exp(scores - scores.max())
            return powers / powers.sum(axis=1, keepdims=True)
        """,
    ),
}
ALTERNATIVES = {
    "row_by_row": """
        def softmax(scores):
            rows = []
            for row in scores:
                powers = [np.exp(s - max(row)) for s in row]
                rows.append([p / sum(powers) for p in powers])
            return np.array(rows)
        """,
    "float32": """
        def softmax(scores):
            scores = np.asarray(scores, dtype=np.float32)
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
        """,
}


@dataclass
class AuditCourse:
    """A course in ``root``: one assignment, ``hw``, of one question, with what belongs to its audit."""

    root: Path
    solution: str = SOFTMAX
    checks: str = SOFTMAX_CHECKS
    points: float = 4
    given: str = ""
    visible: str = "assert softmax(np.zeros((1, 2))).tolist() == [[0.5, 0.5]]"
    mistakes: Mapping[str, tuple[str, float, str]] = field(default_factory=lambda: MISTAKES)
    alternatives: Mapping[str, str] = field(default_factory=lambda: ALTERNATIVES)

    def write(self) -> AuditCourse:
        """Write all of it."""
        source = f"# points: 0\n{self.visible}\n" + courses.hidden(self.checks)
        cells = [
            *([courses.locked(self.given)] if self.given else []),
            courses.solution(self.solution.strip(), "answer"),
            courses.checks(source, "checks", self.points),
        ]
        courses.assignment(self.root, *cells)
        (self.root / "nbgrader_config.py").write_text("c = get_config()\n")
        for name, (test, loses, code) in self.mistakes.items():
            header = f'summary = "It is wrong: {name}."\ncaught_by = ["checks::{test}"]\nloses = {loses}'
            self.lay("mistakes", name, "mistake", header, code)
        for name, code in self.alternatives.items():
            self.lay("alternatives", name, "alternative", f'summary = "Right: {name}."', code)
        return self

    def lay(self, folder: str, name: str, kind: str, header: str, code: str) -> Path:
        """Write one variant."""
        lines = "\n".join(f"# {line}" for line in header.splitlines())
        body = textwrap.dedent(code).strip()
        imports = "" if "import numpy" in body else "import numpy as np\n\n"
        path = self.root / "audit/hw" / folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# /// {kind}\n{lines}\n# ///\n\n# %% answer\n{imports}{body}\n")
        return path

    def audit(self, **extent: Any) -> Audit:
        """What an audit finds, behind no wall: quick, and the same but for the wall."""
        few = {"mutants": 40, "steady_runs": 4, "alternative_runs": 4, "workers": 2}
        return Performance(
            open_course(self.root, {}), "hw", Extent(**{**few, **extent}), make_sandbox=_fake
        ).audit()


def _fake(settings: Settings) -> FakeSandbox:
    return FakeSandbox(SandboxSpec(python=Path(sys.executable), seed=settings.seed, threads=settings.threads))


def measure(audit: Audit, words: str) -> Measure:
    """The measure whose name holds ``words``."""
    (found,) = [one for one in audit.measures if words in one.name]
    return found
