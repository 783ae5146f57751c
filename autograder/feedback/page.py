"""The pages of one submission: drawn from its student's view, and from nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.assignment import Assignment, Role
from autograder.attempts import Attempt
from autograder.feedback.held import Test, finals_of
from autograder.feedback.policy import DEFAULT_POLICY, FeedbackPolicy, policy_for
from autograder.feedback.view import student_view
from autograder.pages.layout import render_page
from autograder.pages.marks import headline, points, status_mark
from autograder.pages.notebook import CellTexts, question, render_cells
from autograder.pages.redact import HIDDEN_TESTS, Regions
from autograder.pages.sanitise import plain
from autograder.results import CellGrade, CellResult, Grades, SubmissionResult
from autograder.settings import Settings

_SIGN_OF_OURS = '<meta http-equiv="Content-Security-Policy" content="default-src'
_UNSAFE_IN_FILE_NAME = re.compile(r"[^\w. ()+,=@&'!;~#\[\]{}-]")


def feedback_for(
    result: SubmissionResult,
    assignment: Assignment,
    settings: Settings,
    grades: Grades | None = None,
    *,
    now: datetime | None = None,
    attempt: Attempt | None = None,
) -> dict[str, str]:
    """The pages about ``result`` as they should be ``now``: file name to HTML.

    ``grades`` is what the gradebook says by now; without it the pages show what grading found. ``attempt`` is
    needed where the course bounds attempts: without it the pages tell nothing of hidden checks there.

    Raises:
        UsageError: a setting about feedback is wrong.
    """
    policy = policy_for(settings, now or datetime.now(UTC), attempt)
    return render_feedback(
        result,
        assignment.name.replace("_", " "),
        policy=policy,
        grades=grades,
        sources=open_sources(assignment, policy),
        regions=(*HIDDEN_TESTS, assignment.delimiters),
        figures=assignment.folder,
        finals=finals_of(assignment, policy.final_share) if policy.final_share else (),
    )


def open_sources(assignment: Assignment, policy: FeedbackPolicy) -> dict[tuple[str, str], str]:
    """What students may read of the cells that are the author's own, by (notebook, grade_id)."""
    return {
        (notebook.name, cell.grade_id): (
            cell.source if policy.reveals and cell.role is Role.CHECK else cell.released
        )
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.grade_id and cell.role in (Role.CHECK, Role.TASK, Role.INSTRUCTOR)
    }


def render_feedback(
    result: SubmissionResult,
    assignment_title: str,
    *,
    policy: FeedbackPolicy = DEFAULT_POLICY,
    grades: Grades | None = None,
    sources: Mapping[tuple[str, str], str] | None = None,
    regions: Regions = HIDDEN_TESTS,
    figures: Path | None = None,
    finals: Collection[Test] = (),
) -> dict[str, str]:
    """One self-contained page for each notebook: file name to HTML.

    ``grades`` is what the gradebook says by now, with what people entered. ``sources``, ``regions`` and
    ``finals`` are as for ``student_view``. ``figures`` is the assignment's own folder: pictures that its
    markdown shows by a relative path.
    """
    view = student_view(result, policy, grades=grades, sources=sources, regions=regions, finals=finals)
    grades = grades or Grades()
    contents = {run.name: run.content for run in view.notebooks}
    names = list(dict.fromkeys([*(cell.notebook for cell in view.cells), *contents])) or [view.assignment]
    files = {name: page_name(name) for name in names}
    shared = {**_shared(view, assignment_title, policy), **_late(view, grades.penalty)}
    pages: dict[str, str] = {}
    for name, file_name in files.items():
        cells = [cell for cell in view.cells if cell.notebook == name]
        theirs = {grade_id: grade for (place, grade_id), grade in grades.cells.items() if place == name}
        body = _body(contents.get(name, {}), cells, theirs, figures)
        subtotal = headline(cells, by=_decider(policy)) if len(files) > 1 else ""
        own = {**_place(name, files), "subtotal": subtotal}
        pages[file_name] = render_page("feedback.html", {**shared, **own, **body})
    return pages


def _place(name: str, files: Mapping[str, str]) -> dict[str, object]:
    """Which notebook the page is about, and the way to the others of the same assignment."""
    siblings = [
        {"name": plain(other), "href": quote(files[other]), "current": other == name} for other in files
    ]
    return {"notebook": plain(name), "siblings": siblings if len(files) > 1 else []}


def _shared(view: SubmissionResult, title: str, policy: FeedbackPolicy) -> dict[str, object]:
    """What every page of one submission shows."""
    has_hidden = any(check.hidden for cell in view.cells for check in cell.checks)
    return {
        "title": plain(title),
        "headline": headline(view.cells, view.score, view.max_score, by=_decider(policy)),
        "status": status_mark(view),
        "reason": plain(view.reason),
        "student": plain(view.student),
        "submitted_at": plain(view.submitted_at or ""),
        "notes": [plain(note) for note in view.notes],
        "attempts": policy.about_attempts() if has_hidden else "",
        "hidden_revealed": policy.reveals,
        "hidden_silent": policy.is_used_up,
    }


def _late(view: SubmissionResult, penalty: float) -> dict[str, object]:
    """The late penalty: its points, or only that there is one while it may tell of points left open."""
    is_open = any(cell.held for cell in view.cells)
    return {
        "penalty": points(penalty) if penalty and not is_open else "",
        "penalty_later": bool(penalty) and is_open,
    }


def _decider(policy: FeedbackPolicy) -> str:
    """What decides about the points that are left open."""
    return "hidden checks" if policy.is_used_up else "final checks"


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
