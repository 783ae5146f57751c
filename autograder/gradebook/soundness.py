"""What a result must be like before any of it reaches the gradebook."""

from __future__ import annotations

import math
from datetime import datetime

from autograder.errors import PlatformError, UsageError
from autograder.results import CellResult, SubmissionResult
from autograder.timestamps import parsed_time


def check_result(result: SubmissionResult) -> None:
    """Let only points through that a gradebook can hold.

    Raises:
        ValueError: nobody could grade ``result``.
        PlatformError: a cell's points are missing, not finite, negative or above its maximum.
    """
    if not result.outcome.is_graded:
        raise ValueError(f"a submission that ended as {result.outcome.value} has no points to record")
    for cell in result.cells:
        if not _is_sound(cell):
            raise PlatformError(
                f"Cell {cell.grade_id} of {result.assignment} was given {cell.earned} of {cell.points} "
                f"points for {result.student}, which cannot be; nothing was recorded. Please report this bug."
            )


def _is_sound(cell: CellResult) -> bool:
    if not cell.outcome.is_graded:
        return False
    if cell.earned is None:
        return cell.needs_manual
    # Weights that share out a cell's points may add up to a hair more than one.
    return math.isfinite(cell.points) and 0 <= cell.earned <= cell.points * (1 + 1e-9)


def time_of_submission(result: SubmissionResult) -> datetime | None:
    """The time of submission in UTC without a zone; ``None`` when it is not known."""
    try:
        return parsed_time(result.submitted_at)
    except ValueError as error:
        raise UsageError(
            f"{result.submitted_at!r} is no time of submission; mend timestamp.txt in the folder that "
            f"{result.student} handed in for {result.assignment}, such as 2026-03-01 12:00:00 UTC."
        ) from error
