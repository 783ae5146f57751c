"""The part of a result that its student may see; the only place that decides this."""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.feedback.held import Test, hold_back
from autograder.feedback.policy import DEFAULT_POLICY, FeedbackPolicy, HiddenLevel
from autograder.pages.marks import HIDDEN_CATEGORIES, NOT_GRADED_REASONS
from autograder.pages.redact import HIDDEN_TESTS, Regions, cut_regions, grade_id_of, nbgrader_marks
from autograder.pages.sanitise import text_of
from autograder.regions import OF_GRADERS, tree_of
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

WITHHELD = (
    "Hidden checks ran before this cell, so its output is not shown; run the notebook yourself to see it."
)
_SILENT_STATEMENTS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def student_view(
    result: SubmissionResult,
    policy: FeedbackPolicy = DEFAULT_POLICY,
    *,
    grades: Grades | None = None,
    sources: Mapping[tuple[str, str], str] | None = None,
    regions: Regions = HIDDEN_TESTS,
    finals: Collection[Test] = (),
) -> SubmissionResult:
    """The part of ``result``, with the ``grades`` of now, that its student may see.

    Every text for instructors, every time that grading took, the key, the hash and the provenance are gone. A
    reason for an ungraded submission is replaced, since it tells about the course's machines. ``sources`` are
    the author's cells as students may read them (see ``open_sources``), ``regions`` what is cut from all others,
    ``finals`` the tests that are held back besides those marked so (see ``finals_of``).
    """
    of_checks = {check.note for cell in result.cells for check in cell.checks}
    result = hold_back(result, policy, finals)
    result = result if grades is None else with_grades(result, grades)
    reason = result.reason if result.outcome.is_graded else NOT_GRADED_REASONS[result.outcome]
    return replace(
        result,
        reason=reason,
        notes=tuple(note for note in result.notes if note not in of_checks),
        seconds=0.0,
        cells=tuple(_cell_view(cell, policy) for cell in result.cells),
        notebooks=tuple(
            _notebook_view(run, result.cells, sources or {}, regions, policy) for run in result.notebooks
        ),
        key="",
        digest="",
        timings={},
        provenance={},
    )


def with_grades(result: SubmissionResult, grades: Grades) -> SubmissionResult:
    """``result`` with the points that count by now: people may have changed them in the gradebook."""
    cells = tuple(_graded(cell, grades.cells.get((cell.notebook, cell.grade_id))) for cell in result.cells)
    # The penalty may be a share of all points, those that are left open among them.
    penalty = 0.0 if any(cell.held for cell in cells) else grades.penalty
    score = max(0.0, sum(cell.earned or 0.0 for cell in cells) - penalty)
    return replace(result, cells=cells, score=round(score, 6) if result.outcome.is_graded else None)


def _graded(cell: CellResult, grade: CellGrade | None) -> CellResult:
    if grade is None:
        return cell
    if not cell.held:
        return replace(cell, earned=grade.points, needs_manual=grade.needs_manual)
    if grade.manual is not None:  # a person has decided, so no check will
        return replace(cell, earned=grade.points, needs_manual=grade.needs_manual, held=0.0)
    earned = None if cell.earned is None else cell.earned + grade.extra_credit
    return replace(cell, earned=earned, needs_manual=grade.needs_manual)


def _cell_view(cell: CellResult, policy: FeedbackPolicy) -> CellResult:
    shown = (check for check in cell.checks if not (check.hidden and policy.hidden is HiddenLevel.NOTHING))
    views = [_check_view(check, policy) for check in shown]
    seen = views if policy.shows_what_follows_hidden else _numbered(views)
    return replace(cell, checks=tuple(seen), before_seconds=None)


def _check_view(check: CheckResult, policy: FeedbackPolicy) -> CheckResult:
    if check.held:
        return check
    check = replace(check, note="", seconds=0.0, category="", lacks="", figures=())
    if not check.hidden:
        return _visible_view(check, policy)
    if policy.reveals and check.outcome.is_graded:
        return check
    speaks = policy.hidden in (HiddenLevel.MESSAGE, HiddenLevel.ALL)
    message = check.message if check.outcome.is_graded else ""
    return replace(
        check,
        fraction=round(check.fraction, 2),
        message=(message or HIDDEN_CATEGORIES[check.outcome]) if speaks else "",
        detail="",
        metrics=_rough(check.metrics, policy) if speaks else (),
    )


def _visible_view(check: CheckResult, policy: FeedbackPolicy) -> CheckResult:
    said, check = check.said, replace(check, detail="", said="")
    if policy.shows_what_follows_hidden:
        return replace(check, message=said or check.message)
    if check.after_hidden:
        return replace(check, fraction=round(check.fraction, 2), metrics=_rough(check.metrics, policy))
    return check


def _numbered(checks: Iterable[CheckResult]) -> Iterator[CheckResult]:
    """Cases of tests that ran after hidden ones by number: pytest names them by values, perhaps a student's."""
    counts: dict[str, int] = {}
    for check in checks:
        name, bracket, _ = check.name.partition("[")
        if bracket and check.after_hidden:
            counts[name] = counts.get(name, 0) + 1
            yield replace(check, name=f"{name}[{counts[name]}]")
        else:
            yield check


def _rough(metrics: Iterable[Metric], policy: FeedbackPolicy) -> tuple[Metric, ...]:
    """Two significant digits: finer figures would let a student fit the hidden data, try by try."""
    return tuple(map(_rounded, metrics)) if policy.hidden_metrics else ()


def _rounded(metric: Metric) -> Metric:
    value, low, high = (two_digits(figure) for figure in (metric.value, metric.low, metric.high))
    return replace(metric, value=value, low=low, high=high)


def two_digits(figure: float) -> float:
    """``figure`` rounded to two significant digits."""
    return float(f"{figure:.2g}") if math.isfinite(figure) else figure


def _notebook_view(
    run: NotebookRun,
    cells: Sequence[CellResult],
    sources: Mapping[tuple[str, str], str],
    regions: Regions,
    policy: FeedbackPolicy,
) -> NotebookRun:
    """The notebook without hidden regions, what check cells put out, and what other cells did after those."""
    check_ids = {cell.grade_id for cell in cells if cell.notebook == run.name and cell.kind is CellKind.CHECK}
    content = run.content.get("cells")
    seen = [cell for cell in content if isinstance(cell, Mapping)] if isinstance(content, list) else []
    own = {grade_id: source for (notebook, grade_id), source in sources.items() if notebook == run.name}
    views = [_without_hidden(cell, check_ids, own, regions) for cell in seen]
    if not policy.shows_what_follows_hidden:
        views = [_without_what_follows(cell, policy) for cell in views]
    return NotebookRun(run.name, {"cells": views})


def _without_hidden(
    cell: Mapping[str, Any], check_ids: set[str], own: Mapping[str, str], regions: Regions
) -> dict[str, Any]:
    """A copy of ``cell``. Grading has removed hidden text already; this is the second wall."""
    marks, grade_id = nbgrader_marks(cell), grade_id_of(cell)
    is_check = grade_id in check_ids or (marks.get("grade") is True and not marks.get("solution"))
    source = own[grade_id] if grade_id in own else cut_regions(text_of(cell.get("source")), regions)
    copy = {**cell, "source": source, "withheld": ""}
    return {**copy, "outputs": []} if is_check and cell.get("cell_type") == "code" else copy


def _without_what_follows(cell: dict[str, Any], policy: FeedbackPolicy) -> dict[str, Any]:
    """``cell`` without its outputs where it ran after a hidden check; ``withheld`` is what is said instead.

    Whether it is said depends on the text of the cell alone: that there was some output would be news, too. So is
    the line on which it failed, and it is not told once attempts are used up.
    """
    metadata = cell.get("metadata")
    mark = metadata.get(OF_GRADERS) if isinstance(metadata, Mapping) else None
    if not isinstance(mark, Mapping) or not mark.get("after_hidden"):
        return cell
    ending = "" if policy.is_used_up else text_of(mark.get("ending"))
    body = tree_of(cell["source"]).body
    is_silent = bool(body) and all(isinstance(node, _SILENT_STATEMENTS) for node in body)
    sentence = "" if is_silent and not ending else f"{WITHHELD} {ending}".strip()
    return {**cell, "outputs": [], "withheld": sentence}
