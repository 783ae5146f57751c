"""``nbgrader generate_feedback`` with our exporter: whose page comes, what is on it, and what never is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import checks, essay, locked, marked, notebook, plain, solution, text
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from test_pages_in_a_browser import ATTACKS, browser, page, show

from autograder.classrun import ClassRun, prepare
from autograder.course import open_course
from autograder.feedback import is_our_page as is_ours
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import load_config

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "dl"
c.Exchange.root = {exchange!r}
"""
__all__ = ["browser", "page"]  # fixtures, used by name

OURS = "\nfrom autograder.dropin import use\nuse(c)\n"

GREET = "def greet(name):\n    ### BEGIN SOLUTION\n    return 'hello ' + name\n    ### END SOLUTION"
GREET_CHECKS = """\
# points: 1
assert greet("ada") == "hello ada"
### BEGIN HIDDEN TESTS
import oracle
print("HIDDEN-PRINT")  # HIDDEN-COMMENT
def test_other_names():
    assert greet("HIDDEN-ARGUMENT") == oracle.EXPECTED
assert greet("eve") == oracle.EXPECTED, "HIDDEN-MESSAGE"
### END HIDDEN TESTS"""
OPEN_CHECKS = "print('OPEN-PRINT')\nassert greet('eve') == 'hello eve', 'OPEN-MESSAGE'"
SCHEME = "Draw the network.\n=== BEGIN MARK SCHEME ===\nHIDDEN-SCHEME\n=== END MARK SCHEME ==="
WRONG = "def greet(name):\n    return 'hello ada'"
PEEKING = "print(*In)"
HOSTILE = 'before <script>pwned()</script><img src=x onerror="pwned()"> after'
REVEALED = ("HIDDEN-ARGUMENT", "HIDDEN-COMMENT", "HIDDEN-MESSAGE", "HIDDEN-EXPECTED")


def author_cells() -> list[nbformat.NotebookNode]:
    return [
        locked("import math"),
        solution(GREET, "greet"),
        checks(GREET_CHECKS, "greet-checks", points=3),
        checks(OPEN_CHECKS, "open-checks", points=1),
        essay("Why?", "why", points=4),
        marked(SCHEME, "draw", kind="markdown", task=True, locked=True, points=2),
    ]


@dataclass(frozen=True)
class FeedbackCourse:
    """A course with one submission, ada's, that is partly wrong."""

    root: Path

    def write(self) -> FeedbackCourse:
        source = self.root / "source/hw"
        source.mkdir(parents=True)
        nbformat.write(notebook(*author_cells()), source / "hw.ipynb")
        (self.root / "checks").mkdir()
        (self.root / "checks/oracle.py").write_text('EXPECTED = "HIDDEN-EXPECTED"\n')
        (self.root / "exchange").mkdir()
        self.configure(OURS)
        return self

    def configure(self, *more: str) -> None:
        config = CONFIG.format(exchange=str(self.root / "exchange"))
        (self.root / "nbgrader_config.py").write_text("\n".join([config, *more, ""]))

    def hand_in(self) -> None:
        cells = [*author_cells(), plain(PEEKING), text(HOSTILE), plain("display(HTML(bad))")]
        cells[-1].source = f"from IPython.display import HTML, display\ndisplay(HTML({HOSTILE!r}))"
        for cell, source in zip(cells, ["import math", WRONG, "", "", "Because.", ""], strict=False):
            cell.source = source
        folder = self.root / "submitted/ada/hw"
        folder.mkdir(parents=True)
        nbformat.write(notebook(*cells), folder / "hw.ipynb")
        (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n")
        (folder / "submission_secret.txt").write_text("ada's secret")

    def prepared(self, fake: FakeSandbox) -> ClassRun:
        run = prepare(open_course(self.root, {}), "hw")
        return ClassRun(run.course, run.assignment, run.settings, make_sandbox=lambda: FakeSandbox(fake.spec))

    def nbgrader(self, *words: str, ends_well: bool = True) -> str:
        """Run one of nbgrader's commands; what it said."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        command = [sys.executable, "-m", "nbgrader", *words]
        ran = subprocess.run(
            command,
            cwd=self.root,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode == 0) is ends_well, ran.stderr
        return ran.stderr

    def generate(self, *, force: bool = True, **settings: Any) -> str:
        """What ``nbgrader generate_feedback`` does, in this process; ada's page."""
        config = load_config(self.root)
        config.Autograder.update(settings)
        folders = CourseDirectory(root=str(self.root), assignment_id="hw", config=config)
        GenerateFeedback(coursedir=folders, force=force, config=config).start()
        return self.page

    @property
    def page(self) -> str:
        return (self.root / "feedback/ada/hw/hw.html").read_text(encoding="utf-8")

    def grade_by_hand(self) -> None:
        """What a person enters in formgrader."""
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "dl") as book:
            essay_grade = book.find_grade("why", "hw", "hw", "ada")
            essay_grade.manual_score, essay_grade.needs_manual_grade = 3.0, False
            book.find_grade("draw", "hw", "hw", "ada").extra_credit = 0.5
            check_grade = book.find_grade("greet-checks", "hw", "hw", "ada")
            check_grade.manual_score, check_grade.extra_credit = 2.5, 1.0
            book.find_comment("why", "hw", "hw", "ada").manual_comment = "Say <more>."
            book.find_comment("greet", "hw", "hw", "ada").manual_comment = "Look at the argument."
            book.find_submission_notebook("hw", "hw", "ada").late_submission_penalty = 0.25
            book.db.commit()

    def autograded(self) -> nbformat.NotebookNode:
        return nbformat.read(self.root / "autograded/ada/hw/hw.ipynb", 4)

    def rewrite_autograded(self, node: nbformat.NotebookNode) -> None:
        place = self.root / "autograded/ada/hw/hw.ipynb"
        place.unlink()
        nbformat.write(node, place)


def files_with(word: str, *folders: Path) -> list[str]:
    """The files below ``folders`` that hold ``word``, also where it is split over HTML elements."""
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [str(path) for path in found if word.encode() in path.read_bytes()]


@pytest.fixture(scope="module")
def graded_template(tmp_path_factory: pytest.TempPathFactory) -> FeedbackCourse:
    """Graded by us; not to be changed."""
    made = FeedbackCourse(tmp_path_factory.mktemp("ours") / "course").write()
    made.hand_in()
    fake = FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=("math",), seed=7))
    _, results = made.prepared(fake).grade([], force=False)
    (graded,) = results
    assert "HIDDEN-EXPECTED" in repr(graded.result), graded.result.reason
    return made


@pytest.fixture(scope="module")
def stock_template(tmp_path_factory: pytest.TempPathFactory) -> FeedbackCourse:
    """Graded by nbgrader alone, before the course had our two lines; not to be changed."""
    made = FeedbackCourse(tmp_path_factory.mktemp("stock") / "course").write()
    made.configure()
    (made.root / "source/hw/oracle.py").write_text('EXPECTED = "HIDDEN-EXPECTED"\n')
    made.nbgrader("generate_assignment", "hw")
    made.hand_in()
    made.nbgrader("autograde", "hw", "--create", "--quiet")
    (made.root / "autograded/ada/hw/oracle.py").unlink()
    made.configure(OURS)
    return made


@pytest.fixture
def graded(graded_template: FeedbackCourse, tmp_path: Path) -> FeedbackCourse:
    return FeedbackCourse(shutil.copytree(graded_template.root, tmp_path / "course"))


@pytest.fixture
def stock(stock_template: FeedbackCourse, tmp_path: Path) -> FeedbackCourse:
    return FeedbackCourse(shutil.copytree(stock_template.root, tmp_path / "course"))


# Graded by us


def test_the_commands_of_nbgrader_write_and_release_our_page(graded: FeedbackCourse) -> None:
    graded.configure(OURS, 'c.Autograder.reveal_hidden_after = "2999-01-01 12:00"')
    shutil.rmtree(graded.root / "feedback")
    graded.nbgrader("generate_feedback", "hw")
    assert is_ours(graded.page)
    assert "test_other_names" in graded.page
    assert "<h1>0 of 10 points" in graded.page
    graded.nbgrader("release_feedback", "hw")
    (released,) = (graded.root / "exchange").rglob("*.html")
    assert released.read_text(encoding="utf-8") == graded.page
    assert files_with("HIDDEN-", graded.root / "feedback", graded.root / "exchange") == []


def test_once_the_date_has_come_the_command_shows_hidden_checks_wholly(graded: FeedbackCourse) -> None:
    graded.configure(OURS, 'c.Autograder.reveal_hidden_after = "2020-01-01 12:00"')
    graded.nbgrader("generate_feedback", "hw", "--force")
    assert is_ours(graded.page)
    assert [word for word in REVEALED if word not in graded.page] == []
    assert "HIDDEN-SCHEME" not in graded.page


def test_the_page_is_the_one_that_grading_wrote(graded: FeedbackCourse) -> None:
    by_grading = graded.page
    assert graded.generate() == by_grading


def test_what_waits_for_a_person_says_so(graded: FeedbackCourse) -> None:
    assert "<h1>0 of 10 points; 6 wait for a person</h1>" in graded.generate()


def test_what_people_entered_is_on_the_page(graded: FeedbackCourse) -> None:
    graded.grade_by_hand()
    page = graded.generate()
    # 2.5 and 1 of extra credit, nothing for the open check, 3 for the essay; lateness costs a quarter.
    assert "<h1>6.25 of 10 points; 2 wait for a person</h1>" in page
    assert "a penalty of 0.25 points is already taken off" in page
    assert "A person gave 2.5; the checks gave 0." in page
    assert "Extra credit of 1 is included." in page
    assert "Say &lt;more&gt;." in page
    assert "Look at the argument." in page
    assert "graded by a person" in page


def test_the_score_is_the_one_that_nbgrader_shows(graded: FeedbackCourse) -> None:
    graded.grade_by_hand()
    with Gradebook(f"sqlite:///{graded.root / 'gradebook.db'}", "dl") as book:
        copy = book.find_submission_notebook("hw", "hw", "ada")
        due = copy.score - copy.late_submission_penalty
    assert f"<h1>{due:g} of 10 points" in graded.generate()


def test_a_page_is_written_anew_without_force_once_people_have_graded(graded: FeedbackCourse) -> None:
    graded.grade_by_hand()
    assert "Look at the argument." in graded.generate(force=False)


def test_a_page_is_written_anew_without_force_once_the_date_has_come(graded: FeedbackCourse) -> None:
    assert "HIDDEN-EXPECTED" in graded.generate(force=False, reveal_hidden_after="2020-01-01")


def test_a_page_that_is_right_is_left_alone(graded: FeedbackCourse) -> None:
    place = graded.root / "feedback/ada/hw/hw.html"
    before = place.stat().st_ino, place.stat().st_mtime_ns
    graded.generate(force=False)
    assert (place.stat().st_ino, place.stat().st_mtime_ns) == before


def test_a_page_that_is_not_ours_is_left_alone_without_force(graded: FeedbackCourse) -> None:
    place = graded.root / "feedback/ada/hw/hw.html"
    place.write_text("<html>written by hand</html>")
    assert graded.generate(force=False) == "<html>written by hand</html>"


def test_an_outdated_page_of_an_excluded_student_stays(graded: FeedbackCourse) -> None:
    before = graded.page
    graded.grade_by_hand()
    graded.configure(OURS, 'c.CourseDirectory.student_id_exclude = "bob,ada"')
    assert graded.generate(force=False) == before


def test_hidden_text_in_the_autograded_notebook_stays_out(graded: FeedbackCourse) -> None:
    node = graded.autograded()
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "greet-checks":
            cell.source = GREET_CHECKS
            cell.outputs = [nbformat.v4.new_output("stream", text="HIDDEN-PRINT")]
    graded.rewrite_autograded(node)
    assert is_ours(graded.generate())
    assert files_with("HIDDEN-", graded.root / "feedback") == []


def test_nothing_of_a_student_runs_on_our_page(graded: FeedbackCourse) -> None:
    page = graded.generate()
    assert page.count("after") >= 3
    assert "<script" not in page
    assert "<img src" not in page


def test_a_record_of_another_submission_is_not_shown(graded: FeedbackCourse) -> None:
    stamp = graded.root / "autograded/ada/hw/timestamp.txt"
    stamp.unlink()
    stamp.write_text("2026-03-05 12:00:00 UTC\n")
    assert not is_ours(graded.generate())


def test_a_record_that_the_gradebook_contradicts_is_not_shown(graded: FeedbackCourse) -> None:
    with Gradebook(f"sqlite:///{graded.root / 'gradebook.db'}", "dl") as book:
        book.find_grade("greet-checks", "hw", "hw", "ada").auto_score = 3.0
        book.db.commit()
    assert not is_ours(graded.generate())


def test_feedback_does_not_wait_for_a_broken_source(graded: FeedbackCourse) -> None:
    (graded.root / "source/hw/hw.ipynb").write_text("half a note")
    page = graded.generate()
    assert not is_ours(page)
    assert "HIDDEN-" not in page


def test_a_wrong_date_stops_feedback_with_its_reason(graded: FeedbackCourse) -> None:
    graded.configure(OURS, 'c.Autograder.reveal_hidden_after = "Christmas"')
    said = graded.nbgrader("generate_feedback", "hw", "--force", ends_well=False)
    assert "reveal_hidden_after is 'Christmas', which is no date" in said


# Graded by nbgrader alone


def test_nbgraders_own_page_comes_without_hidden_tests(stock: FeedbackCourse) -> None:
    assert "HIDDEN-MESSAGE" in json.dumps([cell.get("outputs") for cell in stock.autograded().cells])
    page = stock.generate()
    assert not is_ours(page)
    assert "Grade cell: <code>greet-checks</code>" in page
    assert files_with("HIDDEN-", stock.root / "feedback") == []


def test_nbgraders_own_page_keeps_what_open_checks_say(stock: FeedbackCourse) -> None:
    page = stock.generate()
    assert "OPEN-PRINT" in page
    assert "OPEN-MESSAGE" in page
    assert "hello ada" in page


def test_nbgraders_own_page_shows_all_once_the_date_has_come(stock: FeedbackCourse) -> None:
    page = stock.generate(reveal_hidden_after="2020-01-01")
    shown = ("HIDDEN-ARGUMENT", "HIDDEN-COMMENT", "HIDDEN-MESSAGE", "HIDDEN-PRINT", "AssertionError")
    assert [word for word in shown if word not in page] == []


def test_nothing_of_a_student_runs_on_nbgraders_own_page(stock: FeedbackCourse) -> None:
    with Gradebook(f"sqlite:///{stock.root / 'gradebook.db'}", "dl") as book:
        book.find_comment("why", "hw", "hw", "ada").manual_comment = HOSTILE
        book.db.commit()
    page = stock.generate()
    assert page.count("before") >= 4
    assert "<script>pwned" not in page
    assert "<img src" not in page


@pytest.mark.browser
def test_no_attack_works_on_nbgraders_own_page(stock: FeedbackCourse, page: Any, tmp_path: Path) -> None:
    node = stock.autograded()
    for number, payload in enumerate(ATTACKS.values()):
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{payload}</svg>'
        kinds = {"text/html": payload, "image/svg+xml": drawing, "application/javascript": "pwned()"}
        outputs: list[Any] = [
            {"output_type": "display_data", "metadata": {kind: {"isolated": True}}, "data": {kind: data}}
            for kind, data in (*kinds.items(), ("text/markdown", payload), ("text/latex", payload))
        ]
        outputs.append({"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload]})
        cell = plain(payload)
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
        raw = nbformat.v4.new_raw_cell(payload, metadata={"raw_mimetype": "text/html"})
        forged = marked(payload, f'"><script>pwned()</script>{number}', solution=True)
        node.cells += [
            text(payload),
            text(f"# {payload}\n\n[x](javascript:pwned()) ![x](y{payload})"),
            cell,
            raw,
            forged,
        ]
    node.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": "</script><script>pwned()"}
    stock.rewrite_autograded(node)
    html = stock.generate()
    assert len(html) > 100_000
    page.route("https://**", lambda route: route.abort())  # MathJax and require.js of nbconvert's page
    seen = show(page, html, tmp_path)
    assert seen.calls == []
    assert [url for url in seen.requests if "tracker.invalid" in url] == []


def test_delimiters_of_the_course_hide_as_well(stock: FeedbackCourse) -> None:
    node = stock.autograded()
    for cell in node.cells:
        cell.source = cell.source.replace("BEGIN HIDDEN TESTS", "SECRET ON").replace(
            "END HIDDEN TESTS", "SECRET OFF"
        )
    stock.rewrite_autograded(node)
    names = {"begin": "SECRET ON", "end": "SECRET OFF"}
    stock.configure(OURS, *(f"c.ClearHiddenTests.{k}_test_delimeter = {v!r}" for k, v in names.items()))
    (stock.root / "source/hw/hw.ipynb").unlink()
    assert "HIDDEN-" not in stock.generate()
