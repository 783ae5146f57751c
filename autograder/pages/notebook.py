"""A notebook's cells as HTML, and the questions that belong to them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder.pages.allowance import Allowance
from autograder.pages.highlight import highlighted
from autograder.pages.images import Pictures
from autograder.pages.marks import BY_PERSON, Mark, cell_mark, check_mark, metric_text, points
from autograder.pages.outputs import render_outputs
from autograder.pages.prose import prose
from autograder.pages.redact import grade_id_of
from autograder.pages.sanitise import TEXT_LIMIT, plain, text_of
from autograder.results import CellGrade, CellKind, CellResult, CheckResult

CELL_LIMIT = 1_000
"""Cells of one notebook that are shown."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as a row of its question's table; ``detail`` is its whole traceback, once that is revealed."""

    name: str
    hidden: bool
    final: bool
    mark: Mark
    points: str
    message: str
    detail: str
    metrics: list[str]


@dataclass(slots=True)
class Question:
    """A cell that carries points; ``anchored`` once its cell was found in the notebook.

    ``remarks`` say what a person did to the points.
    """

    grade_id: str
    name: str
    anchor: str
    mark: Mark
    points: str
    summary: str
    comment: str
    remarks: list[str]
    checks: list[CheckRow]
    anchored: bool = False


@dataclass(slots=True)
class CellTexts:
    """What stands beside cells, by grade_id: questions, and staff's comments at cells without points."""

    questions: Mapping[str, Question] = field(default_factory=dict)
    comments_left: dict[str, str] = field(default_factory=dict)

    def take(self, grade_id: str) -> tuple[Question | None, str]:
        """What belongs to the first cell of that id; nothing for its copies."""
        found = self.questions.get(grade_id)
        if found is not None and found.anchored:
            found = None
        elif found is not None:
            found.anchored = True
        return found, self.comments_left.pop(grade_id, "")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of the page: sanitised source and outputs, the question it answers, a comment on it.

    ``withheld`` is what is said where outputs are not shown.
    """

    kind: str
    source: Markup
    outputs: Markup
    question: Question | None = None
    comment: str = ""
    withheld: str = ""


def question(cell: CellResult, grade: CellGrade | None = None) -> Question:
    """What the page says about ``cell``, which must come from a student's view.

    ``grade`` is what the gradebook says of it, whose points ``cell`` must have already.
    """
    grade = grade or CellGrade()
    by_person = grade.manual is not None and not grade.needs_manual
    whole = sum(check.weight for check in cell.checks) or 1.0
    rows = [_check_row(check, cell.points * check.weight / whole) for check in cell.checks]
    return Question(
        grade_id=cell.grade_id,
        name=plain(cell.grade_id),
        # A grade_id may hold anything; its bytes in hexadecimal are a valid and unique anchor.
        anchor="q-" + cell.grade_id.encode("utf-8", "replace").hex()[:200],
        mark=BY_PERSON if by_person else cell_mark(cell),
        points=_points_of_cell(cell),
        summary=_summary(cell.checks),
        comment=plain(grade.comment),
        remarks=list(_remarks(cell, grade)),
        checks=rows,
    )


def _summary(checks: Sequence[CheckResult]) -> str:
    """How many checks passed of those that say how they ended."""
    told = [check for check in checks if not check.held]
    passed = f"{sum(check.fraction >= 1 for check in told)} of {len(told)} passed" if told else ""
    later = f"{len(checks) - len(told)} not told yet" if len(checks) > len(told) else ""
    return ", ".join(filter(None, (passed, later)))


def _remarks(cell: CellResult, grade: CellGrade) -> Iterator[str]:
    """What a person did to the points of a cell, where the points alone do not say it."""
    if cell.kind is CellKind.CHECK and grade.manual is not None:
        is_open = any(check.held for check in cell.checks)
        checks = "" if grade.auto is None or is_open else f"; the checks gave {points(grade.auto)}"
        yield f"A person gave {points(grade.manual)}{checks}."
    if grade.extra_credit and grade.points is not None:
        yield f"Extra credit of {points(grade.extra_credit)} is included."


def _points_of_cell(cell: CellResult) -> str:
    if not cell.held:
        return _points_of(cell.earned, cell.points)
    if not cell.earned and math.isclose(cell.held, cell.points):
        return _points_of(None, cell.points)
    return _points_of(cell.earned, cell.points - cell.held) + " so far"


def _points_of(earned: float | None, most: float) -> str:
    return f"up to {points(most)}" if earned is None else f"{points(earned)} of {points(most)}"


def _check_row(check: CheckResult, most: float) -> CheckRow:
    earned = most * check.fraction if check.outcome.is_graded and not check.held else None
    return CheckRow(
        name=plain(check.name),
        hidden=check.hidden,
        final=check.final,
        mark=check_mark(check),
        points=_points_of(earned, most),
        message=plain(check.message)[:TEXT_LIMIT].strip("\n"),
        detail=plain(check.detail)[:TEXT_LIMIT].strip("\n"),
        metrics=[plain(metric_text(metric)) for metric in check.metrics],
    )


def render_cells(
    content: Mapping[str, Any], texts: CellTexts, figures: Path | None = None
) -> tuple[list[ShownCell], int]:
    """The cells of a notebook, and how many had to be left out.

    Each question and comment of ``texts`` is taken by the first cell of its grade_id.
    """
    cells = content.get("cells", [])
    allowance = Allowance()
    shown = [_shown(cell, texts, allowance, figures) for cell in cells[:CELL_LIMIT]]
    return shown, max(0, len(cells) - CELL_LIMIT)


def _shown(
    cell: Mapping[str, Any], texts: CellTexts, allowance: Allowance, figures: Path | None
) -> ShownCell:
    kind = cell.get("cell_type")
    source = text_of(cell.get("source"))
    beside = texts.take(grade_id_of(cell))
    if kind == "markdown" and allowance.may_format(source):
        html = prose(source, _pictures(cell, source, allowance, figures))
        return ShownCell("markdown", Markup(html), Markup(""), *beside)
    if kind == "code":
        outputs = cell.get("outputs")
        html = render_outputs(outputs, allowance) if isinstance(outputs, list) else ""
        withheld = plain(text_of(cell.get("withheld")))
        return ShownCell("code", Markup(_code(source, allowance)), Markup(html), *beside, withheld)
    return ShownCell("raw", Markup(_cut(source, allowance)), Markup(""), *beside)


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
