"""Recording, read back with nbgrader's own API."""

from __future__ import annotations

import csv
import dataclasses
import math
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader_course import ANSWERS, LATER, SUBMITTED_AT, Course, Results, all_cells, cell
from sqlalchemy import Engine, event
from traitlets.config import Config

from autograder.errors import PlatformError, UsageError
from autograder.gradebook import Recorder
from autograder.results import CellKind, CellResult, Outcome, SubmissionResult

PARTLY_RIGHT = {"double": "def double(x):\n    return int(x) * 2", "why": "It divides by two."}


def nbgrader_course(course: Course) -> CourseDirectory:
    return CourseDirectory(root=str(course.root), assignment_id="hw")


def enter_by_hand(course: Course, name: str, **values: object) -> None:
    """What a person enters in formgrader."""
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(name, "first", "hw", "bitdiddle")
        for key, value in values.items():
            setattr(grade, key, value)
        gradebook.db.commit()


def grades(course: Course) -> dict[str, tuple[float | None, float | None, bool]]:
    """Cell -> automatic score, manual score, needs a person."""
    return {row[2]: (row[3], row[4], bool(row[6])) for row in course.rows("grades")["grades"]}


def comments(course: Course) -> dict[str, str | None]:
    return {row[2]: row[4] for row in course.rows("comments")["comments"]}


@pytest.mark.slow
def test_rows_are_those_that_nbgrader_autograde_writes(course: Course, tmp_path: Path) -> None:
    course.hand_in({name: course.released(name, PARTLY_RIGHT) for name in ("first", "second")})
    theirs = course.copy_to(tmp_path / "theirs")
    marks = {"manual_score": 3.5, "extra_credit": 0.25, "needs_manual_grade": False}
    # The text check fails for them and for us; the second notebook is left unanswered.
    ours_result = Results(course)(all_cells(text=0.0, answer=0.0), answers=PARTLY_RIGHT)
    for first_time in (True, False):
        Autograde(coursedir=nbgrader_course(theirs), force=True).start()
        with course.recorder() as recorder:
            recorder.record(ours_result)
        assert course.rows() == theirs.rows()
        if first_time:
            enter_by_hand(course, "why", **marks)
            enter_by_hand(theirs, "why", **marks)
    assert grades(course)["why"] == (None, 3.5, True)
    ours, others = course.files("autograded"), theirs.files("autograded")
    assert ours.keys() == others.keys()
    assert {path: mode for path, (mode, _) in ours.items()} == {
        path: mode for path, (mode, _) in others.items()
    }


@pytest.mark.slow
def test_rows_of_a_missing_notebook_are_those_that_nbgrader_writes(course: Course, tmp_path: Path) -> None:
    (course.root / "submitted/bitdiddle/hw/first.ipynb").unlink()
    theirs = course.copy_to(tmp_path / "theirs")
    Autograde(coursedir=nbgrader_course(theirs)).start()
    with course.recorder() as recorder:
        recorder.record(
            Results(course)([cell("answer_checks", 1, 0.0, notebook="second")], notebooks=["second"])
        )
    assert course.rows() == theirs.rows()
    assert set(grades(course).values()) == {(0.0, None, False)}


def test_the_score_is_the_one_that_nbgrader_gives(
    course: Course, recorder: Recorder, result: Results
) -> None:
    cells = all_cells(checks=3 * (0.1 + 0.2), text=2 / 3)
    score = recorder.record(result(cells))
    with Gradebook(course.db_url) as gradebook:
        submission = gradebook.find_submission("hw", "bitdiddle")
        assert submission.score == score
        assert score == pytest.approx(0.9 + 2 / 3 + 1, abs=1e-12)
        assert submission.max_score == 19
        assert submission.needs_manual_grade
        assert submission.timestamp.isoformat() == "2026-03-01T12:00:00.500000"
        failed = gradebook.find_submission_notebook("first", "hw", "bitdiddle").failed_tests
        assert (failed, gradebook.find_submission_notebook("second", "hw", "bitdiddle").failed_tests) == (
            True,
            False,
        )


def test_nbgrader_exports_exactly_our_score(course: Course, recorder: Recorder, result: Results) -> None:
    score = recorder.record(result(all_cells(checks=0.3, text=0.1 + 0.2)))
    command = [sys.executable, "-m", "nbgrader", "export", "--to=grades.csv"]
    subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    with (course.root / "grades.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert row["student_id"] == "bitdiddle"
    assert (float(row["raw_score"]), float(row["score"]), float(row["max_score"])) == (score, score, 19.0)


def test_formgrader_and_feedback_accept_the_submission(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result())
    api = NbGraderAPI(nbgrader_course(course))
    assert api.get_autograded_students("hw") == {"bitdiddle"}
    (submission,) = api.get_submissions("hw")
    assert (submission["autograded"], submission["score"], submission["max_score"]) == (True, 6.0, 19.0)
    GenerateFeedback(coursedir=nbgrader_course(course)).start()
    assert "No response." in (course.root / "feedback/bitdiddle/hw/first.html").read_text(encoding="utf-8")


def test_a_resubmission_without_a_cell_keeps_nothing_of_the_old_score(
    course: Course, recorder: Recorder, result: Results
) -> None:
    assert recorder.record(result()) == 6.0
    without = [each for each in all_cells() if each.grade_id != "double_checks"]
    assert recorder.record(result(without, key="key-2")) == 3.0
    assert grades(course)["double_checks"] == (None, None, True)


def test_a_notebook_that_is_handed_in_later_is_graded_by_a_person(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result([cell("answer_checks", 1, 1.0, notebook="second")], notebooks=["second"]))
    assert grades(course)["picture"] == (0.0, None, False)
    recorder.record(result())
    assert grades(course)["picture"] == (None, None, True)


def test_what_a_person_entered_is_kept_and_shown_again(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result())
    enter_by_hand(course, "why", manual_score=2.5, extra_credit=1.0, needs_manual_grade=False)
    enter_by_hand(course, "double_checks", manual_score=1.0, needs_manual_grade=False)
    with Gradebook(course.db_url) as gradebook:
        gradebook.find_comment("why", "first", "hw", "bitdiddle").manual_comment = "Nearly."
        gradebook.db.commit()
    score = recorder.record(result(all_cells(checks=0.0, text=2.0)))
    assert score == 1.0 + 2.0 + 2.5 + 1.0 + 1.0
    assert grades(course)["why"] == (None, 2.5, True)
    assert grades(course)["double_checks"] == (0.0, 1.0, True)
    assert ("bitdiddle", "first", "why", "SolutionCell", None, "Nearly.") in course.rows()["comments"]


def test_an_answer_that_was_left_as_released_is_said_to_be_no_response(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result())
    assert comments(course) == {
        "double": None,
        "why": None,
        "why_not": "No response.",
        "picture": None,
        "answer": "No response.",
    }
    recorder.record(result(answers=ANSWERS | {"why_not": "It is odd."}))
    assert comments(course)["why_not"] is None


def test_a_forged_checksum_in_the_notebook_changes_no_comment(
    course: Course, recorder: Recorder, result: Results
) -> None:
    graded = result()
    for node in graded.notebooks[0].content["cells"]:
        node.metadata.nbgrader["checksum"] = "0" * 32
    recorder.record(graded)
    assert comments(course)["why_not"] == "No response."


def test_a_late_submission_is_penalised_by_the_course_plugin(course: Course, result: Results) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment("hw", duedate="2026-03-02 00:00:00 UTC")
    config = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})
    with course.recorder(config=config) as recorder:
        recorder.record(result(submitted_at=LATER))
        assert course.rows()["copies"] == [("bitdiddle", "first", 0, 5.0), ("bitdiddle", "second", 0, 1.0)]
        with Gradebook(course.db_url) as gradebook:
            gradebook.grant_extension("hw", "bitdiddle", days=30)
        recorder.record(result(submitted_at=LATER))
        assert {row[3] for row in course.rows()["copies"]} == {None}


class OddPlugin(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """A course's own plug-in that answers whatever a test wants."""

    answer: float | None = None

    def late_submission_penalty(self, *_asked: object) -> float | None:
        if self.answer is None:
            raise KeyError("penalty")
        return self.answer


@pytest.mark.parametrize(("answer", "penalty"), [(-1.0, 0.0), (2.5, 2.5), (math.inf, 5.0)])
def test_a_penalty_is_never_negative_and_never_above_the_score(
    course: Course, result: Results, monkeypatch: pytest.MonkeyPatch, answer: float, penalty: float
) -> None:
    monkeypatch.setattr(OddPlugin, "answer", answer)
    with late_course(course) as recorder:
        recorder.record(result(submitted_at=LATER))
    assert course.rows()["copies"][0] == ("bitdiddle", "first", 0, penalty)


@pytest.mark.parametrize("answer", [None, math.nan])
def test_a_failing_plugin_is_named_and_nothing_is_recorded(
    course: Course, result: Results, monkeypatch: pytest.MonkeyPatch, answer: float | None
) -> None:
    monkeypatch.setattr(OddPlugin, "answer", answer)
    recorder = late_course(course)
    before = course.rows()
    with recorder, pytest.raises(UsageError, match="plug-in for late penalties"):
        recorder.record(result(submitted_at=LATER))
    assert course.rows() == before


def late_course(course: Course) -> Recorder:
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment("hw", duedate="2026-03-02 00:00:00 UTC")
    return course.recorder(config=Config({"AssignLatePenalties": {"plugin_class": OddPlugin}}))


def test_a_student_who_is_not_in_the_gradebook_is_added(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(dataclasses.replace(result(), student="hacker"))
    assert course.rows()["students"] == [("hacker", None, None, None, None)]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2026-03-01 12:00:00.500000 UTC", "2026-03-01 12:00:00.500000"),
        ("2026-03-01T13:30:00+01:30", "2026-03-01 12:00:00.000000"),
        ("2026-03-01 12:00:00\n", "2026-03-01 12:00:00.000000"),
        (" ", None),
        (None, None),
    ],
)
def test_times_of_submission_are_stored_in_utc(
    course: Course, recorder: Recorder, result: Results, written: str | None, stored: str | None
) -> None:
    recorder.record(result(submitted_at=LATER))
    recorder.record(result(submitted_at=written))
    assert [row[2] for row in course.rows()["submissions"]] == [stored]


def test_an_unreadable_time_of_submission_is_refused(
    course: Course, recorder: Recorder, result: Results
) -> None:
    before = course.state()
    with pytest.raises(UsageError, match=r"mend timestamp\.txt"):
        recorder.record(result(submitted_at="tomorrow evening"))
    assert course.state() == before


@pytest.mark.parametrize("outcome", [Outcome.CHECKER_ERROR, Outcome.PLATFORM_ERROR])
def test_what_nobody_could_grade_leaves_the_old_record(
    course: Course, recorder: Recorder, result: Results, outcome: Outcome
) -> None:
    recorder.record(result())
    before = course.state()
    with pytest.raises(ValueError, match="no points to record"):
        recorder.record(result(outcome=outcome, score=None))
    assert course.state() == before


@pytest.mark.parametrize("earned", [math.nan, math.inf, -math.inf, -0.5, 3.01, None])
def test_points_that_cannot_be_never_reach_the_gradebook(
    course: Course, recorder: Recorder, result: Results, earned: float | None
) -> None:
    recorder.record(result())
    before = course.state()
    wrong = [cell("double_checks", 3, earned)]
    with pytest.raises(PlatformError, match="double_checks"):
        recorder.record(result(wrong, outcome=Outcome.PASSED))
    assert course.state() == before


def test_a_hair_above_the_maximum_is_the_maximum(course: Course, recorder: Recorder, result: Results) -> None:
    recorder.record(result([cell("double_checks", 3, math.nextafter(3, 4))]))
    assert grades(course)["double_checks"] == (3.0, None, False)


@pytest.mark.parametrize(
    "stranger",
    [cell("unknown", 3, 1.0), cell("double_checks", 4, 1.0), cell("double_checks", 3, 1.0, notebook="third")],
)
def test_a_result_of_another_version_of_the_assignment_is_refused(
    course: Course, recorder: Recorder, result: Results, stranger: CellResult
) -> None:
    before = course.rows()
    with pytest.raises(PlatformError, match="grade again"):
        recorder.record(result([stranger]))
    assert course.rows() == before


def test_an_unknown_assignment_is_refused(recorder: Recorder, result: Results) -> None:
    with pytest.raises(UsageError, match="nbgrader generate_assignment other"):
        recorder.record(dataclasses.replace(result(), assignment="other"))


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", ".hidden", "a\0b", "\udcff", "a\\b", "two\nlines"])
def test_a_name_that_is_no_folder_name_is_refused(recorder: Recorder, result: Results, name: str) -> None:
    with pytest.raises(UsageError, match="rename"):
        recorder.record(dataclasses.replace(result(), student=name))


def test_a_recorded_result_is_found_by_its_key(course: Course, recorder: Recorder, result: Results) -> None:
    assert recorder.recorded("bitdiddle", "hw") is None
    recorder.record(result())
    assert recorder.recorded("bitdiddle", "hw") == "key-1"
    with course.recorder() as another:
        assert another.recorded("bitdiddle", "hw") == "key-1"


def test_a_record_does_not_stand_when_its_folder_row_or_time_is_gone(course: Course, result: Results) -> None:
    def record_and_spoil() -> Recorder:
        recorder = course.recorder()
        recorder.record(result())
        return recorder

    with record_and_spoil() as recorder:
        shutil.rmtree(course.autograded / "bitdiddle/hw")
        assert recorder.recorded("bitdiddle", "hw") is None
    with record_and_spoil() as recorder:
        (course.root / "submitted/bitdiddle/hw/timestamp.txt").write_text(LATER)
        assert recorder.recorded("bitdiddle", "hw") is None
        (course.root / "submitted/bitdiddle/hw/timestamp.txt").write_text(SUBMITTED_AT)
    with record_and_spoil() as recorder, Gradebook(course.db_url) as gradebook:
        gradebook.remove_submission("hw", "bitdiddle")
        assert recorder.recorded("bitdiddle", "hw") is None


@pytest.mark.parametrize("length", [0, 1, 40, -1])
def test_a_half_written_completion_file_counts_as_absent(
    course: Course, recorder: Recorder, result: Results, length: int
) -> None:
    recorder.record(result())
    whole = course.state()
    place = course.root / ".autograder/results/hw/bitdiddle.json"
    place.write_bytes(place.read_bytes()[:length])
    assert recorder.recorded("bitdiddle", "hw") is None
    recorder.record(result())
    assert course.state() == whole


@pytest.mark.parametrize("occupied", ["autograded", "autograded/bitdiddle", ".autograder"])
def test_a_file_in_the_place_of_a_folder_is_reported(course: Course, result: Results, occupied: str) -> None:
    shutil.rmtree(course.root / occupied, ignore_errors=True)
    (course.root / occupied).parent.mkdir(exist_ok=True)
    (course.root / occupied).write_text("in the way")
    before = course.rows()
    with course.recorder() as recorder, pytest.raises(PlatformError, match="then run again"):
        recorder.record(result())
    assert course.rows() == before
    assert (course.root / occupied).read_text() == "in the way"


@pytest.fixture
def checked_foreign_keys() -> Iterator[None]:
    """Let SQLite check foreign keys, which nbgrader leaves off."""

    def switch_on(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    event.listen(Engine, "connect", switch_on)
    yield
    event.remove(Engine, "connect", switch_on)


def test_a_failing_commit_leaves_the_old_record(
    course: Course, checked_foreign_keys: None, recorder: Recorder, result: Results
) -> None:
    recorder.record(result())
    before = course.state()
    with sqlite3.connect(course.root / "gradebook.db") as database:
        # A deferred foreign key is checked only by the commit.
        deferred = "REFERENCES student(id) DEFERRABLE INITIALLY DEFERRED"
        database.execute(f"CREATE TABLE guard (student TEXT {deferred})")
        database.execute("""
            CREATE TRIGGER refuse AFTER UPDATE ON grade
            BEGIN INSERT INTO guard VALUES ('nobody'); END""")
    with pytest.raises(PlatformError, match="run again"):
        recorder.record(result(all_cells(checks=0.0), key="key-2"))
    assert course.state() == before
    assert recorder.recorded("bitdiddle", "hw") == "key-1"


def test_a_submission_without_any_notebook_gets_zeros(
    course: Course, recorder: Recorder, result: Results
) -> None:
    zeros = [dataclasses.replace(each, earned=0.0, needs_manual=False) for each in all_cells()]
    assert (
        recorder.record(result(zeros, notebooks=[], outcome=Outcome.STUDENT_ERROR, reason="no JSON")) == 0.0
    )
    assert set(grades(course).values()) == {(0.0, None, False)}
    assert NbGraderAPI(nbgrader_course(course)).get_autograded_students("hw") == {"bitdiddle"}


def test_half_a_surrogate_pair_in_a_notebook_is_recorded(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result(answers=ANSWERS | {"why": "odd \udc00 text"}, reason="\udc00"))
    node = nbformat.read(course.autograded / "bitdiddle/hw/first.ipynb", 4)
    assert "odd ? text" in [each.source for each in node.cells]
    assert recorder.recorded("bitdiddle", "hw") == "key-1"


def test_a_task_is_never_given_points_automatically(
    course: Course, recorder: Recorder, result: Results
) -> None:
    recorder.record(result([cell("picture", 5, None, kind=CellKind.TASK, needs_manual=True)]))
    assert grades(course)["picture"] == (None, None, True)


def test_two_processes_may_record_at_once(course: Course, result: Results) -> None:
    graded = result()
    children = [
        _in_a_child(course, [dataclasses.replace(graded, student=f"{k}{i}") for i in range(5)]) for k in "ab"
    ]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert len(course.rows()["submissions"]) == 10


def _in_a_child(course: Course, batch: list[SubmissionResult]) -> int:
    if child := os.fork():
        return child
    status = 1
    try:
        with course.recorder() as recorder:
            for graded in batch:
                recorder.record(graded)
        status = 0
    finally:
        os._exit(status)
