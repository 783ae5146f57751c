"""Inputs on which a survivor differs from the reference, where the author's generators find some."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.audit.exploring.fuzzing import (
    applies,
    cells_with_generators,
    counterexample_in,
    explorations,
    refusal_in,
)
from autograder.audit.kills import Hunt
from autograder.audit.model import Mutant, MutantFate
from autograder.audit.runs import Run, Runner
from autograder.audit.scope import WHOLE
from autograder.errors import AssignmentError

_Group = tuple[str, str]
"""A scope and the base whose mutants are tried in it."""


@dataclass
class Explorer:
    """Tries the generators on survivors that nobody has judged.

    What a base answers is written to files beside the kept runs; only this machine's own checks read them. ``notes``
    are about generators that cannot be used: an audit without counterexamples is an audit still.
    """

    runner: Runner
    hunt: Hunt
    generators: Path
    notes: list[str] = field(default_factory=list)

    def explained(self, fates: Sequence[MutantFate]) -> tuple[MutantFate, ...]:
        """``fates`` with the counterexamples that were found."""
        found = dict(self._found([fate.mutant for fate in fates if fate.is_undecided]))
        return tuple(replace(fate, counterexample=found.get(fate.mutant.key, "")) for fate in fates)

    def _found(self, mutants: Sequence[Mutant]) -> Iterator[tuple[str, str]]:
        try:
            names = cells_with_generators(self.generators)
        except AssignmentError as error:
            self.notes.append(str(error))
            return
        # A change of an alternative is compared with that alternative: the two may differ in what is left open.
        groups: dict[_Group, list[Mutant]] = {}
        for mutant in mutants:
            # Where a cell has no checks of its own, nothing can take their place.
            scope = self.hunt.scope_of(mutant)
            if scope != WHOLE and any(applies(name, mutant.cell) for name in names):
                groups.setdefault((scope, mutant.base), []).append(mutant)
        sources = self._prepared(list(groups))
        runs = [
            self.hunt.run_of(mutant, group[0], check_source=sources[group])
            for group, chosen in groups.items()
            if group in sources
            for mutant in chosen
        ]
        for done in self.runner.do(runs):
            for _, check in done.failures():
                if text := counterexample_in(check.detail):
                    yield done.run.variant.name, text

    def _prepared(self, groups: Sequence[_Group]) -> dict[_Group, str]:
        """The checks that compare, once each base has answered to all the same inputs."""
        places = {group: self._traces(*group) for group in groups}
        sources = {
            group: explorations(self.generators, group[0].rpartition("/")[2], reference=place)
            for group, place in places.items()
        }
        # Numbered by the clock, so that none that is kept stands in for it: the answers have to be written.
        runs = [
            Run(
                self.hunt.bases[base],
                scope,
                self.hunt.seed,
                number=time.time_ns(),
                check_source=sources[scope, base],
            )
            for (scope, base), place in places.items()
            if not place.is_file()
        ]
        for done in self.runner.do(runs):
            for _, check in done.failures():
                said = refusal_in(check.detail) or check.message
                name = done.run.variant.name
                self.notes.append(f"{self.generators} is of no use for {done.run.scope} with {name}: {said}")
        return {group: source for group, source in sources.items() if places[group].is_file()}

    def _traces(self, scope: str, base: str) -> Path:
        """The file of what a base does with the inputs of a scope's generators."""
        parts = [self.runner.digest_of(scope), dict(self.hunt.bases[base].cells)]
        known = json.dumps(parts).encode() + self.generators.read_bytes()
        place = self.runner.kept / "traces" / f"{hashlib.sha256(known).hexdigest()}.pickle"
        place.parent.mkdir(parents=True, exist_ok=True)
        return place
