"""A class report for instructors: one self-contained page about the results of an assignment.

It holds students' names and hidden checks' names, so it is for course staff only.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.items import Analysis, CheckItem, analyse
from autograder.items.figures import ENOUGH, Reliability
from autograder.items.intervals import Estimate
from autograder.pages.charts import histogram, interval_line, share_bar
from autograder.pages.layout import render_page
from autograder.pages.marks import MARKS, points
from autograder.pages.sanitise import plain
from autograder.pages.statistics import (
    CheckFigures,
    Spread,
    Summary,
    bins,
    blame,
    check_figures,
    metric_values,
    outcome_counts,
    spread,
    stage_timings,
    summarise,
)
from autograder.results import Metric, SubmissionResult

NONE = "-"
"""Stands where a figure does not exist, as in the standard deviation of one score."""

SLOWEST = 10
"""Submissions listed as the slowest."""

_SCORE_BARS, _METRIC_BARS = 10, 10
_REASON_LIMIT = 400


def render_report(assignment: str, results: Sequence[SubmissionResult], *, made_at: str = "") -> str:
    """The report as HTML. ``made_at`` is the time to print, if any.

    Every figure counts graded submissions only, and says how many those are.
    """
    ordered = sorted(results, key=lambda result: result.student)
    summary = summarise(ordered)
    values: dict[str, object] = {
        "assignment": plain(assignment),
        "made_at": plain(made_at),
        "tiles": _tiles(summary),
        "summary": summary,
        "distribution": _distribution(ordered, summary),
        "outcomes": _outcomes(ordered),
        "ungraded": [_student_row(result) for result in ordered if result.score is None],
        "checks": [_check_row(figures) for figures in check_figures(ordered)],
        "quality": _quality(analyse(ordered)),
        "metrics": [_metric(*key, found) for key, found in metric_values(ordered).items()],
        "students": [_student_row(result) for result in ordered],
        "slowest": [_student_row(result) for result in sorted(ordered, key=lambda it: -it.seconds)[:SLOWEST]],
        "stages": [
            {"name": plain(name), **_spread_row(figures)} for name, figures in stage_timings(ordered).items()
        ],
        "total_time": _spread_row(spread(result.seconds for result in ordered)),
    }
    return render_page("report.html", values, script="sort.js")


def figure(value: float | None, digits: int = 3) -> str:
    """A number with so many significant digits, or the sign for none."""
    return NONE if value is None else f"{value:.{digits}g}"


def percent(share: float | None) -> str:
    """A share as a whole percentage, or the sign for none; 100 % only when it is all."""
    if share is None:
        return NONE
    return (
        "over 99 %"
        if 0.995 <= share < 1
        else "under 1 %"
        if 0 < share < 0.005
        else f"{share:.0%}".replace("%", " %")
    )


def _tiles(summary: Summary) -> list[tuple[str, str]]:
    scores = summary.scores
    return [
        ("Submissions", str(summary.submissions)),
        ("Graded", str(summary.graded)),
        ("Not graded", str(summary.submissions - summary.graded)),
        ("Wait for a person", str(summary.waiting)),
        ("Mean", _points_or_none(scores.mean)),
        ("Median", _points_or_none(scores.median)),
        ("Standard deviation", _points_or_none(scores.deviation)),
        (
            "Lowest to highest",
            f"{_points_or_none(scores.low)} to {_points_or_none(scores.high)}" if scores.n else NONE,
        ),
        ("Zero points", str(summary.zeros)),
        ("Full points", str(summary.fulls)),
    ]


def _points_or_none(value: float | None) -> str:
    return NONE if value is None else points(value)


def _distribution(results: Sequence[SubmissionResult], summary: Summary) -> dict[str, object] | None:
    """The histogram of the scores; ``None`` when there is nothing to show."""
    scores = [result.score for result in results if result.score is not None]
    if not scores or summary.max_score <= 0:
        return None
    bars = bins(scores, 0.0, max(summary.max_score, *scores), _SCORE_BARS)
    chart = histogram(bars, f"Scores of {len(scores)} submissions", summary.scores.median)
    return {"chart": chart, "bars": bars}


def _outcomes(results: Sequence[SubmissionResult]) -> list[dict[str, object]]:
    return [
        {
            "mark": MARKS[outcome],
            "outcome": outcome.value,
            "blame": blame(outcome),
            "submissions": submissions,
            "checks": checks,
        }
        for outcome, submissions, checks in outcome_counts(results)
    ]


def _check_row(figures: CheckFigures) -> dict[str, object]:
    share = figures.passed / figures.n if figures.n else None
    common = figures.commonest_failure
    return {
        "question": plain(figures.grade_id),
        "name": plain(figures.name),
        "hidden": figures.hidden,
        "note": plain(figures.note)[:_REASON_LIMIT],
        "bar": share_bar(share or 0.0),
        "share": percent(share),
        "share_value": -1.0 if share is None else share,
        "passed": figures.passed,
        "n": figures.n,
        "fraction": percent(figures.mean_fraction),
        "seconds": figure(figures.median_seconds),
        "common": f"{common[0].value} ({common[1]})" if common else NONE,
    }


def _quality(analysis: Analysis) -> dict[str, object]:
    """How good the checks are, as far as the class can tell; names of students are their own text."""
    return {
        "students": analysis.students,
        "complete": analysis.complete,
        "enough": ENOUGH,
        "is_small": analysis.is_small,
        "reliability": [_reliability_row(item) for item in analysis.reliability],
        "alerts": [_alert_row(item) for item in analysis.checks if item.alerts],
        "items": [_item_row(item) for item in analysis.checks],
    }


def _reliability_row(item: Reliability) -> dict[str, object]:
    return {
        "parts": item.parts,
        "k": item.k,
        "n": item.n,
        "alpha": _estimate(item.alpha),
        "deviation": figure(item.deviation),
        "error": figure(item.error),
    }


def _alert_row(item: CheckItem) -> dict[str, object]:
    return {
        "question": plain(item.grade_id),
        "name": plain(item.name),
        "alerts": [
            {"concern": alert.concern.value, "text": plain(alert.text)[:_REASON_LIMIT]}
            for alert in item.alerts
        ],
    }


def _item_row(item: CheckItem) -> dict[str, object]:
    return {
        "question": plain(item.grade_id),
        "name": plain(item.name),
        "points": points(item.points),
        "n": item.n,
        "blocked": item.blocked,
        "difficulty": _estimate(item.difficulty),
        "line": interval_line(item.difficulty.value, item.difficulty.low, item.difficulty.high),
        "discrimination": _estimate(item.discrimination),
        "d27": _estimate(item.d27),
        "lone": [plain(name) for name in item.lone],
        "by_exception": NONE if item.explained is None else f"{item.by_exception} of {item.explained}",
        "by_exception_value": -1 if item.by_exception is None else item.by_exception,
        "is_odd": bool(item.alerts),
    }


def _estimate(found: Estimate | None) -> dict[str, object]:
    """An estimate as it is read, with two decimals, and as it is sorted; one that does not exist comes last."""
    if found is None:
        return {"text": NONE, "between": "", "value": -2.0}
    value, low, high = (f"{round(number, 2) + 0.0:.2f}" for number in (found.value, found.low, found.high))
    return {"text": value, "between": f"{low} to {high}", "value": found.value}


def _metric(grade_id: str, name: str, found: Sequence[Metric]) -> dict[str, object]:
    """One metric over the class, with what its sample size allows one to tell apart."""
    values = [metric.value for metric in found]
    figures = spread(values)
    low, high = min(values), max(values)
    bars = bins(values, low, high, _METRIC_BARS) if high > low else []
    sizes = sorted({metric.n for metric in found})
    half_widths = spread((metric.high - metric.low) / 2 for metric in found)
    return {
        "question": plain(grade_id),
        "name": plain(name),
        "chart": histogram(bars, f"{name}, {len(values)} submissions", figures.median) if bars else "",
        "bars": bars,
        "sizes": " or ".join(map(str, sizes[:3])) + (" and others" if len(sizes) > 3 else ""),
        "half_width": figure(half_widths.median, 2),
        **_spread_row(figures),
    }


def _spread_row(figures: Spread) -> dict[str, object]:
    return {
        "n": figures.n,
        "mean": figure(figures.mean),
        "median": figure(figures.median),
        "deviation": figure(figures.deviation),
        "low": figure(figures.low),
        "high": figure(figures.high),
    }


def _student_row(result: SubmissionResult) -> dict[str, object]:
    """One submission; names, reasons and notes are the students' own text."""
    return {
        "student": plain(result.student),
        "score": _points_or_none(result.score),
        "score_value": -1.0 if result.score is None else result.score,
        "most": points(result.max_score),
        "mark": MARKS[result.outcome],
        "outcome": result.outcome.value,
        "blame": blame(result.outcome),
        "waiting": result.needs_manual,
        "reason": plain(result.reason)[:_REASON_LIMIT],
        "seconds": figure(result.seconds),
        "seconds_value": result.seconds,
        "notes": [plain(note)[:_REASON_LIMIT] for note in result.notes],
        "submitted_at": plain(result.submitted_at or ""),
    }
