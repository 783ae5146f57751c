"""From an audit to the page that staff read: every text harmless, every figure in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import islice

from autograder.audit.model import (
    AlternativeFate,
    Audit,
    Ending,
    Failure,
    Measure,
    MistakeFate,
    MutantFate,
    Steadiness,
    ThresholdAdvice,
)
from autograder.audit.showing.gist import (
    FunctionFigures,
    complaints,
    duration,
    functions,
    joined,
    missing_checks,
    ran_as,
    runs_line,
    settled_survivors,
    times,
    unconfirmed,
    undecided,
    verdict,
)
from autograder.audit.showing.pictures import WRONG_STRIPS, figure_chart, mistake_matrix, mutant_matrix
from autograder.audit.statistics.bounds import upper_bound
from autograder.authoring.findings import Finding, Status
from autograder.pages import audit_page as shown
from autograder.pages.charts import share_bar
from autograder.pages.marks import Mark, points
from autograder.pages.sanitise import plain

CARDS = 200
"""Mutants of a kind that the page shows with their diffs; the JSON object has all."""

FAILURES = 10
"""Failing runs that are listed of one check or alternative."""

_TEXT_LIMIT = 2_000
_STATUS = {Status.OK: shown.OK, Status.WARNING: shown.LOOK, Status.WRONG: shown.WRONG}


def render_audit(audit: Audit, *, made_at: str = "") -> str:
    """The page as HTML. ``made_at`` is the time to print, if any."""
    return shown.render_audit_page(_view(audit, made_at))


def _view(audit: Audit, made_at: str) -> shown.AuditView:
    figures = functions(audit.mutants)
    steady = [_steadiness(one) for one in audit.steadiness]
    open_, missing = undecided(audit), missing_checks(audit)
    settled, loose = settled_survivors(audit), unconfirmed(audit)
    return shown.AuditView(
        assignment=plain(audit.assignment),
        made_at=plain(made_at),
        mark=_verdict_mark(audit),
        verdict=_text(verdict(audit)),
        measures=[_measure(measure) for measure in audit.measures],
        tiles=_tiles(audit),
        notes=[_text(note) for note in audit.notes],
        amiss=[_mistake(fate) for fate in audit.mistakes if not _is_well(fate)],
        well=[_mistake(fate) for fate in audit.mistakes if _is_well(fate)],
        mistake_matrix=mistake_matrix(audit.checks, audit.mistakes),
        alternatives=[_alternative(fate) for fate in audit.alternatives],
        functions=[_function(one) for one in figures],
        mutant_matrix=mutant_matrix(audit.checks, figures),
        undecided=_cards(open_),
        missing=_cards(missing),
        settled=_cards(settled),
        unconfirmed=_cards(loose),
        left_out=sum(max(0, len(fates) - CARDS) for fates in (open_, missing, settled, loose)),
        figures=[_figure(advice) for advice in audit.thresholds],
        unsteady=[row for row in steady if row.failed],
        steady=[row for row in steady if not row.failed],
        without_unique=[plain(check) for check in audit.redundancy.without_unique],
        twins=[plain(" = ".join(checks)) for checks in audit.redundancy.twins],
        unlosable=[plain(f"{name}: {points(worth)}") for name, worth in audit.redundancy.unlosable],
        boundary=[_finding(finding) for finding in _ordered(audit.boundary)],
        times=[
            shown.TimeRow(plain(part), duration(spent), spent, _percent(share), share_bar(share))
            for part, spent, share in times(audit.seconds)
        ],
        runs=runs_line(audit),
    )


def _text(text: str) -> str:
    return plain(text)[:_TEXT_LIMIT]


def _percent(share: float) -> str:
    """A share with as many digits as tell it from none and from all."""
    if not math.isfinite(share):
        return "not known"
    percent = f"{100 * share:.2g}" if share < 0.1 else f"{100 * share:.3g}"
    return "under 0.01 %" if 0 < share < 1e-4 else f"{percent} %"


def _verdict_mark(audit: Audit) -> Mark:
    if not audit.measures:
        return shown.LOOK
    return shown.MET if audit.is_met else shown.MISSED


def _tiles(audit: Audit) -> list[tuple[str, str]]:
    seconds = sum(audit.seconds.values())
    return [
        ("Checks", str(len(audit.checks))),
        ("Points", points(sum(audit.checks.values()))),
        ("Mistakes", str(len(audit.mistakes))),
        ("Alternatives", str(len(audit.alternatives))),
        ("Mutants", str(len(audit.mutants))),
        ("Runs", str(audit.executed)),
        ("Time", duration(seconds)),
    ]


def _measure(measure: Measure) -> shown.MeasureRow:
    mark = shown.MISSED if not measure.is_met else shown.ARGUED if measure.argued else shown.MET
    argued = [_text(line) for line in measure.argued]
    return shown.MeasureRow(mark, plain(measure.name), plain(measure.target), plain(measure.found), argued)


def _is_well(fate: MistakeFate) -> bool:
    return not fate.problems and fate.is_hinted_well


def _mistake(fate: MistakeFate) -> shown.MistakeRow:
    wrong = shown.EXCUSED if fate.argued else shown.AMISS
    beside = [check for check in fate.failed if check not in fate.caught_by]
    return shown.MistakeRow(
        mark=wrong if fate.problems else shown.WELL,
        name=plain(fate.name),
        summary=_text(fate.summary),
        topic=plain(fate.topic),
        due=points(fate.due),
        lost=points(fate.lost),
        caught_by=_text(joined(fate.caught_by)),
        beside=_text(joined(beside, 5)) if beside else "",
        hint=_text(fate.hint),
        hinted_by=plain(fate.hinted_by),
        is_hinted_well=fate.is_hinted_well,
        problems=[_text(problem) for problem in fate.problems],
        argued=_text(fate.argued),
    )


def _alternative(fate: AlternativeFate) -> shown.RunsRow:
    return _runs(fate.name, fate.summary, fate.runs, fate.failures)


def _steadiness(one: Steadiness) -> shown.RunsRow:
    return _runs(one.check, "", one.runs, one.failures)


def _runs(name: str, summary: str, runs: int, failures: Sequence[Failure]) -> shown.RunsRow:
    listed = [_text(_failure(failure)) for failure in failures[:FAILURES]]
    if len(failures) > FAILURES:
        listed.append(f"and {len(failures) - FAILURES} more")
    return shown.RunsRow(
        mark=shown.FAILS if failures else shown.NEVER,
        name=plain(name),
        summary=_text(summary),
        runs=runs,
        failed=len(failures),
        bound=_percent(upper_bound(len(failures), runs)) if runs else "not known",
        failures=listed,
    )


def _failure(failure: Failure) -> str:
    said = f": {failure.message}" if failure.message else ""
    return f"{ran_as(failure)}: {joined(failure.checks, 5)}{said}"


def _function(figures: FunctionFigures) -> shown.FunctionRow:
    share = figures.killed / figures.mutants
    noticed = (Ending.ASSERTION, Ending.EXCEPTION)
    return shown.FunctionRow(
        base=plain(figures.base),
        cell=plain(figures.cell),
        function=plain(figures.function),
        mutants=figures.mutants,
        assertion=figures.endings[Ending.ASSERTION],
        exception=figures.endings[Ending.EXCEPTION],
        other=figures.killed - sum(figures.endings[ending] for ending in noticed),
        survived=figures.mutants - figures.killed - figures.settled,
        settled=figures.settled,
        elsewhere=figures.elsewhere,
        bar=share_bar(share),
        share=_percent(share),
        share_value=share,
    )


def _cards(fates: Iterable[MutantFate]) -> list[shown.SurvivorCard]:
    return [_card(fate) for fate in islice(fates, CARDS)]


def _card(fate: MutantFate) -> shown.SurvivorCard:
    mutant = fate.mutant
    base = "" if mutant.base == "reference" else f" of {mutant.base}"
    return shown.SurvivorCard(
        where=plain(f"{mutant.cell}: {mutant.function}{base}"),
        operator=plain(mutant.operator),
        key=plain(mutant.key),
        label=fate.label.value if fate.label else "",
        why=_text(fate.why),
        diff=shown.diff_lines(plain(mutant.diff)),
        counterexample=plain(fate.counterexample),
    )


def _figure(advice: ThresholdAdvice) -> shown.FigureCard:
    return shown.FigureCard(
        mark=_soundness(advice),
        check=plain(advice.check),
        metric=plain(advice.metric),
        chart=figure_chart(advice),
        facts=[(name, plain(value)) for name, value in _facts(advice)],
        advice=_text(advice.advice),
    )


def _soundness(advice: ThresholdAdvice) -> Mark:
    if not advice.is_sound:
        return shown.UNSOUND
    return shown.SOUND if math.isfinite(advice.false_fail) else shown.UNKNOWN


def _facts(advice: ThresholdAdvice) -> list[tuple[str, str]]:
    facts = [
        ("Right runs", str(len(advice.values.right))),
        ("Thresholds", ", ".join(f"{threshold:g}" for threshold in advice.thresholds) or "none"),
        ("Right solutions that miss the highest", _percent(advice.false_fail)),
        ("at most, with 95 % confidence", _percent(advice.false_fail_limit)),
        ("with the best of three tries", _percent(advice.best_of_three)),
    ]
    if advice.closest:
        facts.append((f"Runs of {advice.closest} that pass", _percent(advice.closest_passes)))
    if (hidden := len(advice.values.wrong) - WRONG_STRIPS) > 0:
        facts.append(("Mistakes not drawn", f"{hidden}, all lower"))
    return facts


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    return complaints(findings) + [finding for finding in findings if finding.status is Status.OK]


def _finding(finding: Finding) -> shown.FindingRow:
    return shown.FindingRow(
        mark=_STATUS[finding.status],
        text=_text(finding.text),
        where=plain(finding.where),
        why=_text(finding.why),
        remedy=_text(finding.remedy),
    )
