"""An assignment that we write is the one that ``nbgrader generate_assignment`` writes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader_course import Course, Results, first_notebook, marked, notebook
from traitlets.config import Config

from autograder.assignment import load_assignment
from autograder.errors import AssignmentError, PlatformError, UsageError
from autograder.gradebook import Recorder


def test_a_new_gradebook_gets_the_rows_of_generate_assignment(course: Course) -> None:
    generated = course.rows()
    (course.root / "gradebook.db").unlink()
    # nbgrader's command knows no course id unless the course sets one.
    with course.recorder(course_id="") as recorder:
        recorder.ensure_assignment("hw", course.sources)
    assert course.rows() == generated


def test_generate_assignment_changes_nothing_in_what_we_wrote(course: Course) -> None:
    (course.root / "gradebook.db").unlink()
    with course.recorder(course_id="") as recorder:
        recorder.ensure_assignment("hw", course.sources)
    ours = course.rows()
    course.generate()
    assert course.rows() == ours


def test_an_unchanged_assignment_is_not_written_again(course: Course, recorder: Recorder) -> None:
    before = (course.root / "gradebook.db").read_bytes()
    recorder.ensure_assignment("hw", course.sources)
    assert (course.root / "gradebook.db").read_bytes() == before


def test_a_second_call_with_the_same_notebooks_does_not_even_look(course: Course, recorder: Recorder) -> None:
    recorder.ensure_assignment("hw", course.sources)
    (course.root / "gradebook.db").unlink()
    recorder.ensure_assignment("hw", course.sources)
    assert not (course.root / "gradebook.db").exists()


def test_cells_notebooks_and_points_follow_the_source(course: Course, recorder: Recorder) -> None:
    code = nbformat.v4.new_code_cell("assert True")
    changed = notebook(marked(code, "only", grade=True, locked=True, points=7))
    recorder.ensure_assignment("hw", {"first": changed})
    assert course.rows()["graded"] == [("first", "only", "GradeCell", 7.0, "code")]
    assert [row[0] for row in course.rows()["notebooks"]] == ["first"]


def test_points_source_and_kernel_may_change_after_grading(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result())
    sources = course.sources
    sources["first"].cells[2].metadata.nbgrader["points"] = 2.5
    sources["first"].cells[2].source += "\nassert True"
    sources["first"].metadata.kernelspec["name"] = "course"
    recorder.ensure_assignment("hw", sources)
    assert ("first", "double_checks", "GradeCell", 2.5, "code") in course.rows()["graded"]
    assert '"course"' in course.rows()["notebooks"][0][1]
    assert len(course.rows()["grades"]) == 6


@pytest.mark.parametrize("removed", ["a cell", "a notebook"])
def test_nothing_is_removed_under_recorded_submissions(
    course: Course, recorder: Recorder, result: Results, removed: str
) -> None:
    recorder.record(result())
    before = course.rows()
    sources = course.sources
    if removed == "a cell":
        del sources["first"].cells[2]
    else:
        del sources["second"]
    with pytest.raises(AssignmentError, match="nbgrader db assignment remove hw --force"):
        recorder.ensure_assignment("hw", sources)
    assert course.rows() == before


def test_a_notebook_that_nbgrader_refuses_is_named(course: Course, recorder: Recorder) -> None:
    before = course.rows()
    sources = course.sources
    sources["first"].cells[1].source = "### BEGIN SOLUTION\nnever closed"
    with pytest.raises(AssignmentError, match=r"notebook first of assignment hw .*mend it under source/hw"):
        recorder.ensure_assignment("hw", sources)
    assert course.rows() == before


def test_a_locked_database_is_not_taken_for_a_fault_of_the_notebook(course: Course) -> None:
    sources = course.sources
    sources["first"].cells[2].metadata.nbgrader["points"] = 2.5
    before = course.rows()
    with (
        course.recorder(busy_seconds=0.2) as recorder,
        sqlite3.connect(course.root / "gradebook.db") as holder,
    ):
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(PlatformError, match="stayed locked"):
            recorder.ensure_assignment("hw", sources)
        holder.rollback()
        assert course.rows() == before
        recorder.ensure_assignment("hw", sources)
    assert ("first", "double_checks", "GradeCell", 2.5, "code") in course.rows()["graded"]


def test_an_error_of_the_database_is_one_sentence_and_no_stack(
    course: Course, capfd: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(course.root / "gradebook.db") as base:
        base.execute(
            "CREATE TRIGGER full BEFORE INSERT ON assignment BEGIN SELECT RAISE(FAIL, 'disk is full'); END"
        )
    with course.recorder() as recorder, pytest.raises(PlatformError, match="gradebook"):
        recorder.ensure_assignment("another", course.sources)
    assert "Traceback" not in capfd.readouterr().err


def test_a_notebook_whose_name_is_a_path_is_refused(recorder: Recorder) -> None:
    with pytest.raises(UsageError, match="rename"):
        recorder.ensure_assignment("hw", {"../first": first_notebook()})


def test_the_courses_own_settings_apply(course: Course) -> None:
    code = nbformat.v4.new_code_cell("assert True")
    header = notebook(marked(code, "from_the_header", grade=True, locked=True, points=1))
    nbformat.write(header, course.root / "header.ipynb")
    here = Path.cwd()
    config = Config({"IncludeHeaderFooter": {"header": "header.ipynb"}})
    loaded = load_assignment("hw", course.root / "source/hw", course.root / "checks", config)
    with course.recorder(config=config) as recorder:
        recorder.ensure_assignment("hw", {each.name: each.node for each in loaded.notebooks})
    assert ("second", "from_the_header", "GradeCell", 1.0, "code") in course.rows()["graded"]
    assert Path.cwd() == here


def test_the_assignment_belongs_to_the_course_id(course: Course) -> None:
    with course.recorder(course_id="dl-2026") as recorder:
        recorder.ensure_assignment("new", course.sources)
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.find_assignment("new").course.id == "dl-2026"
