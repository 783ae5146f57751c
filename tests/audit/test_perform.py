"""A whole audit: what is run again, what stops it, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from audit_course import MISTAKES, SOFTMAX, AuditCourse, measure

from autograder.audit.model import Ending, Label
from autograder.audit.mutation.triage import to_paste
from autograder.errors import AssignmentError, UsageError

FEW = {"mutants": 4, "steady_runs": 2, "alternative_runs": 2}


def test_what_has_not_changed_is_not_run_again(tmp_path: Path) -> None:
    course = AuditCourse(tmp_path).write()
    first = course.audit(**FEW)
    again = course.audit(**FEW)
    assert (first.cached < first.executed, again.executed, again.cached) == (
        True,
        0,
        first.executed + first.cached,
    )
    assert again.mutants == first.mutants
    assert again.mistakes == first.mistakes


def test_a_mistake_that_changes_is_run_again_and_nothing_else(tmp_path: Path) -> None:
    course = AuditCourse(tmp_path).write()
    course.audit(**FEW)
    path = tmp_path / "audit/hw/mistakes/without_shift.py"
    path.write_text(path.read_text().replace("powers", "p"))
    assert course.audit(**FEW).executed == 3
    path.write_text(path.read_text().replace("loses = 2", "loses = 3"))
    audit = course.audit(**FEW)
    assert audit.executed == 0
    (fate,) = [fate for fate in audit.mistakes if fate.name == "without_shift"]
    assert fate.problems == ("it loses too little: 2 instead of 3 points",)


def test_a_reference_that_fails_its_own_checks_is_no_measure(tmp_path: Path) -> None:
    course = AuditCourse(tmp_path, solution=SOFTMAX.replace("axis=1", "axis=0")).write()
    with pytest.raises(
        AssignmentError, match=r"does not pass its own checks \(checks::asserts.*autograder check hw"
    ):
        course.audit(**FEW)


def test_an_assignment_without_mistakes_is_told_so(tmp_path: Path) -> None:
    audit = AuditCourse(tmp_path, mistakes={}, alternatives={}).write().audit(**FEW)
    assert not audit.is_met
    assert not measure(audit, "intended check").is_met
    assert not measure(audit, "another build").is_met
    assert "mistakes holds no mistake: write down what students get wrong" in audit.notes[0]
    assert "alternatives holds no right solution" in audit.notes[1]


@pytest.mark.parametrize("code", ["def softmax(scores:", "import no_such_module", "1 / 0"])
def test_a_mistake_that_does_not_run_is_a_fault_of_its_file(tmp_path: Path, code: str) -> None:
    mistakes = {"broken": ("test_values", 4.0, code)}
    audit = AuditCourse(tmp_path, mistakes=mistakes).write().audit(**FEW)
    (problem,) = audit.mistakes[0].problems
    assert problem.startswith("its cell answer raises ")
    assert problem.endswith("a mistake has to run, as a student's does; mend the file")


def test_no_such_assignment(tmp_path: Path) -> None:
    course = AuditCourse(tmp_path).write()
    (tmp_path / "source/hw").rename(tmp_path / "source/other")
    with pytest.raises(UsageError, match="there is no assignment 'hw'"):
        course.audit(**FEW)


def test_a_survivor_is_explained_by_a_generator_and_settled_by_a_label(tmp_path: Path) -> None:
    checks = "def test_values(): assert softmax(np.ones((3, 5))).shape == (3, 5)"
    course = AuditCourse(tmp_path, checks=checks, mistakes={}, alternatives={}).write()
    (tmp_path / "audit/hw").mkdir(parents=True)
    (tmp_path / "audit/hw/generators.py").write_text(
        "def answer(notebook, rng):\n    notebook.softmax(rng.normal(size=(2, 3)))\n"
    )
    audit = course.audit(**FEW)
    survivors = [fate for fate in audit.mutants if fate.ending is Ending.SURVIVED]
    assert survivors
    shown = [fate for fate in survivors if "softmax(np.array(" in fate.counterexample]
    assert len(shown) >= len(survivors) / 2
    (tmp_path / "audit/hw/survivors.toml").write_text(
        to_paste(survivors)
        .replace('"?"', '"unspecified"')
        .replace('why = ""', 'why = "shapes are all that is asked"')
    )
    judged = course.audit(**FEW)
    assert {fate.label for fate in judged.mutants if fate.ending is Ending.SURVIVED} == {Label.UNSPECIFIED}
    assert measure(judged, "judged by a person").is_met
    assert not any(fate.counterexample for fate in judged.mutants)


def test_kills_are_confirmed_and_told_apart(tmp_path: Path) -> None:
    fates = AuditCourse(tmp_path).write().audit(steady_runs=1, alternative_runs=2).mutants
    assert {fate.ending for fate in fates} >= {Ending.ASSERTION, Ending.EXCEPTION}
    assert all(fate.confirmed for fate in fates)
    assert all(fate.killers for fate in fates if fate.ending is not Ending.SURVIVED)
    assert {fate.mutant.base for fate in fates} == {"reference", "row_by_row"}


def test_an_argued_exception_meets_its_target(tmp_path: Path) -> None:
    course = AuditCourse(tmp_path, mistakes=dict(list(MISTAKES.items())[:1])).write()
    path = tmp_path / "audit/hw/mistakes/over_the_batch.py"
    path.write_text(
        path.read_text().replace("# loses = 4", '# loses = 3\n# argued = "the fourth point is for style"')
    )
    found = measure(course.audit(**FEW), "intended check")
    assert (found.is_met, found.argued) == (True, ("over_the_batch: the fourth point is for style",))


def test_a_build_that_needs_more_than_the_reference_is_judged_by_the_whole_assignment(tmp_path: Path) -> None:
    given = (
        "import numpy as np\n\ndef shifted(scores):\n    return scores - scores.max(axis=1, keepdims=True)"
    )
    uses_it = (
        "def softmax(scores):\n    p = np.exp(shifted(scores))\n    return p / p.sum(axis=1, keepdims=True)"
    )
    course = AuditCourse(tmp_path, given=given, mistakes={}, alternatives={"uses_it": uses_it}).write()
    theirs = [fate for fate in course.audit(**FEW).mutants if fate.mutant.base == "uses_it"]
    assert {fate.ending for fate in theirs} >= {Ending.ASSERTION}, "all would end by a name that is not there"
