"""What an audit is made of: frozen records, and the questions that they answer.

    Audit ── measures: Measure                 (one line each: target, what was found, met or not)
      ├── mistakes: MistakeFate                (a file of mistakes/, and what became of it)
      ├── alternatives: AlternativeFate        (a right solution of another build, over seeds)
      ├── mutants: MutantFate ── mutant: Mutant
      ├── steadiness: Steadiness               (one check, over seeds, threads and orders of the checks)
      ├── thresholds: ThresholdAdvice          (one figure such as an accuracy, over the same runs)
      ├── redundancy: Redundancy
      └── boundary: Finding                    (what rests on a student's word or could be read)

A check is named ``cell::test``; the cases of a parametrized test count as one check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.authoring.findings import Finding


class Ending(StrEnum):
    """How the first check that noticed a wrong solution did so."""

    ASSERTION = "assertion"
    EXCEPTION = "exception"
    TIMEOUT = "timeout"
    CRASH = "crash"
    SURVIVED = "survived"


class Label(StrEnum):
    """What a person has decided about a mutant that no check notices."""

    EQUIVALENT = "equivalent"
    UNSPECIFIED = "unspecified"
    MISSING = "missing check"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A solution cell with one small change.

    ``key`` names the change for as long as the cell's code stays the same but for comments and layout. ``base`` is
    whose solution was changed (``reference``, or an alternative's name), ``function`` the qualified name of the
    changed function, ``source`` the whole cell after the change, ``diff`` what changed in it.
    """

    key: str
    base: str
    notebook: str
    cell: str
    function: str
    operator: str
    source: str
    diff: str


@dataclass(frozen=True, slots=True)
class MutantFate:
    """What became of a mutant.

    ``killers`` are all checks that failed. ``is_own`` tells that a check of the changed cell itself is among them;
    ``confirmed`` that each repetition found it too. ``counterexample`` is a test on which reference and mutant
    differ, as text to paste into a check cell.
    """

    mutant: Mutant
    ending: Ending
    killers: tuple[str, ...] = ()
    is_own: bool = True
    confirmed: bool = True
    label: Label | None = None
    why: str = ""
    counterexample: str = ""

    @property
    def is_undecided(self) -> bool:
        """Whether no check notices it, and nobody has said what to think of that."""
        return self.ending is Ending.SURVIVED and self.label is None

    @property
    def counts(self) -> bool:
        """Whether a check should notice it: nobody has argued that it is as good, or that nothing is said of it."""
        return self.label not in (Label.EQUIVALENT, Label.UNSPECIFIED)


@dataclass(frozen=True, slots=True)
class MistakeFate:
    """A known mistake, what it is due and what it got.

    ``failed`` are the checks that failed, ``caught_by`` those that should have, one of them at least for each line
    of the file's header. ``hint`` is what its student reads first, and ``hinted_by`` the check that says it.
    ``problems`` are sentences; empty where all is as it should be.
    """

    name: str
    summary: str
    due: float
    lost: float
    caught_by: tuple[str, ...]
    failed: tuple[str, ...]
    hint: str = ""
    hinted_by: str = ""
    confirmed: bool = True
    topic: str = ""
    problems: tuple[str, ...] = ()
    argued: str = ""

    @property
    def is_hinted_well(self) -> bool:
        """Whether the first hint belongs to the mistake."""
        return not self.hint or self.hinted_by in self.caught_by


@dataclass(frozen=True, slots=True)
class Failure:
    """One run in which a right solution lost points: ``checks`` are those that failed."""

    seed: int
    threads: int
    checks: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class AlternativeFate:
    """A right solution of another build, over seeds."""

    name: str
    summary: str
    runs: int
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Steadiness:
    """One check and the reference over seeds, one thread and two, and shuffled orders of the checks."""

    check: str
    runs: int
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Histogram:
    """Values to draw: those of right runs, and, by name, those of mistakes that the figure is about."""

    right: tuple[float, ...]
    wrong: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThresholdAdvice:
    """One figure that a check measures (an accuracy, say), and where a threshold for it may lie.

    ``thresholds`` are those found in the check's text, lowest first; ``false_fail`` is the chance that a right
    solution misses the highest one, with its upper limit; ``best_of_three`` the same when a failure is tried twice
    more. ``zero`` is where the best mistake ends, ``full`` what a right solution reaches but for one time in ten
    thousand, ``None`` where too few runs tell. ``closest`` names the mistake that passes most often, in the share
    ``closest_passes`` of its runs.
    """

    check: str
    metric: str
    values: Histogram
    thresholds: tuple[float, ...]
    false_fail: float
    false_fail_limit: float
    best_of_three: float
    zero: float | None
    full: float | None
    closest: str = ""
    closest_passes: float = 0.0
    advice: str = ""
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Checks that find nothing by themselves, checks that find the same, and points that nothing can lose."""

    without_unique: tuple[str, ...] = ()
    twins: tuple[tuple[str, ...], ...] = ()
    unlosable: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the verdict: what is asked, what was found, and whether that is enough.

    ``argued`` are the exceptions that people have given reasons for, a line each.
    """

    name: str
    target: str
    found: str
    is_met: bool
    argued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """All that was found about one assignment.

    ``checks`` are all checks, in the order of the notebook, with their points. ``seconds`` says where the time went
    (wall clock, by part); ``executed`` and ``cached`` count runs.
    """

    assignment: str
    checks: Mapping[str, float]
    measures: tuple[Measure, ...] = ()
    mistakes: tuple[MistakeFate, ...] = ()
    alternatives: tuple[AlternativeFate, ...] = ()
    mutants: tuple[MutantFate, ...] = ()
    steadiness: tuple[Steadiness, ...] = ()
    thresholds: tuple[ThresholdAdvice, ...] = ()
    redundancy: Redundancy = Redundancy()
    boundary: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    executed: int = 0
    cached: int = 0

    @property
    def is_met(self) -> bool:
        """Whether every target is met or argued."""
        return all(measure.is_met for measure in self.measures)
