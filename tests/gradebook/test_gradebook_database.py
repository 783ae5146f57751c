"""Opening gradebook.db: what is wrong with it is said in one sentence, and nothing in it is lost."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from nbgrader.api import Gradebook
from nbgrader_course import Course, Results

from autograder.errors import PlatformError, UsageError
from autograder.gradebook import Recorder


def test_a_new_database_is_one_that_nbgrader_accepts(course: Course) -> None:
    (course.root / "gradebook.db").rename(course.root / "generated.db")
    course.recorder().close()
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.assignments == []
    assert schema(course, "gradebook.db") == schema(course, "generated.db")


def schema(course: Course, name: str) -> tuple[set[tuple[str, str]], list[tuple[str]]]:
    with sqlite3.connect(course.root / name) as database:
        tables = {(row[0], row[1]) for row in database.execute("SELECT name, sql FROM sqlite_master")}
        tables = {(table, sql) for table, sql in tables if table != "alembic_version"}
        return tables, database.execute("SELECT version_num FROM alembic_version").fetchall()


def test_a_locked_database_is_waited_for_and_then_reported(course: Course, result: Results) -> None:
    before = course.state()
    holder = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    with course.recorder(busy_seconds=0.3) as recorder:
        holder.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(PlatformError, match=r"stayed locked .* 0\.3 seconds; close that program"):
            recorder.record(result())
        assert time.monotonic() - started >= 0.3
        holder.execute("ROLLBACK")
    holder.close()
    del before["files"]
    assert {"rows": course.rows()} == before
    assert course.files("autograded") == {}


def test_a_lock_that_is_released_in_time_does_no_harm(
    course: Course, recorder: Recorder, result: Results
) -> None:
    holder = sqlite3.connect(course.root / "gradebook.db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, holder.execute, ["ROLLBACK"])
    release.start()
    assert recorder.record(result()) == 6.0
    release.join()
    holder.close()


@pytest.mark.parametrize(
    "content", [b"no database at all, but some text " * 50, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_damaged_database_is_reported_and_left_as_it_is(course: Course, content: bytes) -> None:
    (course.root / "gradebook.db").write_bytes(content)
    with pytest.raises(PlatformError, match="restore it from a backup"):
        course.recorder()
    assert (course.root / "gradebook.db").read_bytes() == content


@pytest.mark.parametrize(
    ("statement", "advice"),
    [
        ("UPDATE alembic_version SET version_num = 'b6d005d67074'", "nbgrader db upgrade"),
        ("DROP TABLE alembic_version", "nbgrader db upgrade"),
        ("UPDATE alembic_version SET version_num = 'ffffffffffff'", "install that version of nbgrader"),
    ],
)
def test_a_database_of_another_nbgrader_is_refused(course: Course, statement: str, advice: str) -> None:
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute(statement)
    before = (course.root / "gradebook.db").read_bytes()
    with pytest.raises(PlatformError, match=advice):
        course.recorder()
    assert (course.root / "gradebook.db").read_bytes() == before


def test_a_folder_in_the_place_of_the_database_is_reported(course: Course) -> None:
    (course.root / "gradebook.db").unlink()
    (course.root / "gradebook.db").mkdir()
    with pytest.raises(PlatformError, match="see that the file and its folder exist"):
        course.recorder()


@pytest.mark.parametrize("url", ["gradebook.db", "", "nosuchthing:///gradebook.db"])
def test_what_is_no_database_url_is_refused(course: Course, url: str) -> None:
    with pytest.raises(UsageError, match=r"sqlite:////path/of/the/course/gradebook\.db"):
        Recorder(url, course.autograded)


def test_a_password_in_the_url_is_not_shown(course: Course) -> None:
    # Refused with the driver installed (nobody listens there) and without it.
    with pytest.raises((PlatformError, UsageError)) as caught:
        Recorder("postgresql://ann:secret@127.0.0.1:1/grades", course.autograded)
    assert "secret" not in str(caught.value) + caught.value.log
