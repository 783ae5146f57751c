"""An audit in the terminal: the verdict, the targets, and then only what asks for something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.audit.model import (
    Audit,
    Failure,
    Measure,
    MistakeFate,
    MutantFate,
    Redundancy,
    ThresholdAdvice,
)
from autograder.audit.showing.gist import (
    complaints,
    duration,
    joined,
    missing_checks,
    ran_as,
    runs_line,
    times,
    unconfirmed,
    undecided,
    verdict,
)
from autograder.authoring.findings import Status, counted
from autograder.pages.sanitise import plain

MOST: Final = 10
"""Lines of a kind; the page has all."""

_FEW: Final = 3
"""Names in a line, and failing runs of one check."""

_SIGN: Final = {"+": "green", "-": "red"}
_STATUS: Final = {Status.OK: "green", Status.WARNING: "yellow", Status.WRONG: "bold red"}


def audit_report(audit: Audit) -> Group:
    """All that a person must see, in the order of its weight; the page and the JSON object have the rest."""
    style = "bold green" if audit.is_met and audit.measures else "bold red"
    parts: list[RenderableType] = [_text(f"{audit.assignment}: {verdict(audit)}", style)]
    if audit.measures:
        parts += [Text(), _measures(audit.measures)]
    for title, lines in _sections(audit):
        if lines:
            parts += [Text(), Text(title, style="bold"), *(Padding(line, (0, 0, 0, 2)) for line in lines)]
    return Group(*parts)


def _text(words: str, style: str = "") -> Text:
    """Text, not markup, and nothing that a terminal would obey."""
    return Text(plain(words), style=style)


def _measures(measures: Sequence[Measure]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("", "measure", "target", "found"):
        table.add_column(title)
    for measure in measures:
        mark = Text("met", style="green") if measure.is_met else Text("missed", style="bold red")
        name = _text(measure.name)
        for line in measure.argued[:MOST]:
            name.append(f"\nargued: {plain(line)}", style="dim")
        if len(measure.argued) > MOST:
            name.append(f"\n{_more(len(measure.argued) - MOST)}", style="dim")
        table.add_row(mark, name, _text(measure.target), _text(measure.found))
    return table


def _sections(audit: Audit) -> Iterator[tuple[str, list[Text]]]:
    """Each heading with its lines; those without a line are left out."""
    yield "notes", [_text(note) for note in audit.notes]
    yield "mistakes that are not caught as they should be", _capped(_mistakes(audit.mistakes))
    yield "right solutions that lose points", _capped(_alternatives(audit))
    yield "small changes that no check notices, though one should", _survivors(missing_checks(audit))
    yield (
        "small changes that no check notices: add a check, or say why none is needed",
        _survivors(undecided(audit)),
    )
    yield "small changes that are noticed, but not each time", _survivors(unconfirmed(audit))
    yield "checks that the reference fails at times", _capped(_unsteady(audit))
    yield "thresholds", [_threshold(advice) for advice in audit.thresholds]
    yield "redundancy", list(_redundancy(audit.redundancy))
    yield "what students could reach or read", _capped(_boundary(audit))
    yield "time", list(_times(audit))


def _more(count: int) -> str:
    return f"and {count} more: see the page"


def _capped(lines: Iterator[Text]) -> list[Text]:
    found = list(lines)
    return [*found[:MOST], Text(_more(len(found) - MOST), style="dim")] if len(found) > MOST else found


def _mistakes(mistakes: Sequence[MistakeFate]) -> Iterator[Text]:
    for fate in mistakes:
        if fate.problems and not fate.argued:
            yield _titled(fate.name, " ".join(fate.problems))
        elif not fate.is_hinted_well:
            yield _titled(fate.name, f"its first hint is said by {fate.hinted_by}, which is not its check")


def _titled(title: str, words: str) -> Text:
    return _text(title, "bold").append(f": {plain(words)}", style="not bold")


def _alternatives(audit: Audit) -> Iterator[Text]:
    for fate in audit.alternatives:
        if fate.failures:
            yield _failing(fate.name, fate.runs, fate.failures)


def _unsteady(audit: Audit) -> Iterator[Text]:
    for one in audit.steadiness:
        if one.failures:
            yield _failing(one.check, one.runs, one.failures)


def _failing(name: str, runs: int, failures: Sequence[Failure]) -> Text:
    text = _titled(name, f"{len(failures)} of {counted(runs, 'run')} failed")
    for failure in failures[:_FEW]:
        said = f": {failure.message}" if failure.message else ""
        text.append(
            f"\n  {plain(f'{ran_as(failure)}: {joined(failure.checks, _FEW)}{said}')}", style="not bold"
        )
    if len(failures) > _FEW:
        text.append(f"\n  {_more(len(failures) - _FEW)}", style="dim not bold")
    return text


def _survivors(fates: Sequence[MutantFate]) -> list[Text]:
    return _capped(_survivor(fate) for fate in fates)


def _survivor(fate: MutantFate) -> Text:
    """Where and what, the diff, and a check that would notice it."""
    mutant = fate.mutant
    base = "" if mutant.base == "reference" else f" of {mutant.base}"
    text = _titled(f"{mutant.cell}: {mutant.function}{base}", f"{mutant.operator} ({mutant.key})")
    if fate.why:
        text.append(f"\n{plain(fate.why)}", style="dim not bold")
    for line in plain(mutant.diff).splitlines():
        text.append(f"\n  {line}", style=f"{_SIGN.get(line[:1], 'dim')} not bold")
    if fate.counterexample:
        text.append("\nthis check tells them apart:", style="not bold")
        for line in plain(fate.counterexample).splitlines():
            text.append(f"\n  {line}", style="cyan not bold")
    return text


def _threshold(advice: ThresholdAdvice) -> Text:
    mark = "" if advice.is_sound else "move it; "
    return _titled(f"{advice.check}, {advice.metric}", f"{mark}{advice.advice}")


def _redundancy(redundancy: Redundancy) -> Iterator[Text]:
    if redundancy.unlosable:
        points = sum(worth for _, worth in redundancy.unlosable)
        names = [f"{name} ({worth:g})" for name, worth in redundancy.unlosable]
        yield _listed(f"{counted(points, 'point')} that nothing loses", names)
    if redundancy.twins:
        pairs = [" = ".join(checks) for checks in redundancy.twins]
        yield _listed("checks that notice the same", pairs)
    if redundancy.without_unique:
        yield _listed("checks that notice nothing alone", redundancy.without_unique)


def _listed(title: str, lines: Sequence[str]) -> Text:
    """The first lines under their title, which tells how many there are."""
    text = _text(f"{title}: {len(lines)}", "bold")
    for line in lines[:_FEW]:
        text.append(f"\n  {plain(line)}", style="not bold")
    if len(lines) > _FEW:
        text.append(f"\n  {_more(len(lines) - _FEW)}", style="dim not bold")
    return text


def _boundary(audit: Audit) -> Iterator[Text]:
    for finding in complaints(audit.boundary):
        text = _text(finding.status.value, _STATUS[finding.status])
        where = f"{finding.where}: " if finding.where else ""
        text.append(f" {plain(where + finding.text)}", style="not bold default")
        if finding.remedy:
            text.append(f"\n→ {plain(finding.remedy)}", style="bold default")
        yield text


def _times(audit: Audit) -> Iterator[Text]:
    if audit.seconds or audit.executed or audit.cached:
        yield _text(runs_line(audit))
    parts = [f"{part} {duration(spent)} ({share:.0%})" for part, spent, share in times(audit.seconds)]
    if parts:
        yield _text(", ".join(parts))
