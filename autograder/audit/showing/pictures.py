"""What the page draws: who notices which mistake, who notices which mutants, and where figures lie."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from autograder.audit.model import MistakeFate, ThresholdAdvice
from autograder.audit.showing.gist import FunctionFigures, by_cell
from autograder.pages.matrix import Matrix, Place, Side, Sign, drawn
from autograder.pages.sanitise import plain
from autograder.pages.strips import Line, Strip, strips

WRONG_STRIPS = 6
"""Mistakes drawn under a figure: those that come closest."""


def mistake_matrix(checks: Mapping[str, float], mistakes: Sequence[MistakeFate]) -> Markup:
    """Mistakes by checks; empty where one of the two is missing."""
    if not checks or not mistakes:
        return Markup("")
    columns = {check: number for number, check in enumerate(checks)}
    # In the order of the checks that should find them: what belongs together lies on the diagonal.
    ordered = sorted(
        mistakes,
        key=lambda fate: min((columns[check] for check in fate.caught_by if check in columns), default=-1),
    )
    rows = [Side(plain(fate.name), _row_title(fate), bool(fate.problems)) for fate in ordered]
    places = [place for i, fate in enumerate(ordered) for place in _places(i, fate, list(checks))]
    wrong = sum(bool(fate.problems) for fate in mistakes)
    label = (
        f"{len(mistakes)} mistakes by {len(checks)} checks; {wrong} mistakes are not caught as they should be. "
        "The table of mistakes below says the same in words."
    )
    return drawn(Matrix(label, _groups(checks), rows, places))


def mutant_matrix(checks: Mapping[str, float], functions: Sequence[FunctionFigures]) -> Markup:
    """Functions by checks: how many of a function's mutants a check notices."""
    if not checks or not functions:
        return Markup("")
    rows = [_function_side(figures) for figures in functions]
    places = [place for i, one in enumerate(functions) for place in _counts(i, one, list(checks))]
    label = (
        f"Mutants of {len(functions)} functions by {len(checks)} checks: how many each check notices. "
        "The table of functions below has the sums."
    )
    return drawn(Matrix(label, _groups(checks), rows, places))


def figure_chart(advice: ThresholdAdvice) -> Markup:
    """Right runs above the mistakes that come closest, with the thresholds across."""
    known = [Strip("right solutions", _finite(advice.values.right), is_right=True)]
    wrong = sorted(advice.values.wrong.items(), key=lambda item: -max(_finite(item[1]), default=-math.inf))
    known += [Strip(plain(name), _finite(values), is_right=False) for name, values in wrong[:WRONG_STRIPS]]
    label = f"{advice.metric} of right solutions and of mistakes; the figures stand beside the picture"
    return strips(known, list(_lines(advice)), plain(label))


def _lines(advice: ThresholdAdvice) -> Iterator[Line]:
    for threshold in advice.thresholds:
        yield Line("threshold", threshold, "threshold")
    if advice.zero is not None and math.isfinite(advice.zero):
        yield Line("zero: the best mistake ends at", advice.zero, "zero")
    if advice.full is not None and math.isfinite(advice.full):
        yield Line("full: right solutions reach", advice.full, "full")


def _finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


def _groups(checks: Mapping[str, float]) -> list[tuple[str, list[Side]]]:
    """Checks under their questions; what all names share (``test_``, ``_checks``) would only take room."""
    return [
        (
            plain(cell.removesuffix("_checks")),
            [Side(plain(test.removeprefix("test_")), plain(f"{cell}::{test}")) for test in tests],
        )
        for cell, tests in by_cell(checks).items()
    ]


def _row_title(fate: MistakeFate) -> str:
    return plain(" ".join([f"{fate.name}: {fate.summary}", *fate.problems]))


def _places(row: int, fate: MistakeFate, checks: Sequence[str]) -> Iterator[Place]:
    """Without a problem, one of several checks is enough, and those that let it pass are not missed."""
    for column, check in enumerate(checks):
        title = plain(f"{fate.name} by {check}")
        if check in fate.failed and check in fate.caught_by:
            yield Place(row, column, Sign.OWN, f"{title}: fails, as it should")
        elif check in fate.failed:
            yield Place(row, column, Sign.BESIDE, f"{title}: fails beside its own")
        elif check in fate.caught_by and fate.problems:
            yield Place(row, column, Sign.MISSED, f"{title}: should fail, and passes")


def _function_side(figures: FunctionFigures) -> Side:
    open_ = figures.mutants - figures.killed - figures.settled
    name = plain(figures.function if figures.base == "reference" else f"{figures.function} · {figures.base}")
    title = f"{name} in {plain(figures.cell)}: {figures.killed} of {figures.mutants} mutants noticed"
    return Side(name, title, open_ > 0)


def _counts(row: int, figures: FunctionFigures, checks: Sequence[str]) -> Iterator[Place]:
    for column, check in enumerate(checks):
        if count := figures.killers[check]:
            title = plain(f"{check} notices {count} of {figures.mutants} mutants of {figures.function}")
            yield Place(row, column, Sign.COUNT, title, str(count), count / figures.mutants)
