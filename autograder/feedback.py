"""What a student may see, and nothing else.

``student_view`` decides; everything after it only draws. A visible check is shown as it is. Of a
hidden one there remain its name, its points and a message that was written for the student (or one
of a fixed list): never its source, its expected values, how long it took or what the code did
meanwhile.
"""

from __future__ import annotations

import hashlib
import math
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.errors import UsageError
from autograder.pages.folders import replace_folder
from autograder.pages.layout import render_page
from autograder.pages.marks import HIDDEN_CATEGORIES, NOT_GRADED_REASONS, headline, points, status_mark
from autograder.pages.notebook import Question, question, render_cells
from autograder.pages.sanitise import plain, text_of
from autograder.results import CellKind, CellResult, CheckResult, Metric, NotebookRun, SubmissionResult

COMPANIONS = ("timestamp.txt", "submission_secret.txt")
"""Files of a submission that nbgrader's release_feedback looks for beside the pages."""

_COMPANION_LIMIT = 10_000
_HIDDEN_REGION = re.compile(
    r"^[^\n]*BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS[^\n]*(?:\n|\Z)|\Z)", re.DOTALL | re.MULTILINE
)
_UNSAFE_IN_FILE_NAME = re.compile(r"[^\w. ()+,=@-]")


class HiddenLevel(StrEnum):
    """How much students see of a hidden check: not even that it exists, its name, or its message too."""

    NOTHING = "nothing"
    NAME = "name"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class FeedbackPolicy:
    """What the instructor decides about hidden checks."""

    hidden: HiddenLevel = HiddenLevel.MESSAGE
    hidden_metrics: bool = True


DEFAULT_POLICY = FeedbackPolicy()


def student_view(result: SubmissionResult, policy: FeedbackPolicy = DEFAULT_POLICY) -> SubmissionResult:
    """The part of ``result`` that its student may see; the only place that decides this.

    Every text for instructors, every exact time, the key and the provenance are gone. A reason for
    an ungraded submission is replaced, since it tells about the course's machines.
    """
    reason = result.reason if result.outcome.is_graded else NOT_GRADED_REASONS[result.outcome]
    return replace(
        result,
        reason=reason,
        seconds=0.0,
        cells=tuple(_cell_view(cell, policy) for cell in result.cells),
        notebooks=tuple(_notebook_view(run, result.cells) for run in result.notebooks),
        key="",
        timings={},
        provenance={},
    )


def _cell_view(cell: CellResult, policy: FeedbackPolicy) -> CellResult:
    shown = (check for check in cell.checks if not (check.hidden and policy.hidden is HiddenLevel.NOTHING))
    return replace(cell, checks=tuple(_check_view(check, policy) for check in shown))


def _check_view(check: CheckResult, policy: FeedbackPolicy) -> CheckResult:
    if not check.hidden:
        return replace(check, detail="")
    message = check.message if check.outcome.is_graded else ""
    metrics = tuple(map(_rounded, check.metrics)) if policy.hidden_metrics else ()
    return replace(
        check,
        fraction=round(check.fraction, 2),
        message=(message or HIDDEN_CATEGORIES[check.outcome]) if policy.hidden is HiddenLevel.MESSAGE else "",
        detail="",
        seconds=0.0,
        metrics=metrics if policy.hidden is HiddenLevel.MESSAGE else (),
    )


def _rounded(metric: Metric) -> Metric:
    """Two significant digits: finer figures would let a student fit the hidden data, try by try."""
    value, low, high = (two_digits(figure) for figure in (metric.value, metric.low, metric.high))
    return replace(metric, value=value, low=low, high=high)


def two_digits(figure: float) -> float:
    """``figure`` rounded to two significant digits."""
    return float(f"{figure:.2g}") if math.isfinite(figure) else figure


def _notebook_view(run: NotebookRun, cells: Sequence[CellResult]) -> NotebookRun:
    """The notebook without hidden regions and without what check cells put out."""
    check_ids = {cell.grade_id for cell in cells if cell.notebook == run.name and cell.kind is CellKind.CHECK}
    content = run.content.get("cells")
    seen = [cell for cell in content if isinstance(cell, Mapping)] if isinstance(content, list) else []
    return NotebookRun(run.name, {"cells": [_without_hidden(cell, check_ids) for cell in seen]})


def _without_hidden(cell: Mapping[str, Any], check_ids: set[str]) -> dict[str, Any]:
    """A copy of ``cell``. Grading has removed hidden text already; this is the second wall."""
    marks = _nbgrader_marks(cell)
    is_check = marks.get("grade_id") in check_ids or (
        marks.get("grade") is True and not marks.get("solution")
    )
    source = text_of(cell.get("source"))
    copy = {**cell, "source": _HIDDEN_REGION.sub("", source) if "HIDDEN TESTS" in source else source}
    return {**copy, "outputs": []} if is_check and cell.get("cell_type") == "code" else copy


def _nbgrader_marks(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return marks if isinstance(marks, Mapping) else {}


def render_feedback(
    result: SubmissionResult,
    assignment_title: str,
    *,
    policy: FeedbackPolicy = DEFAULT_POLICY,
    comments: Mapping[tuple[str, str], str] | None = None,
    late_penalty: float = 0.0,
    figures: Path | None = None,
) -> dict[str, str]:
    """One self-contained page for each notebook: file name to HTML.

    ``comments`` holds staff's remarks by (notebook, grade_id). ``late_penalty`` is in points.
    ``figures`` is the assignment's own folder: pictures that its markdown shows by a relative path.
    """
    view = student_view(result, policy)
    contents = {run.name: run.content for run in view.notebooks}
    names = list(dict.fromkeys([*contents, *(cell.notebook for cell in view.cells)])) or [view.assignment]
    files = {name: page_name(name) for name in names}
    shared = _shared(view, assignment_title, late_penalty)
    pages: dict[str, str] = {}
    for name, file_name in files.items():
        cells = [cell for cell in view.cells if cell.notebook == name]
        questions = [question(cell, (comments or {}).get((name, cell.grade_id), "")) for cell in cells]
        body = _body(contents.get(name, {}), questions, figures)
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


def _body(content: Mapping[str, Any], questions: list[Question], figures: Path | None) -> dict[str, object]:
    """The questions and the notebook of one page, each question at its cell's place."""
    cells, left_out = render_cells(content, {item.grade_id: item for item in questions}, figures)
    hidden_shown = any(check.hidden for item in questions for check in item.checks)
    return {"questions": questions, "cells": cells, "cells_left_out": left_out, "hidden_shown": hidden_shown}


def page_name(notebook: str) -> str:
    """The file name of a notebook's page: ``<notebook>.html``, for hostile names made harmless and unique."""
    safe = _UNSAFE_IN_FILE_NAME.sub("_", notebook).lstrip(".")[:100] or "notebook"
    if safe != notebook:
        safe += "-" + hashlib.sha256(notebook.encode("utf-8", "replace")).hexdigest()[:8]
    return safe + ".html"


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
