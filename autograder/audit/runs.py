"""Runs of an audit: made-up submissions, graded as any other is, each kept by the hash of all that it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from autograder.assignment import Assignment, check_files, digest_of
from autograder.audit.scope import WHOLE, content_digest, trimmed
from autograder.authoring.trials import MakeSandbox
from autograder.errors import PlatformError
from autograder.grading import grade
from autograder.pool import Pool, not_graded
from autograder.records import dump_result, load_result, write_atomically
from autograder.results import CellKind, CheckResult, Outcome, SubmissionResult
from autograder.sandbox.base import Sandbox
from autograder.settings import Settings
from autograder.submission import Submission
from autograder.variants import Variant, handed_in

_FORMAT: Final = 1
"""Raised when runs that are kept no longer stand."""

_DETAIL_CHARACTERS: Final = 12_000
_LEAST_SECONDS: Final = 3.0
_TIMES_AS_LONG: Final = 5.0


@dataclass(frozen=True, slots=True)
class Run:
    """One submission and the conditions of its grading.

    ``scope`` is that part of the assignment that takes part (see ``scope``), ``check_source`` what takes the place
    of its check cells. ``number`` tells repetitions apart.
    """

    variant: Variant
    scope: str = WHOLE
    seed: int = 0
    threads: int = 1
    shuffle: int = 0
    number: int = 0
    check_source: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a run."""

    run: Run
    result: SubmissionResult

    @property
    def lost(self) -> float:
        """Points that checks did not give."""
        cells = (cell for cell in self.result.cells if cell.kind is CellKind.CHECK)
        return sum(cell.points - (cell.earned or 0.0) for cell in cells)

    def checks(self) -> Iterator[tuple[str, CheckResult]]:
        """All checks, named ``cell::test``; the cases of a parametrized test come one by one under one name."""
        for cell in self.result.cells:
            for check in cell.checks:
                yield check_name(cell.grade_id, check), check

    def failures(self) -> Iterator[tuple[str, CheckResult]]:
        """Those of the checks that were not passed."""
        return ((name, check) for name, check in self.checks() if check.outcome is not Outcome.PASSED)

    @property
    def raised(self) -> list[tuple[str, str]]:
        """The grade_ids of cells that raised when they ran, and what."""
        return [(str(cell), str(said)) for cell, said in self.result.provenance.get("raised", ())]

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of checks that were not passed, each once, in their order."""
        return tuple(dict.fromkeys(name for name, _ in self.failures()))


def check_name(cell: str, check: CheckResult) -> str:
    """What an audit calls a check of the cell with that grade_id."""
    return f"{cell}::{check.test}"


@dataclass(frozen=True)
class Parts:
    """The ``whole`` assignment and its scopes, each made once."""

    whole: Assignment
    _made: dict[tuple[str, str], Assignment] = field(default_factory=dict)

    def of(self, scope: str, check_source: str = "") -> Assignment:
        """What takes part in a scope."""
        if scope == WHOLE:
            return self.whole
        if (scope, check_source) not in self._made:
            part = trimmed(self.whole, scope, check_source)
            # What checks draw by chance follows from the digest; it must rest on no more than the run's key does.
            self._made[scope, check_source] = replace(part, digest=content_digest(part))
        return self._made[scope, check_source]


@dataclass
class Runner:
    """Does runs for one assignment, at most once each.

    ``kept`` is the folder that results are kept in. The counters say what it cost. ``limits`` are the settings that
    runs are graded with: see ``tighten``.
    """

    assignment: Assignment
    settings: Settings
    make: MakeSandbox
    kept: Path
    workers: int
    executed: int = 0
    cached: int = 0
    limits: Settings = field(init=False)
    _material: str = field(init=False)
    _parts: Parts = field(init=False)
    _digests: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        own = [self.assignment.folder / name for name in self.assignment.files]
        checks = check_files(self.assignment.checks, self.assignment.folder)
        # All files that the author's cells may read.
        self._material = digest_of({self.assignment.folder: own, self.assignment.checks: checks}, ())
        self._parts, self.limits = Parts(self.assignment), self.settings

    def tighten(self, right: Iterable[Done]) -> None:
        """Give each cell and check a few times what ``right`` solutions took: wrong ones like to run for ever."""
        known = list(right)
        checks = max((check.seconds for done in known for _, check in done.checks()), default=0.0)
        cells = max((float(done.result.provenance.get("slowest", 0.0)) for done in known), default=0.0)
        self.limits = replace(
            self.settings,
            cell_seconds=min(self.settings.cell_seconds, max(_LEAST_SECONDS, _TIMES_AS_LONG * cells)),
            check_seconds=min(self.settings.check_seconds, max(_LEAST_SECONDS, _TIMES_AS_LONG * checks)),
        )

    def do(self, runs: Iterable[Run]) -> Iterator[Done]:
        """The results of ``runs`` as they get ready; those that are kept come first.

        Raises:
            PlatformError: this machine could not grade.
        """
        waiting: dict[int, list[tuple[str, Run]]] = {}
        for run in runs:
            key = self._key(run)
            found = load_result(self._place(key))
            if found is not None and found.key == key:
                self.cached += 1
                yield Done(run, found)
            else:
                waiting.setdefault(run.threads, []).append((key, run))
        for threads, keyed in waiting.items():
            yield from self._execute(keyed, replace(self.limits, threads=threads))

    def _execute(self, keyed: list[tuple[str, Run]], settings: Settings) -> Iterator[Done]:
        task = RunTask(self._parts, settings, self.make)
        workers = max(1, min(self.workers // max(1, settings.threads), len(keyed)))
        with Pool(task, workers) as pool:
            for key, done in pool.grade(keyed):
                if done.result.outcome is Outcome.PLATFORM_ERROR:
                    log = str(done.result.provenance.get("log", "")) or done.result.reason
                    raise PlatformError(f"{done.run.variant.name}: {done.result.reason}", log=log)
                self._keep(key, done)
                yield done

    def digest_of(self, scope: str) -> str:
        """Hash of all that the runs of a scope have in common."""
        if scope not in self._digests:
            settings = {k: v for k, v in asdict(self.settings).items() if k not in ("jobs", "assignments")}
            parts = [_FORMAT, self._material, content_digest(self._parts.of(scope)), settings]
            self._digests[scope] = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        return self._digests[scope]

    def _keep(self, key: str, done: Done) -> None:
        self.executed += 1
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(place, dump_result(replace(done.result, key=key)))

    def _place(self, key: str) -> Path:
        return self.kept / key[:2] / f"{key}.json"

    def _key(self, run: Run) -> str:
        # Not the tightened limits: a slow machine makes them others, and what they end has no end.
        # Nor what a file's header says: it is judged afterwards.
        submitted = [run.variant.kind, dict(run.variant.cells)]
        conditions = [run.seed, run.threads, run.shuffle, run.number, run.check_source]
        parts = [self.digest_of(run.scope), submitted, conditions]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class RunTask:
    """What a worker does with a run and its key."""

    parts: Parts
    settings: Settings
    make: MakeSandbox

    @property
    def assignment(self) -> Assignment:
        """The one whose checks workers see."""
        return self.parts.whole

    @property
    def seconds(self) -> float:
        """How long a submission may take."""
        return self.settings.submission_seconds

    def make_sandbox(self) -> Sandbox:
        """The wall around the author's own code: what it does to a machine is not known either once it is changed."""
        return self.make(self.settings)

    def do(self, job: tuple[str, Run], sandbox: Sandbox) -> tuple[str, Done]:
        """Grade one run."""
        key, run = job
        part = self.parts.of(run.scope, run.check_source)
        settings = replace(self.settings, seed=run.seed, shuffle=run.shuffle)
        return key, Done(run, _slim(grade(_submission(part, run.variant), part, sandbox, settings)))

    def lost(self, job: tuple[str, Run], why: str) -> tuple[str, Done]:
        """A run that nobody could do."""
        key, run = job
        return key, Done(run, not_graded(run.variant.name, self.assignment, why))

    def is_worth_another_try(self, done: tuple[str, Done]) -> bool:
        """Only what the platform has spoiled."""
        return done[1].result.outcome is Outcome.PLATFORM_ERROR


def _submission(assignment: Assignment, variant: Variant) -> Submission:
    files = {
        f"{notebook.name}.ipynb": handed_in(notebook, _of_notebook(variant, notebook.by_grade_id)).encode()
        for notebook in assignment.notebooks
    }
    return Submission(variant.name, assignment.folder, files, None)


def _of_notebook(variant: Variant, known: Mapping[str, object]) -> Variant:
    """The part of a variant that is about cells of one notebook, which may lack some."""
    cells = {name: text for name, text in variant.cells.items() if name.lstrip("+") in known}
    return replace(variant, cells=cells)


def _slim(result: SubmissionResult) -> SubmissionResult:
    """Without what no audit looks at: of notebooks it keeps what cells raised, and how long the slowest took."""
    cells = tuple(
        replace(
            cell,
            checks=tuple(replace(check, detail=check.detail[-_DETAIL_CHARACTERS:]) for check in cell.checks),
        )
        for cell in result.cells
    )
    seen = {
        "raised": list(_raised(result)),
        "slowest": max((seconds for run in result.notebooks for seconds in run.seconds), default=0.0),
    }
    return replace(result, cells=cells, notebooks=(), provenance={**result.provenance, **seen})


def _raised(result: SubmissionResult) -> Iterator[list[str]]:
    """The grade_id of each cell that raised, and what."""
    for run in result.notebooks:
        for cell in run.content["cells"]:
            for output in cell.get("outputs", ()):
                if output["output_type"] == "error":
                    grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
                    yield [grade_id, f"{output['ename']}: {output['evalue'][:200]}"]
