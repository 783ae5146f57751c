"""Figures that checks measure, such as an accuracy: what right solutions and mistakes reach, and what that advises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from autograder.assignment import Assignment, Role
from autograder.audit.model import ThresholdAdvice
from autograder.audit.runs import Done, Run
from autograder.audit.statistics.compared import thresholds_in
from autograder.audit.statistics.thresholds import advise
from autograder.results import Better, Metric
from autograder.variants import Variant

_RUNS: Final = 8
"""Runs of each mistake that a figure should find: enough to see that it passes now and then."""

Figure = tuple[str, str]
"""The name of a check, and that of what it measures."""


def figure_runs(mistakes: Sequence[Variant], reference: Done, seed: int) -> list[Run]:
    """Runs of those mistakes that a check with a figure is to find."""
    measuring = {check for check, _ in _metrics(reference)}
    return [
        Run(variant, seed=seed + number)
        for variant in mistakes
        if not measuring.isdisjoint(variant.header.get("caught_by", ()))
        for number in range(_RUNS)
    ]


def advised(
    assignment: Assignment, right: Sequence[Done], wrong: Sequence[Done]
) -> tuple[ThresholdAdvice, ...]:
    """What to think of the thresholds of each figure."""
    found = _values(right)
    sizes = {figure: metric.n for done in right for figure, metric in _metrics(done).items()}
    by_mistake = {name: _values(runs) for name, runs in _by_name(wrong).items()}
    known = _thresholds(assignment)
    return tuple(
        advise(
            check,
            metric,
            sizes[check, metric],
            right=values,
            wrong={
                run.variant.name: [
                    max(0.0, value) for value in by_mistake[run.variant.name].get((check, metric), ())
                ]
                for run in (done.run for done in wrong)
                if check in run.variant.header.get("caught_by", ())
            },
            thresholds=known.get(check, ()),
        )
        for (check, metric), values in found.items()
        if all(0 <= value <= 1 for value in values)
    )


def _metrics(done: Done) -> dict[Figure, Metric]:
    """The figures of a run that may be shares; of several of one name in a check, the last: it is judged by that.

    An error in the targets' unit has no law that its thresholds could be judged by.
    """
    return {
        (name, metric.name): metric
        for name, check in done.checks()
        for metric in check.metrics
        if metric.better is Better.HIGHER and metric.value <= 1
    }


def _values(runs: Iterable[Done]) -> dict[Figure, tuple[float, ...]]:
    found: dict[Figure, list[float]] = defaultdict(list)
    for done in runs:
        for figure, metric in _metrics(done).items():
            found[figure].append(metric.value)
    return {figure: tuple(values) for figure, values in found.items()}


def _by_name(runs: Iterable[Done]) -> Mapping[str, list[Done]]:
    found: dict[str, list[Done]] = defaultdict(list)
    for done in runs:
        found[done.run.variant.name].append(done)
    return found


def _thresholds(assignment: Assignment) -> dict[str, tuple[float, ...]]:
    return dict(_each_threshold(assignment))


def _each_threshold(assignment: Assignment) -> Iterator[tuple[str, tuple[float, ...]]]:
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role is Role.CHECK and cell.is_code:
                for test, numbers in thresholds_in(cell.source).items():
                    yield f"{cell.grade_id}::{test}", numbers
