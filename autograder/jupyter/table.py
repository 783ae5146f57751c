"""How the checks of a cell ended: a small table for a notebook, and the same as text.

The HTML brings no style sheet, script or picture, only inline styles, which JupyterLab keeps also in notebooks
that it does not trust. Its colours are those of JupyterLab's theme, with a fallback that reads on light and dark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from autograder.checker.local import LocalCheck
from autograder.jupyter.metadata import CellMarks
from autograder.pages.marks import rounded
from autograder.results import Better, Metric, Outcome, weighted_fraction

_SLOW_SECONDS: Final = 1.0
_UNKNOWN: Final = CellMarks()

_GREEN: Final = "var(--jp-success-color1, #388e3c)"
_RED: Final = "var(--jp-error-color1, #e53935)"
_GREY: Final = "var(--jp-ui-font-color2, #808080)"
_CODE: Final = "var(--jp-code-font-family, ui-monospace, monospace)"

# JupyterLab stripes, centres and right-aligns tables of outputs: each cell says what it wants instead.
_TABLE: Final = "border-collapse: collapse; margin: 2px 0 0 0; border: none;"
_ROW: Final = "background: none; border: none;"
_CELL: Final = (
    "text-align: left; vertical-align: top; padding: 1px 12px 1px 0; border: none; max-width: none;"
)
_BOX: Final = "border-left: 3px solid {colour}; padding: 2px 0 2px 12px; margin: 4px 0;"
_PRE: Final = (
    f"margin: 2px 0 4px 0; padding: 0; background: none; white-space: pre-wrap; font-family: {_CODE}; "
    "font-size: 90%; line-height: 1.35;"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table: a check, or all cases of a test function that passed."""

    mark: str
    colour: str
    name: str
    remarks: tuple[str, ...]
    share: str
    message: str = ""
    hint: str = ""


def headline(checks: Sequence[LocalCheck], marks: CellMarks = _UNKNOWN) -> str:
    """How many checks passed or failed and, where it can be known, how many points that is."""
    counted = [check for check in checks if not check.is_skipped]
    failed = sum(check.has_failed for check in counted)
    number = f"{len(counted)} check{'s' * (len(counted) != 1)}"
    said = f"{failed} of {number} failed" if failed else f"{number} passed"
    if marks.points is None or not marks.is_whole:
        return said
    earned = marks.points * weighted_fraction(check.result for check in counted)
    return f"{said}, {_number(earned)} of {_number(marks.points)} points"


def as_text(checks: Sequence[LocalCheck], marks: CellMarks = _UNKNOWN) -> str:
    """The table for a terminal, and for whatever does not show HTML."""
    lines = [headline(checks, marks)]
    for row in _rows(checks, marks):
        lines.append("  ".join(part for part in (row.mark, row.name, row.share, *row.remarks) if part))
        lines += [f"    {line}" for line in row.message.splitlines()]
        lines += [f"    Hint: {row.hint}"] if row.hint else []
    return _clean("\n".join([*lines, *_notes(marks)]))


def as_html(checks: Sequence[LocalCheck], marks: CellMarks = _UNKNOWN) -> str:
    """The table for a notebook; every text in it is escaped."""
    colour = _RED if any(check.has_failed for check in checks) else _GREEN
    rows = "".join(_html_row(row) for row in _rows(checks, marks))
    notes = "".join(
        f'<div style="color: {_GREY}; font-size: 90%;">{_escaped(note)}</div>' for note in _notes(marks)
    )
    return (
        f'<div class="autograder-checks" style="{_BOX.format(colour=colour)}">'
        f"<div><b>{_escaped(headline(checks, marks))}</b></div>"
        f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>{notes}</div>'
    )


def _rows(checks: Sequence[LocalCheck], marks: CellMarks) -> Iterator[_Row]:
    def kind(check: LocalCheck) -> tuple[str, str]:
        # A case that has something to say of itself stands alone.
        is_quiet = not (check.has_failed or check.is_skipped or check.result.metrics)
        return check.test, "" if is_quiet else check.result.name

    shares = _shares(checks, marks)
    numbered = list(enumerate(checks))
    for _, group in groupby(numbered, key=lambda pair: kind(pair[1])):
        members = list(group)
        yield _row([check for _, check in members], _summed([shares[number] for number, _ in members]))


def _row(members: Sequence[LocalCheck], share: str) -> _Row:
    first = members[0]
    name = first.result.name if len(members) == 1 else first.test
    mark, colour = _mark(first)
    hint = first.hint if first.has_failed else ""
    return _Row(mark, colour, name, tuple(_remarks(members)), share, first.result.message, hint)


def _remarks(members: Sequence[LocalCheck]) -> list[str]:
    first = members[0]
    remarks = [f"{len(members)} cases"] if len(members) > 1 else []
    remarks += ["hidden"] if first.result.hidden else []
    remarks += ["skipped"] if first.is_skipped else []
    remarks += [_figure(metric) for metric in first.result.metrics]
    seconds = sum(check.result.seconds for check in members)
    return remarks + ([f"{seconds:.1f} s"] if seconds > _SLOW_SECONDS else [])


def _mark(check: LocalCheck) -> tuple[str, str]:
    if check.is_skipped:
        return "○", _GREY
    return ("✗", _RED) if check.result.outcome is not Outcome.PASSED else ("✓", _GREEN)


def _shares(checks: Sequence[LocalCheck], marks: CellMarks) -> list[tuple[float, float]]:
    """What each check earned, and of what: in points where the cell tells them all, else in weights.

    Nothing where all weigh the same, and where a skipped check counts for nothing.
    """
    by_test: defaultdict[str, float] = defaultdict(float)
    for check in checks:
        if not check.is_skipped:
            by_test[check.test] += check.result.weight
    total = sum(by_test.values())
    if marks.points is not None and marks.is_whole and total:
        unit = marks.points / total
    else:
        unit = float(len(set(by_test.values())) > 1)
    weights = [0.0 if check.is_skipped else check.result.weight * unit for check in checks]
    return [(weight * check.result.fraction, weight) for weight, check in zip(weights, checks, strict=True)]


def _summed(shares: Sequence[tuple[float, float]]) -> str:
    earned, most = (sum(share[number] for share in shares) for number in (0, 1))
    return f"{_number(earned)} / {_number(most)}" if most else ""


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _figure(metric: Metric) -> str:
    value, low, high = map(rounded, (metric.value, metric.low, metric.high))
    lower = ", lower is better" if metric.better is Better.LOWER else ""
    return f"{metric.name} {value} ({low} to {high}, n = {metric.n}{lower})"


def _notes(marks: CellMarks) -> list[str]:
    if marks.points is None or marks.is_whole:
        return []
    points = f"{_number(marks.points)} point{'s' * (marks.points != 1)}"
    return [f"This cell is worth {points}; checks that are not shown here may count too."]


def _html_row(row: _Row) -> str:
    remarks = "".join(f' <span style="color: {_GREY}">· {_escaped(text)}</span>' for text in row.remarks)
    share = f'<td style="{_CELL} color: {_GREY}; white-space: nowrap;">{_escaped(row.share)}</td>'
    told = f'<pre style="{_PRE}">{_escaped(row.message)}</pre>' if row.message else ""
    if row.hint:
        told += f'<div style="margin-bottom: 4px;"><b>Hint:</b> {_escaped(row.hint)}</div>'
    return (
        f'<tr style="{_ROW}">'
        f'<td style="{_CELL} color: {row.colour}; font-weight: bold;">{row.mark}</td>'
        f'<td style="{_CELL}"><code style="background: none;">{_escaped(row.name)}</code>{remarks}{told}</td>'
        f"{share}</tr>"
    )


def _escaped(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    from autograder.pages.sanitise import plain  # brings a library along that only a failing check needs

    return plain(text)
