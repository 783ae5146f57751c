"""What goes wrong in nbgrader's own autograde, tried with our plug-in and with our command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from plugged_course import MANGLED, PluggedCourse
from small_course import CHECKED, RIGHT, check_cell, solution_cell, usual_cells

pytestmark = pytest.mark.sandbox

Points = tuple[float, float, float]

SHARE = "def share():\n    ### BEGIN SOLUTION\n    return 1.0\n    ### END SOLUTION"
SHARED = RIGHT | {"share": "def share():\n    return 1.0"}
NOTHING = "def double(x):\n    return None"
ALL: Points = (3.0, 2.0, 1.0)
WRONG: Points = (0.0, 2.0, 1.0)
"""Points for ``double``, ``total`` and ``share`` of the 3, 2 and 4 that there are."""

STDERR = """\
import sys, warnings
print("a warning of a framework", file=sys.stderr)

def double(x):
    warnings.warn("deprecated")
    print("careful", file=sys.stderr)
    return 2 * x"""

INPUT_TRANSFORMER = (
    f"get_ipython().input_transformers_cleanup.append(lambda lines: ['2 + 2\\n'])\n\n{NOTHING}"
)

AST_TRANSFORMER = f"""\
import ast

class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

get_ipython().ast_transformers.append(NoAsserts())

{NOTHING}"""

EQUAL_TO_ALL = """\
class Agreeable:
    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

def double(x):
    return Agreeable()"""

COPIES_SOURCES = """\
import inspect, pathlib, sys

def double(x):
    frame, seen = sys._getframe(), []
    while frame is not None:
        try:
            seen.append(inspect.getsource(frame))
        except OSError:
            pass
        frame = frame.f_back
    text = "\\n".join(seen) + repr(globals().get("In", ""))
    pathlib.Path("loot.txt").write_text("LOOT" + text)
    print("LOOT" + text)
    return 2 * x"""

REWRITES_THE_GRADEBOOK = """\
import subprocess, sys
subprocess.Popen([sys.executable, "-c", '''
import sqlite3, time
for _ in range(100):
    try:
        with sqlite3.connect("file:{gradebook}?mode=rw", uri=True) as book:
            book.execute("UPDATE grade SET auto_score = 1000")
    except sqlite3.Error:
        pass
    time.sleep(0.05)
'''], start_new_session=True)

def double(x):
    return None"""


def returns(value: str) -> dict[str, str]:
    return SHARED | {"share": f"import numpy as np\n\ndef share():\n    return {value}"}


WITH_SHARE = [*usual_cells(), solution_cell("share", SHARE), check_cell("share_checks", "share()", 4)]
LATER = "2026-03-02 09:00:00 UTC"

ANSWERS: Mapping[str, tuple[Mapping[str, str], Points]] = {
    "right": (SHARED, ALL),
    "dies": (SHARED | {"total": "import os\nos.kill(os.getpid(), 9)"}, (3.0, 0.0, 1.0)),
    "stderr": (SHARED | {"double": STDERR}, ALL),
    "numpy": (returns("np.float64(1.0)"), ALL),
    "nan": (returns("float('nan')"), (3.0, 2.0, 0.0)),
    "negative": (returns("-1.0"), (3.0, 2.0, 0.0)),
    "true": (returns("True"), (3.0, 2.0, 0.0)),
    "input": (SHARED | {"double": INPUT_TRANSFORMER}, (0.0, 0.0, 0.0)),
    "ast": (SHARED | {"double": AST_TRANSFORMER}, WRONG),
    "equal": (SHARED | {"double": EQUAL_TO_ALL}, WRONG),
    "copies": (SHARED | {"double": COPIES_SOURCES}, ALL),
    "rewrites": (SHARED | {"double": REWRITES_THE_GRADEBOOK}, WRONG),
}
MANGLED_POINTS = dict.fromkeys(MANGLED, ALL) | dict.fromkeys(["broken", "missing"], (0.0, 0.0, 0.0))
DUE = {name: points for name, (_, points) in ANSWERS.items()} | MANGLED_POINTS


@pytest.fixture(scope="module", params=["nbgrader autograde", "autograder grade"])
def accidents(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PluggedCourse:
    """A class of accidents, graded at once by either command; not to be changed."""
    made = PluggedCourse(tmp_path_factory.mktemp("accidents") / "course")
    made.write(WITH_SHARE)
    for student, (answers, _) in ANSWERS.items():
        where = str(made.root / "gradebook.db")
        made.hand_in(student, {k: text.replace("{gradebook}", where) for k, text in answers.items()})
    for student, mangle in MANGLED.items():
        mangle(made.hand_in(student, SHARED))
    ran = made.autograde() if request.param == "nbgrader autograde" else made.grade()
    assert ran.code == 0, ran.stderr
    return made


def points(course: PluggedCourse, student: str) -> tuple[float | None, ...]:
    return tuple(course.grade_of(f"{name}_checks", student)[0] for name in ("double", "total", "share"))


@pytest.mark.parametrize("student", DUE)
def test_everybody_gets_what_is_due(student: str, accidents: PluggedCourse) -> None:
    assert points(accidents, student) == DUE[student]


def test_a_dead_kernel_leaves_the_autograded_folder(accidents: PluggedCourse) -> None:
    assert (accidents.root / "autograded/dies/hw/hw.ipynb").is_file()


def test_a_notebook_that_cannot_be_read_is_shown_as_such(accidents: PluggedCourse) -> None:
    shown = (accidents.root / "autograded/broken/hw/hw.ipynb").read_text()
    assert "could not be graded" in shown
    assert "half a noteb" not in shown


def test_no_hidden_line_was_copied_out(accidents: PluggedCourse) -> None:
    assert not (accidents.root / "autograded/copies/hw/loot.txt").exists()
    seen = b"".join((accidents.files("autograded/copies") | accidents.files("feedback/copies")).values())
    assert b"def double" in seen
    assert b"oracle" not in seen


def test_each_student_who_mangled_the_file_reads_why(accidents: PluggedCourse) -> None:
    told = accidents.run("report", "hw", "--json").by_student
    said = {name: " ".join([told[name]["reason"], *told[name]["notes"]]) for name in MANGLED}
    assert "more than once" in said["twice"]
    assert "was deleted" in said["deleted"]
    assert "turned into markdown" in said["retyped"]
    assert "not JSON" in said["broken"]
    assert "not handed in" in said["missing"]


def test_a_resubmission_without_its_test_cell_does_not_keep_the_old_score(graded: PluggedCourse) -> None:
    assert graded.grade_of("total_checks", "ada")[0] == 2.0
    folder = graded.hand_in("ada", RIGHT | {"total": "def total(numbers):\n    return 0"}, at=LATER)
    MANGLED["deleted"](folder)
    assert graded.autograde().code == 0
    assert graded.grade_of("total_checks", "ada")[0] == 0.0


def test_a_link_in_the_place_of_a_notebook_is_not_followed(course: PluggedCourse) -> None:
    course.hand_in_all({"ada": RIGHT})
    place = course.hand_in("eve", RIGHT) / "hw.ipynb"
    place.unlink()
    place.symlink_to(course.root / "source/hw/hw.ipynb")
    assert course.autograde().code == 0
    assert course.scores() == {"ada": CHECKED, "eve": 0.0}
    shown = (course.root / "autograded/eve/hw/hw.ipynb").read_text()
    assert "could not be read" in shown
    assert "oracle" not in shown
    before = course.state()
    assert course.grade().graded == set()
    assert course.state() == before


def break_the_checks(course: PluggedCourse) -> None:
    (course.root / "checks/oracle.py").write_text("raise RuntimeError('the disk is gone')")


def test_no_old_score_stands_under_the_time_of_a_submission_that_cannot_be_graded(
    course: PluggedCourse,
) -> None:
    course.write_source(WITH_SHARE)
    course.hand_in_all({"ada": SHARED, "bob": SHARED, "cid": SHARED})
    assert course.autograde().code == 0
    course.hand_in("ada", SHARED | {"share": "def share():\n    return 1000.0"}, at=LATER)
    course.hand_in("bob", SHARED | {"double": NOTHING}, at=LATER)
    ran = course.autograde()
    assert ran.code == 1
    assert "hw of ada could not be graded: checker error" in ran.stderr
    assert course.grade_of("double_checks", "ada") == (None, None, True)
    assert not (course.root / "autograded/ada/hw").exists()
    assert (points(course, "bob"), points(course, "cid")) == (WRONG, ALL)


def test_where_nobody_can_be_graded_all_records_stay_as_they_were(graded: PluggedCourse) -> None:
    before, folders = graded.rows(), graded.files("autograded")
    oracle = (graded.root / "checks/oracle.py").read_text()
    break_the_checks(graded)
    answer = graded.ask_formgrader("ada")
    assert not answer["success"]
    assert "hw of ada could not be graded: checker error" in answer["error"]
    assert (graded.rows(), graded.files("autograded")) == (before, folders)
    (graded.root / "checks/oracle.py").write_text(oracle)
    assert graded.ask_formgrader("ada")["success"]
    assert (graded.rows(), graded.files("autograded")) == (before, folders)


def test_one_who_cannot_be_graded_stops_nobody_else(course: PluggedCourse) -> None:
    course.hand_in_all({"ada": RIGHT, "zed": RIGHT})
    course.hand_in("mal", RIGHT, at="the day before yesterday")
    ran = course.autograde()
    assert ran.code == 1
    assert set(course.scores()) >= {"ada", "zed"}
    assert (course.root / "autograded/zed/hw/hw.ipynb").is_file()
    assert Path(course.root / "feedback/zed/hw/hw.html").is_file()
