"""Every defence is needed: with it off, some case gets through."""

from __future__ import annotations

from pathlib import Path

import pytest
from case import Case, all_cases
from defences import all_defences
from evidence import breaches
from ours import attack
from this_machine import require

pytestmark = pytest.mark.sandbox

FALLS = [
    pytest.param(case, name, id=f"{case.number} without {name}")
    for case in all_cases()
    for name in case.falls_without
]


@pytest.mark.parametrize(("case", "name"), FALLS)
def test_a_case_gets_through_where_its_defence_is_off(tmp_path: Path, case: Case, name: str) -> None:
    require(case.needs)
    require(all_defences()[name].needs)
    batch = attack(tmp_path / "course", [case], all_defences()[name].off)
    assert case.number in batch.lines, f"the switch broke the command: {batch.ran.stderr}"
    found = breaches(batch.evidence[case.number], batch.course.secrets, case.due)
    assert [*found, *batch.harm] != []


def test_every_defence_has_a_case_that_falls_without_it() -> None:
    needed = {name for case in all_cases() for name in case.falls_without}
    assert needed == set(all_defences())


def test_every_case_names_a_defence() -> None:
    assert {case.defence for case in all_cases()} <= set(all_defences())
