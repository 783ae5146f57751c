"""Reading: what the gradebook says now about one submission, with what people entered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from autograder.gradebook import queries
from autograder.gradebook.database import Database
from autograder.results import CellGrade, Grades


def read_grades(db_url: str, course_id: str, student: str, assignment: str) -> Grades | None:
    """What the gradebook at ``db_url`` says now; ``None`` when it knows no such submission.

    Raises:
        UsageError: ``db_url`` is no database URL.
        PlatformError: the database cannot be used now.
    """
    with Database(db_url, course_id=course_id) as database, database.reading() as connection:
        return grades_of(connection, student, assignment)


def grades_of(connection: Connection, student: str, assignment: str) -> Grades | None:
    """The same, over an open connection."""
    keys = {"student": student, "assignment": assignment}
    penalties = connection.execute(queries.FIND_SUBMITTED_COPIES, keys).all()
    if not penalties:
        return None
    cells: dict[tuple[str, str], CellGrade] = {}
    comments = {
        (r.notebook, r.cell): r.comment or "" for r in connection.execute(queries.READ_COMMENTS, keys)
    }
    for row in connection.execute(queries.READ_GRADES, keys):
        cells[row.notebook, row.cell] = _grade(row, comments.pop((row.notebook, row.cell), ""))
    cells |= {place: CellGrade(comment=comment) for place, comment in comments.items() if comment}
    return Grades(cells, penalty=sum(row.penalty or 0.0 for row in penalties))


def _grade(row: Any, comment: str) -> CellGrade:
    return CellGrade(
        auto=row.auto_score,
        manual=row.manual_score,
        extra_credit=row.extra_credit or 0.0,
        needs_manual=bool(row.needs_manual_grade),
        comment=comment,
    )
