"""Whether right solutions always get full marks: over seeds, numbers of threads, and orders of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from autograder.audit.model import AlternativeFate, Failure, Steadiness
from autograder.audit.runs import Done, Run
from autograder.variants import Variant

REFERENCE: Final = Variant("reference", "reference")


def alternative_runs(alternatives: Sequence[Variant], runs: int, seed: int) -> list[Run]:
    """So many runs at least of all ``alternatives`` together, each over as many seeds."""
    seeds = -(-runs // max(1, len(alternatives)))
    return [Run(variant, seed=seed + n) for variant in alternatives for n in range(seeds)]


def steady_runs(runs: int, seed: int) -> list[Run]:
    """So many runs of the reference: seeds of their own, half of them with two threads, each in another order."""
    return [Run(REFERENCE, seed=seed + n, threads=1 + n % 2, shuffle=n) for n in range(runs)]


def alternative_fates(alternatives: Sequence[Variant], done: Sequence[Done]) -> tuple[AlternativeFate, ...]:
    """What became of each of ``alternatives``."""
    return tuple(
        _fate(variant, [d for d in done if d.run.variant.name == variant.name]) for variant in alternatives
    )


def _fate(variant: Variant, done: Sequence[Done]) -> AlternativeFate:
    return AlternativeFate(variant.name, variant.summary, len(done), tuple(_failures(done)))


def _failures(done: Sequence[Done]) -> Iterator[Failure]:
    for one in sorted(done, key=lambda d: (d.run.seed, d.run.threads)):
        if one.failed:
            yield Failure(one.run.seed, one.run.threads, one.failed, _said(one, one.failed[0]))


def _said(done: Done, name: str) -> str:
    """The last lines of what the check said, for its author."""
    detail = next(check.detail or check.message for failed, check in done.failures() if failed == name)
    return "\n".join(detail.splitlines()[-12:])


def steadiness(checks: Mapping[str, float], done: Sequence[Done]) -> tuple[Steadiness, ...]:
    """How each of ``checks`` fared in ``done``."""
    return tuple(Steadiness(name, len(done), tuple(_failures_of(name, done))) for name in checks)


def _failures_of(name: str, done: Sequence[Done]) -> Iterator[Failure]:
    for one in sorted(done, key=lambda d: d.run.seed):
        if name in one.failed:
            yield Failure(one.run.seed, one.run.threads, (name,), _said(one, name))
