"""No attack forges a point, steals a check or hurts a neighbour."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from case import Case, all_cases
from evidence import breaches
from ours import Batch, attack, good_after
from target_course import MAX_SCORE
from this_machine import lacks, require

pytestmark = pytest.mark.sandbox

CASES = [pytest.param(case, id=case.number) for case in all_cases()]


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Batch]:
    """One batch for all cases that need nothing of their own, and one for each need."""
    possible = [case for case in all_cases() if not lacks(case.needs)]
    return {
        name: attack(
            tmp_path_factory.mktemp("redteam") / "course", [case for case in possible if case.batch == name]
        )
        for name in dict.fromkeys(case.batch for case in possible)
    }


@pytest.fixture
def batch(batches: Mapping[str, Batch], case: Case) -> Batch:
    require(case.needs)
    return batches[case.batch]


def test_the_command_ends_well(batches: Mapping[str, Batch]) -> None:
    for batch in batches.values():
        assert "Traceback" not in batch.ran.stderr
        assert batch.ran.code in (0, 1), batch.ran.stderr


@pytest.mark.parametrize("case", CASES)
def test_an_attack_gets_no_more_than_its_due(batch: Batch, case: Case) -> None:
    evidence = batch.evidence[case.number]
    assert breaches(evidence, batch.course.secrets, case.due) == []
    assert (evidence.score, evidence.outcome) == (case.due, evidence.outcome)
    assert evidence.outcome in case.outcomes


@pytest.mark.parametrize("case", CASES)
def test_the_good_submission_behind_it_gets_full_marks(batch: Batch, case: Case) -> None:
    line = batch.lines[good_after(case)]
    assert (line["score"], line["outcome"]) == (MAX_SCORE, "passed")


def test_nothing_of_the_course_or_the_machine_was_changed(batches: Mapping[str, Batch]) -> None:
    assert [harm for batch in batches.values() for harm in batch.harm] == []
