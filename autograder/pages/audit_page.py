"""The page about one assignment's checks: plain values to show, and the template that shows them.

It shows hidden checks and solutions, so it is for course staff only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.pages.layout import render_page
from autograder.pages.marks import Mark
from autograder.pages.matrix import Sign, key

MET = Mark("✓", "met", "good")
MISSED = Mark("✗", "missed", "bad")
ARGUED = Mark("✓", "met, with reasons given", "wait")
SOUND = Mark("✓", "sound", "good")
UNKNOWN = Mark("…", "not known", "wait")
UNSOUND = Mark("✗", "move it", "bad")
WELL = Mark("✓", "as it should be", "good")
AMISS = Mark("✗", "not as it should be", "bad")
EXCUSED = Mark("…", "argued", "wait")
OK = Mark("✓", "ok", "good")
LOOK = Mark("!", "look at it", "wait")
WRONG = Mark("✗", "wrong", "bad")
NEVER = Mark("✓", "never failed", "good")
FAILS = Mark("✗", "fails", "bad")


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One target: what is asked, what was found."""

    mark: Mark
    name: str
    target: str
    found: str
    argued: Sequence[str]


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """One mistake: what is due, what it got, what its student reads first."""

    mark: Mark
    name: str
    summary: str
    topic: str
    due: str
    lost: str
    caught_by: str
    beside: str
    hint: str
    hinted_by: str
    is_hinted_well: bool
    problems: Sequence[str]
    argued: str


@dataclass(frozen=True, slots=True)
class RunsRow:
    """Something that should never fail, over runs; ``bound`` is the highest rate of failure that fits them."""

    mark: Mark
    name: str
    summary: str
    runs: int
    failed: int
    bound: str
    failures: Sequence[str]


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """The mutants of one function, by how they ended."""

    base: str
    cell: str
    function: str
    mutants: int
    assertion: int
    exception: int
    other: int
    survived: int
    settled: int
    elsewhere: int
    bar: Markup
    share: str
    share_value: float


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff with its sign; ``kind`` is ``added``, ``gone`` or ``same``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SurvivorCard:
    """A mutant that no check notices, or that was not noticed each time."""

    where: str
    operator: str
    key: str
    label: str
    why: str
    diff: Sequence[DiffLine]
    counterexample: str


@dataclass(frozen=True, slots=True)
class FigureCard:
    """A figure that a check measures, drawn, with where a threshold for it may lie."""

    mark: Mark
    check: str
    metric: str
    chart: Markup
    facts: Sequence[tuple[str, str]]
    advice: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something that rests on a student's word or could be read."""

    mark: Mark
    text: str
    where: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A part of the audit and what it took."""

    part: str
    seconds: str
    seconds_value: float
    share: str
    bar: Markup


@dataclass(frozen=True, slots=True)
class AuditView:
    """All that the page shows, already harmless text; the template escapes it too."""

    assignment: str
    made_at: str
    mark: Mark
    verdict: str
    measures: Sequence[MeasureRow]
    tiles: Sequence[tuple[str, str]]
    notes: Sequence[str]
    amiss: Sequence[MistakeRow]
    well: Sequence[MistakeRow]
    mistake_matrix: Markup
    alternatives: Sequence[RunsRow]
    functions: Sequence[FunctionRow]
    mutant_matrix: Markup
    undecided: Sequence[SurvivorCard]
    missing: Sequence[SurvivorCard]
    settled: Sequence[SurvivorCard]
    unconfirmed: Sequence[SurvivorCard]
    left_out: int
    figures: Sequence[FigureCard]
    unsteady: Sequence[RunsRow]
    steady: Sequence[RunsRow]
    without_unique: Sequence[str]
    twins: Sequence[str]
    unlosable: Sequence[str]
    boundary: Sequence[FindingRow]
    times: Sequence[TimeRow]
    runs: str


def diff_lines(diff: str) -> list[DiffLine]:
    """The lines of a diff, each with what its first sign says."""
    kinds = {"+": "added", "-": "gone"}
    return [DiffLine(kinds.get(line[:1], "same"), line) for line in diff.splitlines()]


def render_audit_page(view: AuditView) -> str:
    """The page as HTML; it loads nothing."""
    return render_page("audit.html", {"view": view, "keys": _keys()}, script="sort.js")


def _keys() -> list[tuple[Markup, str]]:
    """The signs of the matrix of mistakes, each with what it means."""
    meanings = {
        Sign.OWN: "fails, as it should",
        Sign.BESIDE: "fails beside its own",
        Sign.MISSED: "should fail, and passes",
    }
    return [(key(sign), words) for sign, words in meanings.items()]
