"""The connection to gradebook.db: opened, checked, locked, and its errors put into one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from alembic.script import ScriptDirectory
from nbgrader.api import Base, Course
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from autograder.errors import PlatformError, UsageError

BUSY_SECONDS = 30.0
_READ_ONLY = {"autograder_read_only": True}


class Database:
    """nbgrader's database at ``url``; made when there is none, refused when it is of another version.

    Raises:
        UsageError: ``url`` is no database URL.
        PlatformError: the database is unreadable, locked, or of another schema version.
    """

    def __init__(self, url: str, *, course_id: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self._url = _parsed(url, busy_seconds)
        self._shown = self._url.database or self._url.render_as_string(hide_password=True)
        self._busy_seconds = busy_seconds
        self._engine = _engine(self._url)
        if self._url.get_backend_name() == "sqlite":
            _begin_with_the_write_lock(self._engine)
        try:
            with self.writing() as connection:
                _prepare(connection, course_id, self._shown)
                connection.commit()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        """The URL for nbgrader's own classes; it carries the time to wait for a lock."""
        return self._url.render_as_string(hide_password=False)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start; lost unless the caller commits it.

        Raises:
            PlatformError: the database cannot be used now.
        """
        with self.clear_errors(), self._engine.connect() as connection:
            # Without this a lock would be met only by the first statement, after files were touched.
            connection.begin()
            try:
                yield connection
            except BaseException:
                # A commit that failed would leave the lock with a connection that goes back to the pool.
                connection.invalidate()
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries; it takes no write lock.

        Raises:
            PlatformError: the database cannot be used now.
        """
        with self.clear_errors(), self._engine.connect() as connection:
            yield connection.execution_options(**_READ_ONLY)

    @contextmanager
    def clear_errors(self) -> Iterator[None]:
        """Turn what the database complains about into a sentence that says what to do."""
        try:
            yield
        except SQLAlchemyError as error:
            raise PlatformError(self._sentence(error), log=f"{type(error).__name__}: {error}") from error

    def _sentence(self, error: SQLAlchemyError) -> str:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        if "locked" in cause:
            return (
                f"The gradebook {self._shown} stayed locked by another program for {self._busy_seconds:g} "
                "seconds; close that program or wait for it, then run again."
            )
        if "not a database" in cause or "malformed" in cause:
            return (
                f"The gradebook {self._shown} is damaged ({cause}); restore it from a backup, then run again."
            )
        if isinstance(error, IntegrityError):
            return f"Another program changed the gradebook {self._shown} at the same moment; run again."
        if isinstance(error, DatabaseError):
            return (
                f"The gradebook {self._shown} cannot be used ({cause}); see that the file and its folder "
                "exist, can be written and have space, then run again."
            )
        return f"The gradebook {self._shown} gave an unexpected answer ({cause}); restore it from a backup."


def _parsed(url: str, busy_seconds: float) -> URL:
    try:
        parsed = make_url(url)
        known = parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise UsageError(
            "The database URL of the course cannot be understood; write one such as "
            "sqlite:////path/of/the/course/gradebook.db."
        ) from error
    waits = known.name == "sqlite"
    return parsed.update_query_dict({"timeout": f"{busy_seconds:g}"}) if waits else parsed


def _engine(url: URL) -> Engine:
    try:
        return create_engine(url)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The database URL of the course needs the Python package {error.name}, which is not installed; "
            f"install it, or use a URL that begins with sqlite:///."
        ) from error


def _begin_with_the_write_lock(engine: Engine) -> None:
    """Let SQLite wait for its write lock at the start: later, a waiting reader would be refused at once."""

    @event.listens_for(engine, "connect")
    def leave_begin_to_us(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's; the event is untyped

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("autograder_read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _prepare(connection: Connection, course_id: str, shown: str) -> None:
    scripts = ScriptDirectory(ALEMBIC_DIR)
    head = scripts.get_current_head()
    tables = inspect(connection).get_table_names()
    if not tables:
        # nbgrader does the same in three transactions and a subprocess; one leaves no half-made database.
        Base.metadata.create_all(bind=connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    elif (version := _version(connection, tables)) != head:
        known = version is None or version in {script.revision for script in scripts.walk_revisions()}
        raise PlatformError(_other_version(shown, older=known))
    courses = Course.__table__
    if course_id and connection.scalar(select(courses.c.id).where(courses.c.id == course_id)) is None:
        connection.execute(courses.insert().values(id=course_id))


def _version(connection: Connection, tables: list[str]) -> str | None:
    if "alembic_version" not in tables:
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _other_version(shown: str, *, older: bool) -> str:
    if older:
        return (
            f"The gradebook {shown} was made by an older nbgrader; make a copy of the file, "
            "run `nbgrader db upgrade`, then run again."
        )
    return f"The gradebook {shown} was made by a newer nbgrader; install that version of nbgrader here."
