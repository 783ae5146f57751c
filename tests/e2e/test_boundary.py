"""The trust boundary: what a check knows does not reach the student's code, nor what students get."""

from __future__ import annotations

import secrets
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest
from canaries import bytes_below, stolen
from small_course import RIGHT, SmallCourse, check_cell, read_notebook, solution_cell
from the_command import Ran

pytestmark = pytest.mark.sandbox

PRYING = Path(__file__).with_name("prying_student.py").read_text()
MOMENTS = ("in a cell", "in a thread", "while a check calls", "afterwards")
PLACES = (
    "check",
    "expected",
    "label",
    "helper",
    "reference",
    "neighbour",
    "gradebook",
    "environment",
    "name",
)
OWN = "secret:" + "0123456789ab" * 2
ECHO = """\
def echo(text):
    in_a_thread("while a check calls")
    look("while a check calls")
    smuggle()
    return text"""
AFTERWARDS = "look('afterwards')\nsmuggle()"


class Planted:
    """A course with a secret of its own at each place that a student must not see into."""

    def __init__(self, root: Path) -> None:
        self.secrets = {place: f"secret:{secrets.token_hex(12)}" for place in PLACES}
        self.course = SmallCourse(root, {"AUTOGRADER_E2E": self.secrets["environment"]}).write(self._cells())
        (root / "checks/oracle.py").write_text(
            "import pathlib\nimport numpy as np\n"
            f"EXPECTED = {self.secrets['expected']!r}\n"
            f"HELPER = {self.secrets['helper']!r}\n"
            "def labels():\n"
            "    with np.load(pathlib.Path(__file__).with_name('labels.npz')) as data:\n"
            "        return [str(label) for label in data['labels']]\n"
        )
        np.savez(root / "checks/labels.npz", labels=np.array([self.secrets["label"]], dtype="S40"))
        self.course.hand_in("neighbour", RIGHT | {"note": f"# {self.secrets['neighbour']}"})
        self.course.hand_in("prying", {"look": PRYING, "echo": ECHO, "note": AFTERWARDS})

    def _cells(self) -> list[nbformat.NotebookNode]:
        reference = f"### BEGIN SOLUTION\n# {self.secrets['reference']}\n### END SOLUTION"
        name = self.secrets["name"].replace(":", "_")
        checks = (
            "assert echo('a') == 'a'\n"
            "### BEGIN HIDDEN TESTS\n"
            "import oracle\n"
            f"SECRET = {self.secrets['check']!r}\n"
            "expected, labels = oracle.EXPECTED, oracle.labels()\n"
            "assert echo('b') == 'b', SECRET\n"
            "assert echo('c') == expected, (SECRET, expected, labels, oracle.HELPER)\n"
            f"def test_{name}():\n"
            "    assert echo('d') == expected, SECRET\n"
            "### END HIDDEN TESTS"
        )
        return [
            solution_cell("look", reference),
            solution_cell(
                "echo", "def echo(text):\n    ### BEGIN SOLUTION\n    return text\n    ### END SOLUTION"
            ),
            check_cell("echo_checks", checks, 2),
            solution_cell("note", reference),
        ]

    def fill_the_gradebook(self) -> None:
        """Put the gradebook's secret where nbgrader keeps what staff know about a student."""
        with self.course.gradebook() as book:
            book.update_or_create_student("neighbour", first_name=self.secrets["gradebook"])


def seen(planted: Planted, data: bytes) -> set[str]:
    """The places whose secrets are in ``data``, in any shape."""
    return stolen(planted.secrets, data)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return Planted(tmp_path_factory.mktemp("boundary") / "course")


@pytest.fixture(scope="module")
def graded(planted: Planted) -> Ran:
    """The neighbour is graded first, so that there is a gradebook and a record to be read."""
    assert planted.course.grade("--student", "neighbour").code == 0
    planted.fill_the_gradebook()
    ran = planted.course.grade("--student", "prying")
    assert ran.code == 0, ran.stderr
    return ran


def executed(planted: Planted) -> str:
    return (planted.course.root / "autograded/prying/hw/hw.ipynb").read_text()


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_prying_student_looks_at_every_moment_and_finds_their_own_secret(
    planted: Planted, graded: Ran, moment: str
) -> None:
    said = executed(planted)
    assert OWN in said
    assert f"{moment} in memory" in said


def test_the_check_calls_the_prying_function_and_judges_it(planted: Planted, graded: Ran) -> None:
    cells = graded.by_student["prying"]["cells"]
    outcomes = {(check["hidden"], check["outcome"]) for cell in cells for check in cell["checks"]}
    assert (True, "failed") in outcomes


def test_no_secret_but_the_checks_name_is_in_the_autograded_copy(planted: Planted, graded: Ran) -> None:
    # Graders read it, and how each check ended stands in it under the check's name.
    assert seen(planted, bytes_below(planted.course.root / "autograded/prying")) <= {"name"}


def test_no_secret_but_the_checks_name_is_in_the_feedback(planted: Planted, graded: Ran) -> None:
    # A hidden check's name is shown to the student on purpose, after grading.
    assert seen(planted, bytes_below(planted.course.root / "feedback/prying")) <= {"name"}


def test_no_secret_is_in_what_the_json_line_says_to_students(planted: Planted, graded: Ran) -> None:
    line = graded.by_student["prying"]
    told = [line["reason"], *line["notes"], line["outcome"]]
    told += [check["message"] for cell in line["cells"] for check in cell["checks"]]
    assert seen(planted, "\n".join(told).encode()) == set()


def test_the_secrets_lie_where_they_were_planted(planted: Planted, graded: Ran) -> None:
    root = planted.course.root
    with zipfile.ZipFile(root / "checks/labels.npz") as archive:
        labels = archive.read("labels.npy")
    kept = b"\n".join(
        (
            labels,
            bytes_below(root / "source"),
            bytes_below(root / "checks"),
            bytes_below(root / "submitted"),
        )
    )
    assert seen(planted, kept + (root / "gradebook.db").read_bytes()) == set(PLACES) - {"environment"}


def test_the_same_student_finds_the_secrets_where_checks_run_in_the_students_process(
    planted: Planted, graded: Ran, tmp_path: Path
) -> None:
    """The control: real nbgrader, on a copy of the course; the tests above can fail."""
    control = planted.course.copy_to(tmp_path / "course")
    control.environment["PYTHONPATH"] = str(control.root / "checks")
    done = control.nbgrader("autograde", "hw", "--student", "prying", "--force")
    assert done.returncode == 0, done.stderr
    # Only what the student's own cells put out: nbgrader's copy holds the hidden checks anyway.
    node = read_notebook(control.root / "autograded/prying/hw/hw.ipynb", 4)
    outputs = [cell.outputs for cell in node.cells if cell.metadata.nbgrader.solution]
    assert seen(planted, repr(outputs).encode()) == set(PLACES)
