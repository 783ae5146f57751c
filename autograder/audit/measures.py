"""The verdict of an audit, a line for each target: what is asked, what was found, whether that is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from autograder.audit.model import Audit, Ending, Label, Measure, MutantFate
from autograder.audit.mutation.crosscheck import PREFIX
from autograder.audit.statistics.bounds import upper_bound
from autograder.authoring.findings import Status

HINTS: Final = 0.95
KILLS: Final = 0.95


def measured(audit: Audit) -> Audit:
    """``audit`` with its measures."""
    return replace(audit, measures=tuple(measure for make in _MEASURES for measure in make(audit)))


def _mistakes(audit: Audit) -> Iterator[Measure]:
    fates = audit.mistakes
    open_ = [fate for fate in fates if fate.problems and not fate.argued]
    argued = tuple(f"{fate.name}: {fate.argued}" for fate in fates if fate.problems and fate.argued)
    found = f"{len(fates) - len(open_) - len(argued)} of {len(fates)}"
    target = "all, and one at least"
    yield Measure(
        "mistakes found by the intended check, at their price",
        target,
        found,
        bool(fates) and not open_,
        argued,
    )


def _hints(audit: Audit) -> Iterator[Measure]:
    hinted = [fate for fate in audit.mistakes if fate.hint]
    if hinted:
        well = sum(fate.is_hinted_well for fate in hinted)
        found = f"{well} of {len(hinted)} ({well / len(hinted):.0%})"
        yield Measure("first hint belongs to the mistake", f"{HINTS:.0%}", found, well >= HINTS * len(hinted))


def _alternatives(audit: Audit) -> Iterator[Measure]:
    runs = sum(fate.runs for fate in audit.alternatives)
    failures = sum(len(fate.failures) for fate in audit.alternatives)
    found = f"{failures} of {runs} runs failed"
    if runs:
        found += f"; below {upper_bound(failures, runs):.1%} with 95 % confidence"
    met = bool(runs) and not failures
    yield Measure("right solutions of another build get full marks", "0 failures", found, met)


def _mutants(audit: Audit) -> Iterator[Measure]:
    if not audit.mutants:
        yield Measure(
            "small changes of the solution are noticed",
            f"{KILLS:.0%}",
            "no change could be made",
            is_met=False,
        )
        return
    theirs = [fate for fate in audit.mutants if fate.mutant.operator.startswith(PREFIX)]
    ours = [fate for fate in audit.mutants if not fate.mutant.operator.startswith(PREFIX)]
    yield _noticed("small changes of the solution", ours)
    if theirs:
        yield _noticed("changes that cosmic-ray makes", theirs)
    yield _triage([fate for fate in audit.mutants if fate.ending is Ending.SURVIVED])
    kills = [fate for fate in audit.mutants if fate.ending is not Ending.SURVIVED]
    confirmed = sum(fate.confirmed for fate in kills)
    yield Measure(
        "kills come again each of three times", "all", f"{confirmed} of {len(kills)}", confirmed == len(kills)
    )


def _noticed(what: str, fates: Sequence[MutantFate]) -> Measure:
    endings = Counter(fate.ending for fate in fates if fate.counts)
    noticed, missed = endings[Ending.ASSERTION], endings[Ending.SURVIVED]
    share = noticed / max(1, noticed + missed)
    broken = endings[Ending.EXCEPTION] + endings[Ending.TIMEOUT] + endings[Ending.CRASH]
    found = f"{noticed} of {noticed + missed} ({share:.1%}); {broken} more end by an exception or the clock"
    return Measure(f"{what} are noticed by an assertion", f"{KILLS:.0%}", found, share >= KILLS)


def _triage(survivors: Sequence[MutantFate]) -> Measure:
    counts = Counter(fate.label for fate in survivors)
    named = ", ".join(f"{counts[label]} {label.value}" for label in Label if counts[label])
    found = f"{len(survivors)} survive" + (f": {named}" if named else "")
    if counts[None]:
        found += f"; {counts[None]} nobody has judged"
    argued = tuple(
        f"{fate.mutant.function}, {fate.mutant.operator}: {fate.why}" for fate in survivors if fate.label
    )
    return Measure("survivors are judged by a person", "all", found, not counts[None], argued)


def _steadiness(audit: Audit) -> Iterator[Measure]:
    if not audit.steadiness:
        return
    runs = max(one.runs for one in audit.steadiness)
    unsteady = [one.check for one in audit.steadiness if one.failures]
    found = f"{len(unsteady)} of {len(audit.steadiness)} checks fail at times" if unsteady else "none fails"
    name = "the reference passes over seeds, threads and orders of the checks"
    yield Measure(name, f"0 failures of {runs}", found, not unsteady)


def _thresholds(audit: Audit) -> Iterator[Measure]:
    if audit.thresholds:
        sound = sum(one.is_sound for one in audit.thresholds)
        found = f"{sound} of {len(audit.thresholds)}"
        yield Measure("thresholds that right solutions reach", "all", found, sound == len(audit.thresholds))


def _points(audit: Audit) -> Iterator[Measure]:
    lost = audit.redundancy.unlosable
    points = sum(worth for _, worth in lost)
    found = f"{points:g} points, in {len(lost)} checks" if lost else "none"
    yield Measure("points that no known mistake can lose", "none", found, not lost)


def _boundary(audit: Audit) -> Iterator[Measure]:
    wrong = [finding for finding in audit.boundary if finding.status is Status.WRONG]
    found = f"{len(wrong)} ways" if wrong else "nothing found"
    yield Measure("verdicts out of students' reach, hidden text hidden", "nothing found", found, not wrong)


_MEASURES: Final[tuple[Callable[[Audit], Iterator[Measure]], ...]] = (
    _mistakes,
    _hints,
    _alternatives,
    _mutants,
    _steadiness,
    _thresholds,
    _points,
    _boundary,
)
