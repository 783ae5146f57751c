"""What a student may see, and nothing else.

``student_view`` decides; everything after it only draws. A visible check is shown as it is. Of a
hidden one there remain its name, its points and a message that was written for the student (or one
of a fixed list): never its source, its expected values, how long it took or what the code did
meanwhile. From the day on which the course reveals them, all of that is shown but the time.
"""

from __future__ import annotations

import hashlib
import math
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.assignment import Assignment, Role
from autograder.errors import UsageError
from autograder.pages.folders import replace_folder
from autograder.pages.layout import render_page
from autograder.pages.marks import HIDDEN_CATEGORIES, NOT_GRADED_REASONS, headline, points, status_mark
from autograder.pages.notebook import CellTexts, question, render_cells
from autograder.pages.redact import HIDDEN_TESTS, Regions, cut_regions, grade_id_of, nbgrader_marks
from autograder.pages.sanitise import plain, text_of
from autograder.results import (
    CellGrade,
    CellKind,
    CellResult,
    CheckResult,
    Grades,
    Metric,
    NotebookRun,
    SubmissionResult,
)
from autograder.settings import Settings

COMPANIONS = ("timestamp.txt", "submission_secret.txt")
"""Files of a submission that nbgrader's release_feedback looks for beside the pages."""

_COMPANION_LIMIT = 10_000
_SIGN_OF_OURS = '<meta http-equiv="Content-Security-Policy" content="default-src'
_UNSAFE_IN_FILE_NAME = re.compile(r"[^\w. ()+,=@&'!;~#\[\]{}-]")


class HiddenLevel(StrEnum):
    """How much students see of a hidden check.

    Not even that it exists, its name, its message too, or all that an instructor sees.
    """

    NOTHING = "nothing"
    NAME = "name"
    MESSAGE = "message"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class FeedbackPolicy:
    """What the instructor decides about hidden checks."""

    hidden: HiddenLevel = HiddenLevel.MESSAGE
    hidden_metrics: bool = True


DEFAULT_POLICY = FeedbackPolicy()


def policy_for(settings: Settings, now: datetime) -> FeedbackPolicy:
    """What students may see at the moment ``now`` (with a time zone); the only place that looks at the date.

    Raises:
        UsageError: a setting about feedback is wrong.
    """
    if settings.hidden_feedback not in set(HiddenLevel):
        raise UsageError(
            f"hidden_feedback is {settings.hidden_feedback!r}; it can be {', '.join(HiddenLevel)}"
        )
    revealed = settings.revealed_from is not None and now >= settings.revealed_from
    return FeedbackPolicy(HiddenLevel.ALL if revealed else HiddenLevel(settings.hidden_feedback))


def feedback_for(
    result: SubmissionResult,
    assignment: Assignment,
    settings: Settings,
    grades: Grades | None = None,
    *,
    now: datetime | None = None,
) -> dict[str, str]:
    """The pages about ``result`` as they should be ``now``: file name to HTML.

    ``grades`` is what the gradebook says by now; without it the pages show what grading found.

    Raises:
        UsageError: a setting about feedback is wrong.
    """
    policy = policy_for(settings, now or datetime.now(UTC))
    return render_feedback(
        result,
        assignment.name.replace("_", " "),
        policy=policy,
        grades=grades,
        sources=open_sources(assignment, policy),
        regions=(*HIDDEN_TESTS, assignment.delimiters),
        figures=assignment.folder,
    )


def open_sources(assignment: Assignment, policy: FeedbackPolicy) -> dict[tuple[str, str], str]:
    """What students may read of the cells that are the author's own, by (notebook, grade_id)."""
    revealed = policy.hidden is HiddenLevel.ALL
    return {
        (notebook.name, cell.grade_id): cell.source if revealed and cell.role is Role.CHECK else cell.released
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.grade_id and cell.role in (Role.CHECK, Role.TASK, Role.INSTRUCTOR)
    }


def with_grades(result: SubmissionResult, grades: Grades) -> SubmissionResult:
    """``result`` with the points that count by now: people may have changed them in the gradebook."""
    cells = tuple(_graded(cell, grades.cells.get((cell.notebook, cell.grade_id))) for cell in result.cells)
    score = max(0.0, sum(cell.earned or 0.0 for cell in cells) - grades.penalty)
    return replace(result, cells=cells, score=round(score, 6) if result.outcome.is_graded else None)


def _graded(cell: CellResult, grade: CellGrade | None) -> CellResult:
    return cell if grade is None else replace(cell, earned=grade.points, needs_manual=grade.needs_manual)


def student_view(
    result: SubmissionResult,
    policy: FeedbackPolicy = DEFAULT_POLICY,
    *,
    sources: Mapping[tuple[str, str], str] | None = None,
    regions: Regions = HIDDEN_TESTS,
) -> SubmissionResult:
    """The part of ``result`` that its student may see; the only place that decides this.

    Every text for instructors, every exact time, the key and the provenance are gone. A reason for
    an ungraded submission is replaced, since it tells about the course's machines. ``sources`` are the
    author's cells as students may read them (see ``open_sources``), ``regions`` what is cut from all others.
    """
    reason = result.reason if result.outcome.is_graded else NOT_GRADED_REASONS[result.outcome]
    of_checks = {check.note for cell in result.cells for check in cell.checks}
    return replace(
        result,
        reason=reason,
        notes=tuple(note for note in result.notes if note not in of_checks),
        seconds=0.0,
        cells=tuple(_cell_view(cell, policy) for cell in result.cells),
        notebooks=tuple(
            _notebook_view(run, result.cells, sources or {}, regions) for run in result.notebooks
        ),
        key="",
        timings={},
        provenance={},
    )


def _cell_view(cell: CellResult, policy: FeedbackPolicy) -> CellResult:
    shown = (check for check in cell.checks if not (check.hidden and policy.hidden is HiddenLevel.NOTHING))
    return replace(cell, checks=tuple(_check_view(check, policy) for check in shown))


def _check_view(check: CheckResult, policy: FeedbackPolicy) -> CheckResult:
    check = replace(check, note="")
    if not check.hidden:
        return replace(check, detail="")
    if policy.hidden is HiddenLevel.ALL and check.outcome.is_graded:
        return replace(check, seconds=0.0)
    speaks = policy.hidden in (HiddenLevel.MESSAGE, HiddenLevel.ALL)
    message = check.message if check.outcome.is_graded else ""
    metrics = tuple(map(_rounded, check.metrics)) if policy.hidden_metrics else ()
    return replace(
        check,
        fraction=round(check.fraction, 2),
        message=(message or HIDDEN_CATEGORIES[check.outcome]) if speaks else "",
        detail="",
        seconds=0.0,
        metrics=metrics if speaks else (),
    )


def _rounded(metric: Metric) -> Metric:
    """Two significant digits: finer figures would let a student fit the hidden data, try by try."""
    value, low, high = (two_digits(figure) for figure in (metric.value, metric.low, metric.high))
    return replace(metric, value=value, low=low, high=high)


def two_digits(figure: float) -> float:
    """``figure`` rounded to two significant digits."""
    return float(f"{figure:.2g}") if math.isfinite(figure) else figure


def _notebook_view(
    run: NotebookRun, cells: Sequence[CellResult], sources: Mapping[tuple[str, str], str], regions: Regions
) -> NotebookRun:
    """The notebook without hidden regions and without what check cells put out."""
    check_ids = {cell.grade_id for cell in cells if cell.notebook == run.name and cell.kind is CellKind.CHECK}
    content = run.content.get("cells")
    seen = [cell for cell in content if isinstance(cell, Mapping)] if isinstance(content, list) else []
    own = {grade_id: source for (notebook, grade_id), source in sources.items() if notebook == run.name}
    return NotebookRun(run.name, {"cells": [_without_hidden(cell, check_ids, own, regions) for cell in seen]})


def _without_hidden(
    cell: Mapping[str, Any], check_ids: set[str], own: Mapping[str, str], regions: Regions
) -> dict[str, Any]:
    """A copy of ``cell``. Grading has removed hidden text already; this is the second wall."""
    marks, grade_id = nbgrader_marks(cell), grade_id_of(cell)
    is_check = grade_id in check_ids or (marks.get("grade") is True and not marks.get("solution"))
    source = own[grade_id] if grade_id in own else cut_regions(text_of(cell.get("source")), regions)
    copy = {**cell, "source": source}
    return {**copy, "outputs": []} if is_check and cell.get("cell_type") == "code" else copy


def render_feedback(
    result: SubmissionResult,
    assignment_title: str,
    *,
    policy: FeedbackPolicy = DEFAULT_POLICY,
    grades: Grades | None = None,
    sources: Mapping[tuple[str, str], str] | None = None,
    regions: Regions = HIDDEN_TESTS,
    figures: Path | None = None,
) -> dict[str, str]:
    """One self-contained page for each notebook: file name to HTML.

    ``grades`` is what the gradebook says by now, with what people entered. ``sources`` and ``regions`` are as
    for ``student_view``. ``figures`` is the assignment's own folder: pictures that its markdown shows by a
    relative path.
    """
    current = result if grades is None else with_grades(result, grades)
    grades = grades or Grades()
    view = student_view(current, policy, sources=sources, regions=regions)
    contents = {run.name: run.content for run in view.notebooks}
    names = list(dict.fromkeys([*(cell.notebook for cell in view.cells), *contents])) or [view.assignment]
    files = {name: page_name(name) for name in names}
    shared = _shared(view, assignment_title, grades.penalty)
    shared["hidden_revealed"] = policy.hidden is HiddenLevel.ALL
    pages: dict[str, str] = {}
    for name, file_name in files.items():
        cells = [cell for cell in view.cells if cell.notebook == name]
        theirs = {grade_id: grade for (place, grade_id), grade in grades.cells.items() if place == name}
        body = _body(contents.get(name, {}), cells, theirs, figures)
        own = {**_place(name, files), "subtotal": headline(cells) if len(files) > 1 else ""}
        pages[file_name] = render_page("feedback.html", {**shared, **own, **body})
    return pages


def _place(name: str, files: Mapping[str, str]) -> dict[str, object]:
    """Which notebook the page is about, and the way to the others of the same assignment."""
    siblings = [
        {"name": plain(other), "href": quote(files[other]), "current": other == name} for other in files
    ]
    return {"notebook": plain(name), "siblings": siblings if len(files) > 1 else []}


def _shared(view: SubmissionResult, title: str, late_penalty: float) -> dict[str, object]:
    """What every page of one submission shows."""
    return {
        "title": plain(title),
        "headline": headline(view.cells, view.score, view.max_score),
        "status": status_mark(view),
        "reason": plain(view.reason),
        "student": plain(view.student),
        "submitted_at": plain(view.submitted_at or ""),
        "penalty": points(late_penalty) if late_penalty else "",
        "notes": [plain(note) for note in view.notes],
    }


def _body(
    content: Mapping[str, Any],
    cells: Sequence[CellResult],
    grades: Mapping[str, CellGrade],
    figures: Path | None,
) -> dict[str, object]:
    """The questions and the notebook of one page, each question and comment at its cell's place."""
    questions = [question(cell, grades.get(cell.grade_id)) for cell in cells]
    asked = {item.grade_id: item for item in questions}
    comments = {key: plain(grade.comment) for key, grade in grades.items() if key not in asked}
    texts = CellTexts(asked, {key: comment for key, comment in comments.items() if comment})
    shown, left_out = render_cells(content, texts, figures)
    return {
        "questions": questions,
        "comments": texts.comments_left,
        "cells": shown,
        "cells_left_out": left_out,
        "hidden_shown": any(check.hidden for item in questions for check in item.checks),
    }


def page_name(notebook: str) -> str:
    """The file name of a notebook's page: ``<notebook>.html``, for hostile names made harmless and unique."""
    safe = _UNSAFE_IN_FILE_NAME.sub("_", notebook).lstrip(".")[:100] or "notebook"
    if safe != notebook:
        safe += "-" + hashlib.sha256(notebook.encode("utf-8", "replace")).hexdigest()[:8]
    return safe + ".html"


def is_our_page(html: str) -> bool:
    """Whether ``html`` is a page that ``render_feedback`` made."""
    return _SIGN_OF_OURS in html[:500]


def write_feedback(
    feedback: Path, result: SubmissionResult, pages: Mapping[str, str], *, submission: Path | None = None
) -> Path:
    """Puts ``pages`` into ``feedback/<student>/<assignment>/`` in place of what is there, at one stroke.

    ``submission`` is the collected folder, whose timestamp and secret nbgrader's release_feedback
    needs beside the pages. Raises UsageError when student or assignment is no plain folder name.
    """
    for name in (result.student, result.assignment):
        if not name or name.startswith(".") or set(name) & set("/\\\0") or name != plain(name):
            raise UsageError(
                f"Feedback needs plain folder names, and {name!r} is none; rename it and run again."
            )
    target = feedback / result.student / result.assignment
    replace_folder(target, {**pages, **_companions(submission)})
    return target


def _companions(submission: Path | None) -> dict[str, str]:
    """The small files that go along; links and special files of a submission are never followed."""
    paths = [submission / name for name in COMPANIONS] if submission is not None else []
    return {
        path.name: path.read_text(encoding="utf-8", errors="replace")
        for path in paths
        if _is_small_file(path)
    }


def _is_small_file(path: Path) -> bool:
    try:
        facts = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(facts.st_mode) and facts.st_size <= _COMPANION_LIMIT
