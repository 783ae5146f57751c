"""The fate of mutants: tried against the checks of their own cell, survivors against all, each kill three times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from autograder.audit.model import Ending, Label, Mutant, MutantFate
from autograder.audit.runs import Done, Run
from autograder.audit.scope import WHOLE
from autograder.checker.verdict import OF_PREDICTIONS
from autograder.results import CheckResult, Outcome
from autograder.variants import Variant

CONFIRMATIONS: Final = 2
"""How often a kill is tried again, with another seed each time."""

DoRuns = Callable[[Iterable[Run]], Iterator[Done]]
_CRASHES: Final = (Outcome.CRASHED, Outcome.OUT_OF_MEMORY)


@dataclass
class Hunt:
    """Finds out what becomes of ``mutants``.

    ``scope_of`` names the scope of a mutant's cell; ``bases`` are the solutions that were changed, by name.
    """

    do: DoRuns
    scope_of: Callable[[Mutant], str]
    bases: Mapping[str, Variant]
    seed: int
    _killed: dict[str, list[Done]] = field(default_factory=dict)

    def fates(
        self, mutants: Sequence[Mutant], labels: Mapping[str, tuple[Label, str]]
    ) -> tuple[MutantFate, ...]:
        """What became of each of ``mutants``; ``labels`` are what people have said of survivors."""
        self._try(mutants, self.scope_of)
        alive = [mutant for mutant in mutants if mutant.key not in self._killed]
        self._try([mutant for mutant in alive if self.scope_of(mutant) != WHOLE], lambda _: WHOLE)
        self._confirm(mutants)
        return tuple(self._fate(mutant, labels.get(mutant.key)) for mutant in mutants)

    def run_of(self, mutant: Mutant, scope: str, number: int = 0, check_source: str = "") -> Run:
        """The run in which ``mutant`` is handed in."""
        cells = {**self.bases[mutant.base].cells, mutant.cell: mutant.source}
        variant = Variant(mutant.key, "mutant", {}, cells)
        return Run(variant, scope, self.seed + number, number=number, check_source=check_source)

    def _try(self, mutants: Iterable[Mutant], scope_of: Callable[[Mutant], str]) -> None:
        for done in self.do([self.run_of(mutant, scope_of(mutant)) for mutant in mutants]):
            if done.failed:
                self._killed[done.run.variant.name] = [done]

    def _confirm(self, mutants: Iterable[Mutant]) -> None:
        again = [
            self.run_of(mutant, self._killed[mutant.key][0].run.scope, number)
            for mutant in mutants
            if mutant.key in self._killed
            for number in range(1, CONFIRMATIONS + 1)
        ]
        for done in self.do(again):
            self._killed[done.run.variant.name].append(done)

    def _fate(self, mutant: Mutant, label: tuple[Label, str] | None) -> MutantFate:
        decided, why = label or (None, "")
        runs = self._killed.get(mutant.key, [])
        if not runs:
            return MutantFate(mutant, Ending.SURVIVED, label=decided, why=why)
        return MutantFate(
            mutant,
            ending_of(check for _, check in runs[0].failures()),
            runs[0].failed,
            is_own=runs[0].run.scope == self.scope_of(mutant),
            confirmed=len(runs) > CONFIRMATIONS and all(run.failed for run in runs),
            label=decided,
            why=why,
        )


def ending_of(failed: Iterable[CheckResult]) -> Ending:
    """How checks noticed: by an assertion where one of them did so, since that says what is wrong."""
    endings = set(map(_ending, failed))
    order = (Ending.ASSERTION, Ending.EXCEPTION, Ending.TIMEOUT, Ending.CRASH)
    return next((ending for ending in order if ending in endings), Ending.SURVIVED)


def _ending(check: CheckResult) -> Ending:
    if check.outcome is Outcome.TIMEOUT:
        return Ending.TIMEOUT
    if check.outcome in _CRASHES:
        return Ending.CRASH
    return Ending.ASSERTION if check.category in ("wrong", *OF_PREDICTIONS) else Ending.EXCEPTION
