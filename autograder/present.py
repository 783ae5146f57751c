"""Results for programs (one JSON object a line) and for people (a table)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from autograder.leaderboard.words import interval_text, seconds_text, size_text, value_text
from autograder.pages.sanitise import plain
from autograder.results import CellResult, Metric, Outcome, SubmissionResult
from autograder.sandbox.proof import Finding, Status

if TYPE_CHECKING:
    from autograder.authoring.findings import Finding as AuthorFinding
    from autograder.classrun import Graded
    from autograder.leaderboard import Board
    from autograder.sandbox.escape import Trial

_STYLES: Final = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "yellow",
    Outcome.CHECKER_ERROR: "bold red",
    Outcome.PLATFORM_ERROR: "bold red",
}

_DETAIL_LINES: Final = 15
"""Of a traceback; ``--json`` has all of them."""

_STATUS_STYLES: Final = {Status.OK: "green", Status.WARNING: "yellow", Status.WRONG: "bold red"}


def as_json(result: SubmissionResult, *, unchanged: bool = False) -> dict[str, Any]:
    """``result`` as the JSON object that ``--json`` prints; documented in ``docs/cli.md``."""
    return {
        "student": result.student,
        "assignment": result.assignment,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "score": result.score,
        "max_score": result.max_score,
        "needs_manual": result.needs_manual,
        "seconds": round(result.seconds, 3),
        "unchanged": unchanged,
        "submitted_at": result.submitted_at,
        "notes": list(result.notes),
        "timings": {name: round(seconds, 4) for name, seconds in result.timings.items()},
        "provenance": dict(result.provenance),
        "cells": [_cell(cell) for cell in result.cells],
    }


def _cell(cell: CellResult) -> dict[str, Any]:
    return {
        "notebook": cell.notebook,
        "grade_id": cell.grade_id,
        "kind": cell.kind.value,
        "points": cell.points,
        "earned": cell.earned,
        "outcome": cell.outcome.value,
        "needs_manual": cell.needs_manual,
        "before_seconds": None if cell.before_seconds is None else round(cell.before_seconds, 3),
        "checks": [
            {
                "name": check.name,
                "hidden": check.hidden,
                "outcome": check.outcome.value,
                "category": check.category,
                "message": check.message,
                "weight": check.weight,
                "fraction": check.fraction,
                "seconds": round(check.seconds, 4),
                "detail": check.detail,
                "metrics": [_metric(metric) for metric in check.metrics],
                "figures": [{"name": figure.name, "value": figure.value} for figure in check.figures],
            }
            for check in cell.checks
        ],
    }


def _metric(metric: Metric) -> dict[str, Any]:
    figures = {"value": metric.value, "low": metric.low, "high": metric.high}
    return {"name": metric.name, **figures, "n": metric.n, "better": metric.better.value}


def class_table(everything: Sequence[Graded]) -> Table:
    """One row a student, in the order of their names."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("student", "score", "outcome", "seconds", "why"):
        table.add_column(title, justify="right" if title in ("score", "seconds") else "left")
    for graded in sorted(everything, key=lambda g: g.result.student):
        result = graded.result
        known = "-" if result.score is None else f"{result.score:g}"
        outcome = Text(result.outcome.value, style=_STYLES.get(result.outcome, "magenta"))
        why = ("unchanged; " if graded.unchanged else "") + result.reason
        seconds = f"{result.seconds:.1f}"
        table.add_row(
            _shown(result.student), f"{known} / {result.max_score:g}", outcome, seconds, _shown(why)
        )
    return table


def _shown(text: str) -> Text:
    """Text, not markup, and nothing that a terminal would obey: reasons quote names that students chose."""
    return Text(plain(text))


def summary_line(everything: Sequence[Graded], seconds: float) -> str:
    """How many were graded, skipped and not graded, and how long it took."""
    failed = sum(not graded.result.outcome.is_graded for graded in everything)
    unchanged = sum(graded.unchanged for graded in everything)
    parts = [f"{len(everything) - failed - unchanged} graded in {seconds:.1f} s"]
    if unchanged:
        parts.append(f"{unchanged} unchanged (--force grades them again)")
    if failed:
        parts.append(f"{failed} could not be graded, through no fault of the student's")
    waiting = sum(graded.result.needs_manual for graded in everything)
    if waiting:
        parts.append(f"{waiting} wait for a person in `nbgrader formgrader`")
    return "; ".join(parts)


def leaderboard_report(board: Board) -> Group:
    """One row a student, the best first; below them those without the metric, with the reason."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("rank", "student", board.label, "95 % interval", "parameters", "seconds", ""):
        is_text = title in ("student", "95 % interval", "")
        table.add_column(_shown(title), justify="left" if is_text else "right", no_wrap=title != "student")
    for row in board.placed:
        assert row.metric is not None
        figures = (value_text(row.metric), interval_text(row.metric))
        costs = (size_text(row.parameters), seconds_text(row.seconds))
        remark = "≈ best" if row.near_best and row.rank != 1 else ""
        table.add_row(str(row.rank), _shown(row.name), *figures, *costs, Text(remark, style="dim"))
    if not board.unplaced:
        return Group(table)
    others = Table(box=None, pad_edge=False, header_style="bold")
    others.add_column("without a rank")
    others.add_column("why")
    for row in board.unplaced:
        others.add_row(_shown(row.name), Text(row.reason, style="yellow"))
    return Group(table, Text(), others)


def people_console() -> Console:
    """The console for progress and tables: standard error, so that standard output stays a program's."""
    return Console(stderr=True)


def doctor_report(findings: Sequence[Finding]) -> Table:
    """One row a finding; what is not well is followed by the line that mends it."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        mark = Text(finding.status.value, style=_STATUS_STYLES[finding.status])
        text = Text(finding.text)
        if finding.remedy:
            text.append(f"\n→ {finding.remedy}", style="bold")
        table.add_row(mark, Text(finding.name), text)
    return table


def escape_report(trials: Sequence[Trial]) -> Table:
    """One row a way out of the sandbox, and the sum below."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=True)
    fell = sum(trial.status is Status.WRONG for trial in trials)
    sentence = (
        f"{fell} of {len(trials)} got through: do not grade here, and report this"
        if fell
        else "the wall holds"
    )
    for title, footer in (
        ("", ""),
        ("probe", f"{len(trials)} probes"),
        ("tried", ""),
        ("stopped by", sentence),
    ):
        table.add_column(title, Text(footer))
    for trial in trials:
        mark = Text(trial.status.value, style=_STATUS_STYLES[trial.status])
        table.add_row(mark, Text(trial.probe), Text(trial.tried), Text(trial.stopped))
    return table


def check_report(findings: Sequence[AuthorFinding]) -> Table:
    """One row a finding, topics in order: what, where, why it matters, what to do, and how a check failed."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for finding in findings:
        mark = Text(finding.status.value, style=_STATUS_STYLES[finding.status])
        text = Text(f"{finding.where}: " if finding.where else "", style="bold").append(
            finding.text, style="not bold"
        )
        if finding.why:
            text.append(f"\n{finding.why}", style="dim not bold")
        if finding.remedy:
            text.append(f"\n→ {finding.remedy}", style="bold")
        for line in finding.detail.splitlines()[-_DETAIL_LINES:]:
            text.append(f"\n    {line}", style="not bold")
        table.add_row(mark, Text(finding.topic.value), text)
    return table
