"""A whole audit, part by part; what was run before and rests on nothing that has changed is not run again."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from autograder.assignment import Cell, Role
from autograder.audit.exploring.counterexamples import Explorer
from autograder.audit.figures import advised, figure_runs
from autograder.audit.kills import CONFIRMATIONS, Hunt
from autograder.audit.material import Material, read_material
from autograder.audit.measures import measured
from autograder.audit.mistakes import mistake_fate
from autograder.audit.model import Audit, Label, MistakeFate, Mutant, MutantFate
from autograder.audit.mutation.crosscheck import cosmic_mutants
from autograder.audit.mutation.mutants import most_different, mutants_of, solution_lines
from autograder.audit.mutation.triage import read_labels, stale
from autograder.audit.redundancy import redundancy
from autograder.audit.runs import Done, Run, Runner, check_name
from autograder.audit.scope import WHOLE, scopes
from autograder.audit.statistics.bounds import scipy_stats
from autograder.audit.steady import (
    REFERENCE,
    alternative_fates,
    alternative_runs,
    steadiness,
    steady_runs,
)
from autograder.authoring.examine import Examination, maker_for
from autograder.authoring.findings import Finding, Topic
from autograder.authoring.trials import MakeSandbox
from autograder.classrun import prepare
from autograder.course import Course
from autograder.errors import AssignmentError
from autograder.results import CellKind
from autograder.variants import Variant

_BOUNDARY: Final = (Topic.LEAKS, Topic.OUTSIDE, Topic.VALUES)
_BASES: Final = 1
"""How many alternatives are changed too, those that are built the least like the reference."""

OnProgress = Callable[[str, int, int], None]
Labels = Mapping[str, tuple[Label, str]]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is run: changes of one function, runs of right solutions, and processes at a time.

    ``crosscheck`` adds changes that cosmic-ray makes of the reference.
    """

    mutants: int = 40
    steady_runs: int = 64
    alternative_runs: int = 100
    workers: int = 1
    crosscheck: bool = False


@dataclass
class Performance:
    """One audit while it goes on; ``on_progress`` is told of each part, and how many runs of how many are done."""

    course: Course
    name: str
    extent: Extent
    on_progress: OnProgress = lambda *_: None
    make_sandbox: MakeSandbox | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def audit(self) -> Audit:
        """Do all of it.

        Raises:
            UsageError: there is no such assignment, a setting is wrong, or scipy is not installed.
            AssignmentError: the reference fails its own checks, or a file in ``audit/`` cannot be used.
            PlatformError: this machine cannot grade.
        """
        scipy_stats()  # else it would be missed at the very end
        run = prepare(self.course, self.name)
        self._assignment, self._seed = run.assignment, run.settings.seed
        self._material = read_material(self.course, run.assignment)
        labels = read_labels(self._material.labels)
        kept = self.course.state / "audit" / self.name
        make = self.make_sandbox or maker_for(run.assignment)
        self._runner = Runner(run.assignment, run.settings, make, kept, self.extent.workers)
        reference = self._reference()
        self._bases = {variant.name: variant for variant in (REFERENCE, *self._other_builds())}
        self._scoped = self._scopes()
        checks = _checks(reference)
        alternatives = self._do(
            "alternatives",
            alternative_runs(self._material.alternatives, self.extent.alternative_runs, self._seed),
        )
        self._runner.tighten([reference, *alternatives])
        mistakes = self._mistakes(sum(checks.values()))
        steady = self._do("steadiness", steady_runs(self.extent.steady_runs, self._seed))
        figures = self._do("figures", figure_runs(self._material.mistakes, reference, self._seed))
        mutants = self._mutants(labels)
        with self._timed("boundary"):
            boundary = tuple(self._boundary())
        return measured(
            Audit(
                assignment=self.name,
                checks=checks,
                mistakes=mistakes,
                alternatives=alternative_fates(self._material.alternatives, alternatives),
                mutants=mutants,
                steadiness=steadiness(checks, steady),
                thresholds=advised(run.assignment, [*steady, *alternatives], figures),
                redundancy=redundancy(checks, mistakes, mutants),
                boundary=boundary,
                notes=(*self.notes, *_notes(self._material, labels, mutants)),
                seconds=self.seconds,
                executed=self._runner.executed,
                cached=self._runner.cached,
            )
        )

    def _reference(self) -> Done:
        (reference,) = self._do("reference", [Run(REFERENCE, seed=self._seed)])
        if reference.failed:
            named = ", ".join(reference.failed[:3])
            raise AssignmentError(
                f"the reference solution of {self.name} does not pass its own checks ({named}), and an audit measures "
                f"by it; `autograder check {self.name}` says more"
            )
        return reference

    def _do(self, part: str, runs: Iterable[Run]) -> list[Done]:
        with self._timed(part):
            return list(self._shown(part, list(runs)))

    def _shown(self, part: str, runs: list[Run]) -> Iterator[Done]:
        for number, done in enumerate(self._runner.do(runs), 1):
            self.on_progress(part, number, len(runs))
            yield done

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[part] = self.seconds.get(part, 0.0) + time.monotonic() - begun

    def _mistakes(self, points: float) -> tuple[MistakeFate, ...]:
        scoped = {cell: scope for (base, _, cell), scope in self._scoped.items() if base == REFERENCE.name}
        runs = [
            Run(variant, _scope_of(variant, scoped) if number else WHOLE, self._seed + number, number=number)
            for variant in self._material.mistakes
            for number in range(CONFIRMATIONS + 1)
        ]
        by_name: dict[str, list[Done]] = {}
        for done in sorted(self._do("mistakes", runs), key=lambda d: d.run.number):
            by_name.setdefault(done.run.variant.name, []).append(done)
        return tuple(mistake_fate(v, by_name[v.name], points) for v in self._material.mistakes)

    def _mutants(self, labels: Labels) -> tuple[MutantFate, ...]:
        mutants = list({mutant.key: mutant for mutant in self._changes()}.values())
        hunt = Hunt(
            lambda runs: self._shown("mutants", list(runs)),
            lambda mutant: self._scoped.get((mutant.base, mutant.notebook, mutant.cell), WHOLE),
            self._bases,
            self._seed,
        )
        with self._timed("mutants"):
            fates = hunt.fates(mutants, labels)
        with self._timed("counterexamples"):
            explorer = Explorer(self._runner, hunt, self._material.generators)
            fates = explorer.explained(fates)
        self.notes += explorer.notes
        return fates

    def _other_builds(self) -> Sequence[Variant]:
        """The alternatives that are built the least like the reference."""
        sources = {
            cell.grade_id: cell.source
            for book in self._assignment.notebooks
            for cell in book.cells
            if cell.role is Role.STUDENT and cell.is_code
        }
        return most_different(self._material.alternatives, sources, _BASES)

    def _changes(self) -> Iterator[Mutant]:
        """The changes of each solution cell: of the reference's, and of those alternatives' that write it anew."""
        for book in self._assignment.notebooks:
            for cell in book.cells:
                if cell.role is Role.STUDENT and cell.is_code and cell.grade_id:
                    for base, source, lines in _written(cell, self._bases):
                        where = {"notebook": book.name, "cell": cell.grade_id, "base": base}
                        yield from mutants_of(source, **where, lines=lines, most=self.extent.mutants)
                        if self.extent.crosscheck and base == REFERENCE.name:
                            yield from cosmic_mutants(source, **where, lines=lines, most=self.extent.mutants)

    def _scopes(self) -> dict[tuple[str, str, str], str]:
        """The scopes in which each base passes, by base, notebook and cell; in others the whole assignment judges."""
        names = scopes(self._assignment)
        runs = [Run(base, scope, self._seed) for base in self._bases.values() for scope in names]
        passed = [done for done in self._do("reference", runs) if not done.failed and any(done.checks())]
        return {(done.run.variant.name, *names[done.run.scope]): done.run.scope for done in passed}

    def _boundary(self) -> Iterator[Finding]:
        topics = Examination(self.course, self.name, self.make_sandbox).topics()
        return (finding for topic in topics for finding in topic if finding.topic in _BOUNDARY)


def _scope_of(variant: Variant, scoped: Mapping[str, str]) -> str:
    """The scope that is enough for a variant: that of its cell, if it changes one alone."""
    cells = {name.lstrip("+") for name in variant.cells}
    return scoped.get(cells.pop(), WHOLE) if len(cells) == 1 else WHOLE


def _written(cell: Cell, bases: Mapping[str, Variant]) -> Iterator[tuple[str, str, Collection[int] | None]]:
    """What each base has in a cell, with the lines that may be changed."""
    for name, variant in bases.items():
        if variant.kind == REFERENCE.kind:
            yield name, cell.source, solution_lines(cell.source)
        elif source := variant.cells.get(cell.grade_id):
            yield name, source, None


def _checks(reference: Done) -> dict[str, float]:
    """All checks with their points, in the order of the notebook."""
    found: dict[str, float] = {}
    for cell in reference.result.cells:
        if cell.kind is CellKind.CHECK:
            total = sum(check.weight for check in cell.checks)
            for check in cell.checks:
                name = check_name(cell.grade_id, check)
                share = check.weight / total if total else 0.0
                found[name] = found.get(name, 0.0) + cell.points * share
    return found


def _notes(material: Material, labels: Labels, mutants: Iterable[MutantFate]) -> Iterator[str]:
    if not material.mistakes:
        yield (
            f"{material.folder / 'mistakes'} holds no mistake: write down what students get wrong, a file each, "
            "with the check that must find it"
        )
    if not material.alternatives:
        yield f"{material.folder / 'alternatives'} holds no right solution of another build"
    for key in stale(labels, [fate.mutant for fate in mutants]):
        yield f"{material.labels} judges {key}, and no change is called that any more: take the entry out"
