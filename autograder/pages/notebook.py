"""A notebook's cells as HTML, and the questions that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder.pages.allowance import Allowance
from autograder.pages.highlight import highlighted
from autograder.pages.images import Pictures
from autograder.pages.marks import Mark, cell_mark, check_mark, metric_text, points
from autograder.pages.outputs import render_outputs
from autograder.pages.prose import prose
from autograder.pages.sanitise import TEXT_LIMIT, plain, text_of
from autograder.results import CellResult, CheckResult

CELL_LIMIT = 1_000
"""Cells of one notebook that are shown."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as a row of its question's table."""

    name: str
    hidden: bool
    mark: Mark
    points: str
    message: str
    metrics: list[str]


@dataclass(slots=True)
class Question:
    """A cell that carries points; ``anchored`` once its cell was found in the notebook."""

    grade_id: str
    name: str
    anchor: str
    mark: Mark
    points: str
    summary: str
    comment: str
    checks: list[CheckRow]
    anchored: bool = False


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of the page: sanitised source and outputs, and the question it answers."""

    kind: str
    source: Markup
    outputs: Markup
    question: Question | None


def question(cell: CellResult, comment: str = "") -> Question:
    """What the page says about ``cell``, which must come from a student's view."""
    whole = sum(check.weight for check in cell.checks) or 1.0
    rows = [_check_row(check, cell.points * check.weight / whole) for check in cell.checks]
    passed = sum(check.fraction >= 1 for check in cell.checks)
    return Question(
        grade_id=cell.grade_id,
        name=plain(cell.grade_id),
        # A grade_id may hold anything; its bytes in hexadecimal are a valid and unique anchor.
        anchor="q-" + cell.grade_id.encode("utf-8", "replace").hex()[:200],
        mark=cell_mark(cell),
        points=_points_of(cell.earned, cell.points),
        summary=f"{passed} of {len(rows)} passed" if rows else "",
        comment=plain(comment),
        checks=rows,
    )


def _points_of(earned: float | None, most: float) -> str:
    return f"up to {points(most)}" if earned is None else f"{points(earned)} of {points(most)}"


def _check_row(check: CheckResult, most: float) -> CheckRow:
    earned = most * check.fraction if check.outcome.is_graded else None
    return CheckRow(
        name=plain(check.name),
        hidden=check.hidden,
        mark=check_mark(check),
        points=_points_of(earned, most),
        message=plain(check.message)[:TEXT_LIMIT].strip("\n"),
        metrics=[plain(metric_text(metric)) for metric in check.metrics],
    )


def render_cells(
    content: Mapping[str, Any], questions: Mapping[str, Question], figures: Path | None = None
) -> tuple[list[ShownCell], int]:
    """The cells of a notebook, and how many had to be left out.

    Each question of ``questions`` (by grade_id) is placed at its first cell and marked as anchored.
    """
    cells = content.get("cells", [])
    allowance = Allowance()
    shown = [_shown(cell, questions, allowance, figures) for cell in cells[:CELL_LIMIT]]
    return shown, max(0, len(cells) - CELL_LIMIT)


def _shown(
    cell: Mapping[str, Any], questions: Mapping[str, Question], allowance: Allowance, figures: Path | None
) -> ShownCell:
    kind = cell.get("cell_type")
    source = text_of(cell.get("source"))
    found = questions.get(_grade_id(cell))
    if found is not None and not found.anchored:
        found.anchored = True
    else:
        found = None
    if kind == "markdown" and allowance.may_format(source):
        return ShownCell(
            "markdown", Markup(prose(source, _pictures(cell, source, allowance, figures))), Markup(""), found
        )
    if kind == "code":
        outputs = cell.get("outputs")
        html = render_outputs(outputs, allowance) if isinstance(outputs, list) else ""
        return ShownCell("code", Markup(_code(source, allowance)), Markup(html), found)
    return ShownCell("raw", Markup(_cut(source, allowance)), Markup(""), found)


def _grade_id(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return text_of(marks.get("grade_id")) if isinstance(marks, Mapping) else ""


def _pictures(
    cell: Mapping[str, Any], source: str, allowance: Allowance, figures: Path | None
) -> Pictures | None:
    """Where the cell's pictures come from; ``None`` when it has none, so that its HTML can be kept."""
    attachments = cell.get("attachments")
    if "![" not in source and "<img" not in source.lower():
        return None
    return Pictures(allowance, attachments if isinstance(attachments, Mapping) else None, figures)


def _code(source: str, allowance: Allowance) -> str:
    return highlighted(plain(source)) if allowance.may_format(source) else _cut(source, allowance)


def _cut(source: str, allowance: Allowance) -> str:
    text, cut = allowance.take_text(plain(source), TEXT_LIMIT)
    return escape(text) + ("\n… cut here" if cut else "")
