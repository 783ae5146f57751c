"""Inputs on which a survivor differs from the reference, where the author's generators find some."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.audit.exploring.fuzzing import (
    applies,
    cells_with_generators,
    counterexample_in,
    explorations,
    refusal_in,
)
from autograder.audit.kills import Hunt
from autograder.audit.model import Ending, Mutant, MutantFate
from autograder.audit.runs import Run, Runner
from autograder.audit.scope import WHOLE
from autograder.audit.steady import REFERENCE
from autograder.errors import AssignmentError


@dataclass
class Explorer:
    """Tries the generators on survivors that nobody has judged.

    The reference's answers are written to files beside the kept runs; only this machine's own checks read them.
    """

    runner: Runner
    hunt: Hunt
    generators: Path

    def explained(self, fates: Sequence[MutantFate]) -> tuple[MutantFate, ...]:
        """``fates`` with the counterexamples that were found.

        Raises:
            AssignmentError: the generators cannot be used.
        """
        found = dict(self._found([fate.mutant for fate in fates if _is_open(fate)]))
        return tuple(replace(fate, counterexample=found.get(fate.mutant.key, "")) for fate in fates)

    def _found(self, mutants: Sequence[Mutant]) -> Iterator[tuple[str, str]]:
        names = cells_with_generators(self.generators)
        by_scope: dict[str, list[Mutant]] = {}
        for mutant in mutants:
            if any(applies(name, mutant.cell) for name in names):
                by_scope.setdefault(self.hunt.scope_of(mutant), []).append(mutant)
        by_scope.pop(WHOLE, None)  # where the cell has no checks of its own, nothing can stand in their place
        sources = self._prepared(list(by_scope))
        runs = [
            self.hunt.run_of(mutant, scope, check_source=sources[scope])
            for scope, chosen in by_scope.items()
            for mutant in chosen
        ]
        for done in self.runner.do(runs):
            for _, check in done.failures():
                if text := counterexample_in(check.detail):
                    yield done.run.variant.name, text

    def _prepared(self, scopes: Sequence[str]) -> dict[str, str]:
        """The checks that compare, once the reference has answered to all the same inputs."""
        places = {scope: self._traces(scope) for scope in scopes}
        sources = {
            scope: explorations(self.generators, scope.rpartition("/")[2], reference=place)
            for scope, place in places.items()
        }
        # Numbered by the clock, so that none that is kept stands in for it: the answers have to be written.
        runs = [
            Run(REFERENCE, scope, self.hunt.seed, number=time.time_ns(), check_source=sources[scope])
            for scope, place in places.items()
            if not place.is_file()
        ]
        for done in self.runner.do(runs):
            for _, check in done.failures():
                said = refusal_in(check.detail) or check.message
                raise AssignmentError(f"{self.generators} cannot be used for {done.run.scope}: {said}")
        return sources

    def _traces(self, scope: str) -> Path:
        """The file of what the reference does with the inputs of a scope's generators."""
        known = f"{self.runner.digest_of(scope)}\0".encode() + self.generators.read_bytes()
        place = self.runner.kept / "traces" / f"{hashlib.sha256(known).hexdigest()}.pickle"
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def _is_open(fate: MutantFate) -> bool:
    return fate.ending is Ending.SURVIVED and fate.label is None
