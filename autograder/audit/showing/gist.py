"""What a reader of an audit asks first; the table in the terminal and the page say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.audit.model import Audit, Ending, Failure, Label, MutantFate
from autograder.authoring.findings import Finding, Status, counted


def verdict(audit: Audit) -> str:
    """The whole audit in one sentence."""
    if not audit.measures:
        return "Nothing was measured, so nothing is known about these checks."
    missed = [measure.name for measure in audit.measures if not measure.is_met]
    if missed:
        return f"{len(missed)} of {counted(len(audit.measures), 'target')} missed: {'; '.join(missed)}."
    argued = sum(bool(measure.argued) for measure in audit.measures)
    exceptions = f", {argued} of them with argued exceptions" if argued else ""
    return f"All {counted(len(audit.measures), 'target')} met{exceptions}."


def by_cell(checks: Iterable[str]) -> dict[str, list[str]]:
    """Checks by the cell that they stand in: ``cell::test`` under ``cell``, in the order given."""
    cells: dict[str, list[str]] = {}
    for check in checks:
        cell, _, test = check.partition("::")
        cells.setdefault(cell, []).append(test or cell)
    return cells


def undecided(audit: Audit) -> list[MutantFate]:
    """Mutants that no check notices and about which nobody has decided."""
    return [fate for fate in audit.mutants if fate.is_undecided]


def missing_checks(audit: Audit) -> list[MutantFate]:
    """Mutants of which a person has said that a check should notice them, and none does."""
    return [fate for fate in audit.mutants if fate.ending is Ending.SURVIVED and fate.label is Label.MISSING]


def settled_survivors(audit: Audit) -> list[MutantFate]:
    """Mutants that no check notices, and that no check needs to notice."""
    return [fate for fate in audit.mutants if fate.ending is Ending.SURVIVED and not fate.counts]


def unconfirmed(audit: Audit) -> list[MutantFate]:
    """Mutants that were noticed once, and not each time."""
    return [fate for fate in audit.mutants if fate.ending is not Ending.SURVIVED and not fate.confirmed]


@dataclass(slots=True)
class FunctionFigures:
    """What became of the mutants of one function: how they ended, and how many each check noticed.

    ``elsewhere`` counts those that only checks of other cells noticed.
    """

    base: str
    cell: str
    function: str
    endings: Counter[Ending] = field(default_factory=Counter)
    killers: Counter[str] = field(default_factory=Counter)
    settled: int = 0
    elsewhere: int = 0

    @property
    def mutants(self) -> int:
        """All mutants of the function that were tried."""
        return self.endings.total()

    @property
    def killed(self) -> int:
        """Those that some check noticed."""
        return self.mutants - self.endings[Ending.SURVIVED]


def functions(mutants: Iterable[MutantFate]) -> list[FunctionFigures]:
    """The figures of each function, in the order in which they first appear."""
    found: dict[tuple[str, str, str], FunctionFigures] = {}
    for fate in mutants:
        key = (fate.mutant.base, fate.mutant.cell, fate.mutant.function)
        figures = found.setdefault(key, FunctionFigures(*key))
        figures.endings[fate.ending] += 1
        figures.killers.update(fate.killers)
        figures.settled += fate.ending is Ending.SURVIVED and not fate.counts
        figures.elsewhere += fate.ending is not Ending.SURVIVED and not fate.is_own
    return list(found.values())


def ran_as(failure: Failure) -> str:
    """Under which circumstances a run failed."""
    return f"seed {failure.seed}, {counted(failure.threads, 'thread')}"


def complaints(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that ask for something, the gravest first."""
    wrong_first = (Status.WRONG, Status.WARNING)
    return [finding for status in wrong_first for finding in findings if finding.status is status]


def times(seconds: Mapping[str, float]) -> list[tuple[str, float, float]]:
    """Where the time went, the longest part first: part, seconds, share of all."""
    whole = sum(seconds.values()) or 1.0
    ordered = sorted(seconds.items(), key=lambda item: -item[1])
    return [(part, spent, spent / whole) for part, spent in ordered]


def runs_line(audit: Audit) -> str:
    """How many runs there were, and how many of them an earlier audit had done."""
    spent = sum(audit.seconds.values())
    return f"{counted(audit.executed, 'run')} in {duration(spent)}; {audit.cached} more known from earlier audits"


def duration(seconds: float) -> str:
    """Seconds as people read them."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{seconds:.1f} s"


def joined(names: Sequence[str], most: int = 0) -> str:
    """Names in one line, or a word that there are none; of many the first ``most``, and how many more."""
    if most and len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return ", ".join(names) or "none"
