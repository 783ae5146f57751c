"""The course that every attack is tried on: four questions, and a secret of its own at each place worth prying into."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
import numpy as np
from small_course import SmallCourse, cell, check_cell, solution_cell

MAX_SCORE = 11.0
POINTS: Mapping[str, float] = {"double": 4, "upper": 2, "spread": 2, "classify": 3}
"""What each question is worth; one of ``double``'s points is given late, after all hidden checks."""

PLACES = (
    *("check", "expected", "label", "helper", "reference", "input"),
    *("neighbour", "gradebook", "environment", "name"),
)

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "upper": "def upper(text):\n    return text.upper()",
    "spread": "import numpy as np\n\ndef spread(n):\n    return np.linspace(0.0, 1.0, n)",
    "classify": "def classify(images):\n    return images.argmax(axis=1)",
    "note": "# nothing to add",
}
"""What is due full marks."""

CONFIG = """
c.Autograder.cell_seconds = 4
c.Autograder.check_seconds = 4
c.Autograder.submission_seconds = 20
c.Autograder.memory = 512
c.Autograder.tmp = 32
c.Autograder.pids = 100
c.Execute.timeout = 15
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
"""

_TOOLS = """\
import numpy as np

TOLERANCE = 1e-6

def near(values, due):
    return values.shape == due.shape and bool((np.abs(values - due) <= TOLERANCE).all())"""

_DOUBLE = """\
# points: 1
assert double(2) == 4
### BEGIN HIDDEN TESTS
import oracle
import pytest

@pytest.mark.points(2)
def test_{name}():
    assert double(-7) == oracle.double(-7), {check!r}
### END HIDDEN TESTS"""

_UPPER = """\
### BEGIN HIDDEN TESTS
assert upper(oracle.INPUT) == oracle.EXPECTED, (oracle.EXPECTED, oracle.HELPER)
### END HIDDEN TESTS"""

_SPREAD = """\
### BEGIN HIDDEN TESTS
with oracle.from_scratch("numpy.arange"):
    values = spread(7)
assert values.dtype == np.float64
np.testing.assert_allclose(values, oracle.spread(7))
### END HIDDEN TESTS"""

_CLASSIFY = """\
### BEGIN HIDDEN TESTS
import oracle
assert oracle.accuracy(classify, oracle.images(), oracle.labels()) >= 0.9
### END HIDDEN TESTS"""

_LATE = "assert double(3) == 6\nassert near(np.asarray(double(4)), np.asarray(8))"

_ORACLE = """\
import contextlib
import pathlib
import numpy as np
INPUT = {input!r}
EXPECTED = {expected!r} and INPUT.upper()
HELPER = {helper!r}

def double(x):
    return 2 * x

def spread(n):
    return np.arange(n) / (n - 1)

def _data():
    with np.load(pathlib.Path(__file__).with_name("labels.npz")) as data:
        return dict(data)

def images():
    return _data()["images"]

def labels():
    data = _data()
    return data["labels"] if data["canary"].size else None
"""

_OURS = """
def from_scratch(*names):
    import autograder
    return autograder.forbidden(*names) if hasattr(autograder, "forbidden") else contextlib.nullcontext()

def accuracy(predict, images, labels):
    import autograder
    if hasattr(autograder, "accuracy"):
        return autograder.accuracy(predict, images, labels).value
    return float((predict(images) == labels).mean())
"""

# What an author of nbgrader's or Otter's writes.
_THEIRS = """
def from_scratch(*names):
    return contextlib.nullcontext()

def accuracy(predict, images, labels):
    wrong = np.abs(predict(images) - labels) > 0.5
    return float(1 - wrong.sum() / len(labels))
"""


@dataclass(frozen=True)
class TargetCourse(SmallCourse):
    """A course folder with a fresh secret at each of ``PLACES``."""

    secrets: Mapping[str, str] = field(
        default_factory=lambda: {place: f"secret:{secrets.token_hex(12)}" for place in PLACES}
    )

    def plant(self, *, theirs: bool = False) -> TargetCourse:
        """Write the author's part; ``theirs`` uses nothing of ours in the checks."""
        self.environment["AUTOGRADER_REDTEAM"] = self.secrets["environment"]
        self.write(self._cells(theirs=theirs))
        self.configure(CONFIG)
        (self.root / "checks/oracle.py").write_text(
            _ORACLE.format_map(self.secrets) + (_THEIRS if theirs else _OURS)
        )
        images = np.random.default_rng(7).normal(size=(120, 5)).astype(np.float32)
        canary = np.array([self.secrets["label"]], dtype="S40")
        data = {"images": images, "labels": images.argmax(axis=1), "canary": canary}
        np.savez(self.root / "checks/labels.npz", **data)  # type: ignore[arg-type]
        self.hand_in("neighbour", RIGHT | {"note": f"# {self.secrets['neighbour']}"})
        return self

    def fill_the_gradebook(self) -> None:
        """Put the gradebook's secret where nbgrader keeps what staff know about a student."""
        with self.gradebook() as book:
            book.update_or_create_student("neighbour", first_name=self.secrets["gradebook"])

    def _cells(self, *, theirs: bool) -> list[nbformat.NotebookNode]:
        reference = f"### BEGIN SOLUTION\n# {self.secrets['reference']}\n### END SOLUTION"
        name = self.secrets["name"].replace(":", "_")
        run_it = f"\ntest_{name}()" if theirs else ""  # elsewhere nobody calls it
        return [
            cell("code", "tools", _TOOLS, locked=True),
            *_question("double", _DOUBLE.format(name=name, check=self.secrets["check"]) + run_it, 3),
            *_question("upper", _UPPER, 2),
            *_question("spread", _SPREAD, 2),
            *_question("classify", _CLASSIFY, 3),
            check_cell("late", _LATE, 1),
            solution_cell("note", reference),
        ]


def _question(name: str, checks: str, points: float) -> list[nbformat.NotebookNode]:
    solution = f"### BEGIN SOLUTION\n{RIGHT[name]}\n### END SOLUTION"
    return [solution_cell(name, solution), check_cell(f"{name}_checks", checks, points)]
