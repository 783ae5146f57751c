"""What is made of runs: endings, problems of mistakes, redundancy, measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from autograder.audit.kills import ending_of
from autograder.audit.measures import measured
from autograder.audit.mistakes import mistake_fate
from autograder.audit.model import (
    AlternativeFate,
    Audit,
    Ending,
    Failure,
    Label,
    MistakeFate,
    Mutant,
    MutantFate,
    Redundancy,
    Steadiness,
)
from autograder.audit.redundancy import redundancy
from autograder.audit.runs import Done, Run
from autograder.results import CellKind, CellResult, CheckResult, Outcome, SubmissionResult
from autograder.variants import Variant

FAILED, PASSED = Outcome.FAILED, Outcome.PASSED


def done(
    checks: Mapping[str, str],
    earned: float,
    *,
    header: Mapping[str, Any] | None = None,
    raised: Sequence[Sequence[str]] = (),
    number: int = 0,
) -> Done:
    """A run in which the checks of one cell of 4 points ended so: a message where one failed."""
    found = tuple(
        CheckResult(name, True, FAILED if said else PASSED, message=said, category="wrong" if said else "")
        for name, said in checks.items()
    )
    cell = CellResult("hw", "checks", CellKind.CHECK, 4.0, earned, FAILED, checks=found)
    result = SubmissionResult(
        "m", "hw", FAILED, "", earned, 4.0, 0.1, (cell,), provenance={"raised": list(raised)}
    )
    variant = Variant("m", "mistake", header or {}, {"answer": "x = 1"})
    return Done(Run(variant, number=number), result)


DUE = {"caught_by": ["checks::test_a"], "loses": 2}


@pytest.mark.parametrize(
    ("header", "checks", "earned", "problems"),
    [
        (DUE, {"test_a[1]": "Look at a.", "test_b": ""}, 2, ()),
        (DUE, {"test_a": "", "test_b": ""}, 4, ("it loses nothing", "checks::test_a should find it")),
        (DUE, {"test_a": "Look at a."}, 1, ("it loses too much: 3 instead of 2 points",)),
        (DUE, {"test_a": "Look at a."}, 3, ("it loses too little: 1 instead of 2 points",)),
        (DUE, {"test_a": "", "test_b": "Look."}, 2, ("checks::test_a should find it; checks::test_b did",)),
        (
            {},
            {"test_a": "Look."},
            2,
            ("its header says nothing of `caught_by` and `loses`: say which check finds it, and its points",),
        ),
    ],
)
def test_a_mistake_that_does_not_get_its_due_is_told_how(
    header: dict[str, Any], checks: dict[str, str], earned: float, problems: tuple[str, ...]
) -> None:
    run = done(checks, earned, header=header)
    assert mistake_fate(run.run.variant, [run], 4.0).problems == problems


def test_a_mistake_loses_no_more_than_there_is() -> None:
    run = done({"test_a": "Look."}, 0, header={**DUE, "loses": 9})
    assert mistake_fate(run.run.variant, [run], 4.0).problems == ()


def test_the_first_hint_is_the_first_text_of_an_author() -> None:
    fixed = "the result is not what it should be"
    run = done({"test_b": fixed, "test_c": "Look at c.", "test_a": "Look at a."}, 2, header=DUE)
    fate = mistake_fate(run.run.variant, [run], 4.0)
    assert (fate.hint, fate.hinted_by, fate.is_hinted_well) == ("Look at c.", "checks::test_c", False)


def test_a_mistake_that_fails_otherwise_the_next_time_is_not_confirmed() -> None:
    first, again = done({"test_a": "A.", "test_b": ""}, 2), done({"test_a": "", "test_b": ""}, 4, number=1)
    part = done({"test_a": "A."}, 2, number=2)
    assert not mistake_fate(first.run.variant, [first, again], 4.0).confirmed
    assert mistake_fate(first.run.variant, [first, part], 4.0).confirmed


def check(outcome: Outcome, category: str) -> CheckResult:
    return CheckResult("t", True, outcome, category=category)


@pytest.mark.parametrize(
    ("failed", "ending"),
    [
        ([check(FAILED, "raised"), check(FAILED, "wrong")], Ending.ASSERTION),
        ([check(FAILED, "raised"), check(Outcome.TIMEOUT, "timeout")], Ending.EXCEPTION),
        ([check(Outcome.TIMEOUT, "timeout")], Ending.TIMEOUT),
        ([check(Outcome.CRASHED, "gone")], Ending.CRASH),
        ([], Ending.SURVIVED),
    ],
)
def test_an_assertion_counts_before_all_other_ways_to_notice(
    failed: list[CheckResult], ending: Ending
) -> None:
    assert ending_of(failed) is ending


def mutant(
    key: str, ending: Ending = Ending.ASSERTION, killers: Sequence[str] = ("c::a",), **more: Any
) -> MutantFate:
    made = Mutant(key, "reference", "hw", "answer", "f", more.pop("operator", "swap"), "", "")
    return MutantFate(made, ending, tuple(killers), **more)


def test_redundancy_tells_helpers_twins_and_what_nothing_loses_apart() -> None:
    checks = {"c::a": 1.0, "c::b": 1.0, "c::c": 1.0, "c::d": 1.0, "c::e": 0.0}
    mistakes = [MistakeFate("m", "", 1, 1, ("c::a",), ("c::a",))]
    found = redundancy(checks, mistakes, [mutant("1", killers=("c::a", "c::b", "c::c"))])
    assert found == Redundancy(
        without_unique=("c::b", "c::c"), twins=(("c::b", "c::c"),), unlosable=(("c::d", 1.0),)
    )


GOOD = Audit(
    "hw",
    {"c::a": 1.0},
    mistakes=(MistakeFate("m", "", 1, 1, ("c::a",), ("c::a",)),),
    alternatives=(AlternativeFate("a", "", 60),),
    mutants=tuple(mutant(str(n)) for n in range(20)),
    steadiness=(Steadiness("c::a", 64),),
)


def unmet(audit: Audit) -> list[str]:
    return [measure.name for measure in measured(audit).measures if not measure.is_met]


def with_(**changes: Any) -> Audit:
    from dataclasses import replace

    return replace(GOOD, **changes)


NOTICED = "small changes of the solution are noticed by an assertion"


@pytest.mark.parametrize(
    ("audit", "missed"),
    [
        (GOOD, []),
        (with_(mistakes=()), ["mistakes found by the intended check, at their price"]),
        (with_(alternatives=()), ["right solutions of another build get full marks"]),
        (
            with_(alternatives=(AlternativeFate("a", "", 60, (Failure(1, 1, ("c::a",)),)),)),
            ["right solutions of another build get full marks"],
        ),
        (with_(mutants=()), ["small changes of the solution are noticed"]),
        (
            with_(mutants=(mutant("1"), mutant("2", Ending.SURVIVED, ()))),
            [NOTICED, "survivors are judged by a person"],
        ),
        (
            with_(mutants=(mutant("1"), mutant("2", Ending.SURVIVED, (), label=Label.MISSING, why="x"))),
            [NOTICED],
        ),
        (with_(mutants=(mutant("1"), mutant("2", Ending.SURVIVED, (), label=Label.EQUIVALENT, why="x"))), []),
        (with_(mutants=(mutant("1"), mutant("2", Ending.EXCEPTION))), []),
        (with_(mutants=(mutant("1", confirmed=False),)), ["kills come again each of three times"]),
        (
            with_(
                mutants=(
                    mutant("1"),
                    mutant("2", Ending.SURVIVED, (), operator="cosmic-ray: x", label=Label.MISSING),
                )
            ),
            ["changes that cosmic-ray makes are noticed by an assertion"],
        ),
        (
            with_(steadiness=(Steadiness("c::a", 64, (Failure(1, 1, ("c::a",)),)),)),
            ["the reference passes over seeds, threads and orders of the checks"],
        ),
        (with_(redundancy=Redundancy(unlosable=(("c::a", 1.0),))), ["points that no known mistake can lose"]),
    ],
)
def test_each_target_is_missed_by_what_it_is_about_and_by_nothing_else(
    audit: Audit, missed: list[str]
) -> None:
    assert unmet(audit) == missed
    assert measured(audit).is_met == (not missed)
