"""What students can get out of hidden checks by way of their feedback, with the real command."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from canaries import stolen
from small_course import HANDED_IN_AT, RIGHT, WRONG, SmallCourse, check_cell, solution_cell

pytestmark = pytest.mark.sandbox

ECHO = "def echo(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
KEEP = """\
import base64, sys
kept = []
def echo(x):
    kept.append(x)
    return x
def shapes():
    data = str(kept[-1]).encode()
    return [data.decode(), data.decode()[::-1], data.hex(), base64.b64encode(data).decode()]
def last():
    return " ".join(shapes())"""
SAY = """\
from IPython.display import HTML, SVG, display
print(shapes()); print(shapes(), file=sys.stderr)
display(HTML(" ".join(shapes())))
display(SVG(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{last()}</text></svg>"))
last()"""
DRAW = """\
import struct, zlib
from IPython.display import Image, display
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
parts = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"tEXt", b"Title\\0" + last().encode()),
         (b"IDAT", zlib.compress(bytes(4))), (b"IEND", b"")]
display(Image(data=b"\\x89PNG\\r\\n\\x1a\\n" + b"".join(chunk(*part) for part in parts)))"""
RAISE = "raise type('E' + kept[-1], (ValueError,), {})(last())"
LATER = "def test_last():\n    assert last() == 'nothing'"


@dataclass(frozen=True)
class Spied:
    """A course in which one student keeps a hidden input and says it in every way."""

    course: SmallCourse
    secret: str

    def feedback(self) -> bytes:
        return b"\n".join(self.course.files("feedback/spy").values())

    def configure(self, line: str) -> None:
        self.course.configure(f"c.Autograder.{line}")


def tells(data: bytes, secret: str) -> bool:
    return bool(stolen({"input": secret}, data))


def spied_cells(secret: str) -> list[nbformat.NotebookNode]:
    hidden = f"### BEGIN HIDDEN TESTS\nassert echo({secret!r}) == {secret!r}\n### END HIDDEN TESTS"
    return [
        solution_cell("echo", ECHO),
        check_cell("echo_checks", hidden, 2),
        *(solution_cell(name, "x = 1") for name in ("say", "draw", "fail")),
        check_cell("later_checks", LATER, 2),
    ]


@pytest.fixture(scope="module")
def spied(tmp_path_factory: pytest.TempPathFactory) -> Spied:
    """The course, graded once; not to be changed."""
    secret = f"k{secrets.token_hex(12)}"  # a name, so that a class may be called so
    course = SmallCourse(tmp_path_factory.mktemp("leaks") / "course").write(spied_cells(secret))
    course.hand_in("spy", {"echo": KEEP, "say": SAY, "draw": DRAW, "fail": RAISE})
    ran = course.grade()
    assert ran.code == 0, ran.stderr
    return Spied(course, secret)


def again(spied: Spied, tmp_path: Path) -> Spied:
    return Spied(spied.course.copy_to(tmp_path / "course"), spied.secret)


def test_no_shape_of_a_hidden_input_is_in_the_feedback(spied: Spied) -> None:
    html = spied.feedback()
    assert not tells(html, spied.secret)
    assert b"It raised an error on line 1." in html
    assert b"the result is not what it should be" in html


def test_graders_see_what_was_said(spied: Spied) -> None:
    assert tells(b"".join(spied.course.files("autograded/spy").values()), spied.secret)


def test_no_shape_is_in_what_the_json_line_says_to_students(spied: Spied) -> None:
    line = spied.course.grade("--force").by_student["spy"]
    told = [line["reason"], line["notes"], [c["message"] for cell in line["cells"] for c in cell["checks"]]]
    assert not tells(json.dumps(told).encode(), spied.secret)


def test_nbgraders_own_command_tells_no_more(spied: Spied, tmp_path: Path) -> None:
    copy = again(spied, tmp_path)
    copy.course.configure("c.GenerateFeedback.exporter_class = 'autograder.dropin.feedback.FeedbackExporter'")
    done = copy.course.nbgrader("generate_feedback", "hw", "--force")
    assert done.returncode == 0, done.stderr
    assert b"Hidden checks ran before this cell" in copy.feedback()
    assert not tells(copy.feedback(), copy.secret)


@pytest.mark.parametrize(
    "line",
    ["outputs_after_hidden = 'shown'", "reveal_hidden_after = '2026-01-01'"],
    ids=["shown", "revealed"],
)
def test_the_same_course_tells_it_where_it_is_told_to(spied: Spied, tmp_path: Path, line: str) -> None:
    """The control: the tests above can fail. Nothing is executed again for it."""
    copy = again(spied, tmp_path)
    copy.configure(line)
    ran = copy.course.grade()
    assert (ran.code, ran.graded) == (0, set())
    assert tells(copy.feedback(), copy.secret)


# Attempts and final checks


def page(course: SmallCourse, student: str) -> str:
    return (course.root / f"feedback/{student}/hw/hw.html").read_text()


def hand_in_and_grade(course: SmallCourse, student: str, answer: str) -> str:
    course.hand_in(student, RIGHT | {"double": answer})
    ran = course.grade()
    assert ran.code == 0, ran.stderr
    return page(course, student)


def wrong(number: int) -> str:
    return f"{WRONG['double']}\n# try {number}"


def test_after_the_last_attempt_pages_are_the_same_whether_hidden_checks_passed(course: SmallCourse) -> None:
    course.configure("c.Autograder.attempts = 2")
    first, second = (hand_in_and_grade(course, "bob", wrong(number)) for number in (1, 2))
    assert "You have 1 of your 2 attempts with hidden results left" in first
    assert "Try a negative number." in second
    third = hand_in_and_grade(course, "bob", wrong(3))
    fourth = hand_in_and_grade(course, "bob", RIGHT["double"] + "\n# try 3")
    strip = str.maketrans("", "", " \n")
    assert "this one counts, and its hidden results are shown when your instructor reveals them" in third
    assert "Try a negative number." not in third
    without_code = [html.partition("Your notebook</h2>")[0].translate(strip) for html in (third, fourth)]
    assert without_code[0] == without_code[1]


def test_an_attempt_beyond_the_last_counts_in_the_gradebook(course: SmallCourse) -> None:
    course.configure("c.Autograder.attempts = 1")
    hand_in_and_grade(course, "bob", wrong(1))
    assert "this one counts" in hand_in_and_grade(course, "bob", RIGHT["double"])
    with course.gradebook() as book:
        assert book.find_submission("hw", "bob").score == 5


def test_the_same_files_again_and_changed_checks_use_no_attempt(course: SmallCourse) -> None:
    course.configure("c.Autograder.attempts = 2")
    hand_in_and_grade(course, "bob", wrong(1))
    course.hand_in("bob", RIGHT | {"double": wrong(1)}, at=HANDED_IN_AT.replace("12:00", "13:00"))
    (course.root / "checks/oracle.py").write_text("def double(x):\n    return x + x\n")
    assert course.grade("--force").code == 0
    assert "You have 1 of your 2 attempts with hidden results left" in page(course, "bob")


def test_a_damaged_count_stops_that_student_and_nobody_else(course: SmallCourse) -> None:
    course.configure("c.Autograder.attempts = 1")
    hand_in_and_grade(course, "bob", wrong(1))
    before = page(course, "bob")
    (course.root / ".autograder/attempts/hw/bob.json").write_text("{")
    course.hand_in("bob", RIGHT)
    course.hand_in("ada", RIGHT)
    ran = course.grade()
    assert "is damaged; bring it back from a backup" in ran.by_student["bob"]["reason"]
    assert ran.by_student["ada"]["outcome"] == "passed"
    assert page(course, "bob") == before


def test_everything_is_told_from_the_day_of_revealing(course: SmallCourse) -> None:
    course.configure("c.Autograder.attempts = 1\nc.Autograder.final_share = 1.0")
    hand_in_and_grade(course, "bob", wrong(1))
    assert "not told yet" in hand_in_and_grade(course, "bob", wrong(2))
    course.configure("c.Autograder.reveal_hidden_after = '2026-01-01'")
    ran = course.grade()
    assert (ran.code, ran.graded) == (0, set())
    assert "The hidden checks of this assignment are shown here in full." in page(course, "bob")
    assert "3 of 9 points" in page(course, "bob")


def test_final_checks_count_and_are_told_later(course: SmallCourse) -> None:
    course.configure("c.Autograder.final_share = 1.0")
    html = hand_in_and_grade(course, "bob", wrong(1))
    other = hand_in_and_grade(course, "ada", RIGHT["double"])
    assert "2 more points are decided by final checks" in html
    assert "decided later" in html
    assert "Try a negative number." not in html
    headings = [text.partition("<h1>")[2].partition("</h1>")[0] for text in (html, other)]
    assert headings[0] == headings[1]
    with course.gradebook() as book:
        assert [book.find_submission("hw", student).score for student in ("ada", "bob")] == [5, 3]


def test_pages_do_not_depend_on_how_long_anything_took(course: SmallCourse) -> None:
    slow = "import os, time\ndef double(x):\n    time.sleep(0 if os.path.exists('/nowhere') else {})\n    return 2 * x"
    course.hand_in_all({"ada": RIGHT | {"double": slow.format("0.0")}})
    assert course.grade().code == 0
    quick = page(course, "ada")
    course.hand_in_all({"ada": RIGHT | {"double": slow.format("0.7")}})
    assert course.grade().code == 0
    assert page(course, "ada").replace("0.7", "0.0") == quick
