"""The rows of one submission, as ``nbgrader autograde`` would leave them.

Better than nbgrader in one thing: the automatic part of every row is written anew, so a resubmission
never keeps a score or a comment of the one before. What a person entered is never touched.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import nbformat
from nbgrader.api import new_uuid
from nbgrader.utils import compute_checksum
from sqlalchemy import Connection

from autograder.errors import PlatformError, UsageError
from autograder.gradebook import queries
from autograder.results import CellResult, NotebookRun, SubmissionResult

LatePenalty = Callable[[str, float, float], float | None]
"""(student, score of the notebook, seconds late) -> points to subtract, or ``None`` for no penalty."""

NO_RESPONSE = "No response."


@dataclass(slots=True)
class _Submission:
    """What the gradebook holds around one submission, keyed by the ids of nbgrader's rows."""

    id: str
    notebooks: Mapping[str, str]  # name -> id of the assignment's notebook
    cells: list[Any]  # rows of queries.FIND_CELLS
    seconds_late: float
    copies: dict[str, str] = field(default_factory=dict)  # id of the notebook -> id of the student's copy


def write_submission(
    connection: Connection, result: SubmissionResult, submitted_at: datetime | None, late_penalty: LatePenalty
) -> float:
    """Write ``result`` and return the score that nbgrader now gives for it; the caller commits.

    ``submitted_at`` is in UTC without a zone, as nbgrader keeps it.

    Raises:
        UsageError: the assignment is not in the gradebook.
        PlatformError: ``result`` does not fit the assignment as the gradebook knows it.
    """
    submission = _open_submission(connection, result, submitted_at)
    _write_grades(connection, submission, result)
    _write_comments(connection, submission, result)
    _write_penalties(connection, submission, result, late_penalty)
    return float(connection.execute(queries.FIND_SCORE, {"submission": submission.id}).scalar_one())


def _open_submission(
    connection: Connection, result: SubmissionResult, submitted_at: datetime | None
) -> _Submission:
    found = connection.execute(queries.FIND_NOTEBOOKS, {"assignment": result.assignment}).all()
    if not found:
        raise UsageError(
            f"The gradebook does not know the assignment {result.assignment}; run "
            f"`nbgrader generate_assignment {result.assignment}`, then run again."
        )
    keys = {"assignment_id": found[0].assignment_id, "student": result.student}
    cells = list(connection.execute(queries.FIND_CELLS, keys))
    row = connection.execute(queries.FIND_SUBMISSION, keys).first()
    submission = _Submission(
        id=row.id if row else new_uuid(),
        notebooks={notebook.name: notebook.id for notebook in found},
        cells=cells,
        seconds_late=_seconds_late(submitted_at, found[0].duedate, row.extension if row else None),
    )
    if row:
        connection.execute(queries.SET_TIMESTAMP, {"row": row.id, "at": submitted_at})
    else:
        _add_submission(connection, submission.id, keys, submitted_at)
    _open_copies(connection, submission)
    return submission


def _add_submission(
    connection: Connection, row_id: str, keys: Mapping[str, str], submitted_at: datetime | None
) -> None:
    if connection.execute(queries.FIND_STUDENT, keys).first() is None:
        connection.execute(queries.STUDENTS.insert(), {"id": keys["student"]})
    values = {"id": row_id, "assignment_id": keys["assignment_id"], "student_id": keys["student"]}
    connection.execute(queries.SUBMISSIONS.insert(), values | {"timestamp": submitted_at})


def _open_copies(connection: Connection, submission: _Submission) -> None:
    for row in connection.execute(queries.FIND_COPIES, {"submission": submission.id}):
        submission.copies[row.notebook_id] = row.id
    for notebook in submission.notebooks.values():
        if notebook not in submission.copies:
            submission.copies[notebook] = new_uuid()
            values = {"id": submission.copies[notebook], "notebook_id": notebook}
            connection.execute(queries.COPIES.insert(), values | {"assignment_id": submission.id})


def _seconds_late(submitted_at: datetime | None, due: datetime | None, extension: Any) -> float:
    if submitted_at is None or due is None:
        return 0.0
    return max(0.0, (submitted_at - (due + extension if extension else due)).total_seconds())


def _write_grades(connection: Connection, submission: _Submission, result: SubmissionResult) -> None:
    earned = _checked_cells(submission, result)
    handed_in = {submission.notebooks[run.name] for run in result.notebooks}
    old = {row.cell_id: row for row in connection.execute(queries.FIND_GRADES, {"submission": submission.id})}
    new, changed = [], []
    for cell in (cell for cell in submission.cells if cell.max_score is not None):
        auto, needs = _automatic(earned.get((cell.notebook_id, cell.name)), cell.notebook_id in handed_in)
        if row := old.get(cell.id):
            # A grader's own score stands, and is shown to the grader again, as nbgrader does.
            again = row.manual_score is not None and cell.notebook_id in handed_in
            changed.append({"row": row.id, "auto": auto, "needs": needs or again})
        else:
            new.append(
                {
                    "id": new_uuid(),
                    "notebook_id": submission.copies[cell.notebook_id],
                    "cell_id": cell.id,
                    "auto_score": auto,
                    "needs_manual_grade": needs,
                }
            )
    _execute_many(connection, queries.GRADES.insert(), new)
    _execute_many(connection, queries.SET_GRADE, changed)


def _automatic(cell: CellResult | None, handed_in: bool) -> tuple[float | None, bool]:
    """The automatic score of a grade row, and whether a person must grade it."""
    if not handed_in:
        return (cell.earned if cell and cell.earned is not None else 0.0), False
    if cell is None:
        return None, True
    if cell.earned is None:
        return None, True
    # Weights that share out a cell's points may add up to a hair more than all of them.
    return min(cell.earned, cell.points), cell.needs_manual


def _checked_cells(submission: _Submission, result: SubmissionResult) -> dict[tuple[str, str], CellResult]:
    """The cells of ``result`` by notebook id and name, proven to fit the gradebook's.

    Raises:
        PlatformError: a cell or notebook is unknown, or is worth other points than the gradebook says.
    """
    worth = {(c.notebook_id, c.name): c.max_score for c in submission.cells if c.max_score is not None}
    cells = {(submission.notebooks.get(cell.notebook, ""), cell.grade_id): cell for cell in result.cells}
    strangers = [c.grade_id for key, c in cells.items() if not math.isclose(worth.get(key, -1.0), c.points)]
    strangers += [run.name for run in result.notebooks if run.name not in submission.notebooks]
    if strangers:
        raise PlatformError(
            f"Assignment {result.assignment} was changed after it was graded for {result.student} "
            f"({', '.join(sorted(strangers))}); run `nbgrader generate_assignment {result.assignment}`, then "
            "grade again."
        )
    return cells


def _write_comments(connection: Connection, submission: _Submission, result: SubmissionResult) -> None:
    runs = {submission.notebooks[run.name]: run for run in result.notebooks}
    points = {(c.notebook_id, c.name): c.max_score for c in submission.cells if c.type == "GradeCell"}
    answers = {notebook: _sources(run) for notebook, run in runs.items()}
    found = connection.execute(queries.FIND_COMMENTS, {"submission": submission.id})
    old = {row.cell_id: row.id for row in found}
    new, changed = [], []
    for cell in (cell for cell in submission.cells if cell.type != "GradeCell"):
        source = answers.get(cell.notebook_id, {}).get(cell.name)
        untouched = cell.type == "SolutionCell" and _is_unchanged(
            cell, source, points.get((cell.notebook_id, cell.name))
        )
        comment = NO_RESPONSE if untouched else None
        if cell.id in old:
            changed.append({"row": old[cell.id], "comment": comment})
        else:
            keys = {"notebook_id": submission.copies[cell.notebook_id], "cell_id": cell.id}
            new.append({"id": new_uuid(), "auto_comment": comment} | keys)
    _execute_many(connection, queries.COMMENTS.insert(), new)
    _execute_many(connection, queries.SET_COMMENT, changed)


def _sources(run: NotebookRun) -> dict[str, str]:
    """The text of each nbgrader cell of ``run``; of equal ids the last counts, as for nbgrader."""
    sources = {}
    for cell in run.content.get("cells", ()):
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name is not None:
            source = cell.get("source", "")
            text = source if isinstance(source, str) else "".join(source)
            # Half a surrogate pair has no checksum, and is written as "?" to the notebook as well.
            sources[name] = text.encode("utf-8", "replace").decode()
    return sources


def _is_unchanged(cell: Any, source: str | None, points: float | None) -> bool:
    """Whether the text is still that of the released cell; only its text is believed, not its metadata."""
    if source is None or cell.checksum is None:
        return False
    marks = {"grade_id": cell.name, "grade": points is not None, "solution": True, "points": points}
    node = {"cell_type": cell.cell_type, "source": source, "metadata": {"nbgrader": marks}}
    to_node: Any = nbformat.from_dict  # nbformat leaves it untyped
    return bool(compute_checksum(to_node(node)) == cell.checksum)


def _write_penalties(
    connection: Connection, submission: _Submission, result: SubmissionResult, late_penalty: LatePenalty
) -> None:
    handed_in = {submission.copies[submission.notebooks[run.name]] for run in result.notebooks}
    penalties: dict[str, float | None] = dict.fromkeys(submission.copies.values())
    if submission.seconds_late > 0:
        for copy, score in connection.execute(queries.FIND_SCORES, {"submission": submission.id}):
            if copy in handed_in:
                penalties[copy] = late_penalty(result.student, score, submission.seconds_late)
    rows = [{"row": copy, "penalty": penalty} for copy, penalty in penalties.items()]
    _execute_many(connection, queries.SET_PENALTY, rows)


def _execute_many(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)
