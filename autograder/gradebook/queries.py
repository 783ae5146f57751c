"""The statements that read and write nbgrader's tables.

Tables are used directly: nbgrader's methods commit one row at a time, and its ORM classes compute
scores for each row they load. Built once, so that SQLAlchemy compiles each only once.
"""

from __future__ import annotations

from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import and_, bindparam, func, select

ASSIGNMENTS, NOTEBOOKS, CELLS = Assignment.__table__, Notebook.__table__, BaseCell.__table__
GRADE_CELLS, TASK_CELLS, SOURCES = GradeCell.__table__, TaskCell.__table__, SourceCell.__table__
STUDENTS, SUBMISSIONS, COPIES = Student.__table__, SubmittedAssignment.__table__, SubmittedNotebook.__table__
GRADES, COMMENTS = Grade.__table__, Comment.__table__

FIND_NOTEBOOKS = (
    select(ASSIGNMENTS.c.id.label("assignment_id"), ASSIGNMENTS.c.duedate, NOTEBOOKS.c.id, NOTEBOOKS.c.name)
    .join_from(ASSIGNMENTS, NOTEBOOKS)
    .where(ASSIGNMENTS.c.name == bindparam("assignment"))
)
FIND_CELLS = (
    select(
        CELLS.c.id,
        CELLS.c.name,
        CELLS.c.type,
        CELLS.c.notebook_id,
        func.coalesce(GRADE_CELLS.c.max_score, TASK_CELLS.c.max_score).label("max_score"),
        SOURCES.c.cell_type,
        SOURCES.c.checksum,
    )
    .join_from(CELLS, NOTEBOOKS, CELLS.c.notebook_id == NOTEBOOKS.c.id)
    .outerjoin(GRADE_CELLS, GRADE_CELLS.c.id == CELLS.c.id)
    .outerjoin(TASK_CELLS, TASK_CELLS.c.id == CELLS.c.id)
    .outerjoin(SOURCES, and_(SOURCES.c.notebook_id == CELLS.c.notebook_id, SOURCES.c.name == CELLS.c.name))
    .where(NOTEBOOKS.c.assignment_id == bindparam("assignment_id"))
)
FIND_STUDENT = select(STUDENTS.c.id).where(STUDENTS.c.id == bindparam("student"))
FIND_SUBMISSION = select(SUBMISSIONS.c.id, SUBMISSIONS.c.extension).where(
    SUBMISSIONS.c.assignment_id == bindparam("assignment_id"),
    SUBMISSIONS.c.student_id == bindparam("student"),
)
FIND_COPIES = select(COPIES.c.id, COPIES.c.notebook_id).where(
    COPIES.c.assignment_id == bindparam("submission")
)
FIND_GRADES = (
    select(GRADES.c.id, GRADES.c.cell_id, GRADES.c.manual_score)
    .join_from(GRADES, COPIES)
    .where(COPIES.c.assignment_id == bindparam("submission"))
)
FIND_COMMENTS = (
    select(COMMENTS.c.cell_id, COMMENTS.c.id)
    .join_from(COMMENTS, COPIES)
    .where(COPIES.c.assignment_id == bindparam("submission"))
)
# nbgrader declares these scores as None and makes them SQL expressions later.
_submission: Any = SubmittedAssignment
_copy: Any = SubmittedNotebook
FIND_SCORE = select(_submission.score).where(_submission.id == bindparam("submission"))
FIND_SCORES = select(_copy.id, _copy.score).where(_copy.assignment_id == bindparam("submission"))
SET_TIMESTAMP = (
    SUBMISSIONS.update().where(SUBMISSIONS.c.id == bindparam("row")).values(timestamp=bindparam("at"))
)
SET_GRADE = (
    GRADES.update()
    .where(GRADES.c.id == bindparam("row"))
    .values(auto_score=bindparam("auto"), needs_manual_grade=bindparam("needs"))
)
SET_COMMENT = (
    COMMENTS.update().where(COMMENTS.c.id == bindparam("row")).values(auto_comment=bindparam("comment"))
)
SET_PENALTY = (
    COPIES.update()
    .where(COPIES.c.id == bindparam("row"))
    .values(late_submission_penalty=bindparam("penalty"))
)
FIND_TIMESTAMP = (
    select(SUBMISSIONS.c.timestamp)
    .join_from(SUBMISSIONS, ASSIGNMENTS)
    .where(ASSIGNMENTS.c.name == bindparam("assignment"), SUBMISSIONS.c.student_id == bindparam("student"))
)

_OF_A_SUBMISSION = (
    ASSIGNMENTS.c.name == bindparam("assignment"),
    SUBMISSIONS.c.student_id == bindparam("student"),
)
_PATH = (
    COPIES.join(SUBMISSIONS, COPIES.c.assignment_id == SUBMISSIONS.c.id)
    .join(ASSIGNMENTS, SUBMISSIONS.c.assignment_id == ASSIGNMENTS.c.id)
    .join(NOTEBOOKS, COPIES.c.notebook_id == NOTEBOOKS.c.id)
)
FIND_SUBMITTED_COPIES = (
    select(COPIES.c.id, COPIES.c.late_submission_penalty.label("penalty"))
    .select_from(_PATH)
    .where(*_OF_A_SUBMISSION)
)
READ_GRADES = (
    select(
        NOTEBOOKS.c.name.label("notebook"),
        CELLS.c.name.label("cell"),
        GRADES.c.auto_score,
        GRADES.c.manual_score,
        GRADES.c.extra_credit,
        GRADES.c.needs_manual_grade,
    )
    .select_from(
        _PATH.join(GRADES, GRADES.c.notebook_id == COPIES.c.id).join(CELLS, GRADES.c.cell_id == CELLS.c.id)
    )
    .where(*_OF_A_SUBMISSION)
)
READ_COMMENTS = (
    select(
        NOTEBOOKS.c.name.label("notebook"),
        CELLS.c.name.label("cell"),
        func.coalesce(COMMENTS.c.manual_comment, COMMENTS.c.auto_comment).label("comment"),
    )
    .select_from(
        _PATH.join(COMMENTS, COMMENTS.c.notebook_id == COPIES.c.id).join(
            CELLS, COMMENTS.c.cell_id == CELLS.c.id
        )
    )
    .where(*_OF_A_SUBMISSION)
)
RESET_GRADES = (
    GRADES.update()
    .where(GRADES.c.notebook_id.in_(select(COPIES.c.id).select_from(_PATH).where(*_OF_A_SUBMISSION)))
    .values(auto_score=None, needs_manual_grade=True)
)
