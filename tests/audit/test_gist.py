"""What a reader of an audit asks first."""

from __future__ import annotations

from dataclasses import replace

from audit_examples import bad_audit, empty_audit, good_audit, large_audit

from autograder.audit.model import Ending
from autograder.audit.showing.gist import (
    by_cell,
    complaints,
    duration,
    functions,
    joined,
    missing_checks,
    settled_survivors,
    times,
    unconfirmed,
    undecided,
    verdict,
)
from autograder.authoring.findings import Status


def test_the_verdict_names_what_is_missed():
    assert verdict(good_audit()) == "All 6 targets met, 1 of them with argued exceptions."
    assert verdict(bad_audit()).startswith("5 of 6 targets missed: mistakes lose their points")
    assert verdict(empty_audit()).startswith("Nothing was measured")


def test_each_survivor_is_asked_about_in_one_place():
    audit = bad_audit()
    parts = (undecided(audit), missing_checks(audit), settled_survivors(audit))
    assert [len(part) for part in parts] == [14, 1, 1]
    survivors = [fate for fate in audit.mutants if fate.ending is Ending.SURVIVED]
    assert sorted(fate.mutant.key for part in parts for fate in part) == sorted(
        fate.mutant.key for fate in survivors
    )


def test_a_survivor_is_not_called_unconfirmed():
    audit = bad_audit()
    assert [fate.mutant.key for fate in unconfirmed(audit)] == [f"{20:016x}"]
    loose = tuple(replace(fate, confirmed=False) for fate in audit.mutants)
    found = unconfirmed(replace(audit, mutants=loose))
    assert all(fate.ending is not Ending.SURVIVED for fate in found)


def test_mutants_are_counted_by_function_and_by_whose_solution_it_is():
    found = {(one.base, one.function): one for one in functions(bad_audit().mutants)}
    assert list(found) == [("reference", "softmax"), ("reference", "Adam.step"), ("in_one_line", "softmax")]
    softmax = found["reference", "softmax"]
    assert (softmax.mutants, softmax.killed, softmax.settled) == (36, 21, 0)
    assert softmax.killers["softmax_checks::test_loss"] == 21
    assert found["in_one_line", "softmax"].settled == 1
    assert found["reference", "Adam.step"].elsewhere == 1


def test_no_mutant_is_lost_in_the_figures():
    assert sum(one.mutants for one in functions(large_audit().mutants)) == 900


def test_checks_stand_under_their_cells():
    assert by_cell(["a::test_x", "b::test_y", "a::test_z", "essay"]) == {
        "a": ["test_x", "test_z"],
        "b": ["test_y"],
        "essay": ["essay"],
    }


def test_complaints_come_gravest_first():
    found = complaints((*good_audit().boundary, *reversed(bad_audit().boundary)))
    assert [finding.status for finding in found] == [Status.WRONG, Status.WARNING]


def test_the_longest_part_comes_first_with_its_share():
    assert times({"a": 1.0, "b": 3.0}) == [("b", 3.0, 0.75), ("a", 1.0, 0.25)]
    assert times({"a": 0.0}) == [("a", 0.0, 0.0)]


def test_a_duration_reads_as_people_say_it():
    durations = [duration(seconds) for seconds in (0.04, 59.4, 59.7, 274.6)]
    assert durations == ["0.0 s", "59.4 s", "1 min 00 s", "4 min 35 s"]


def test_of_many_names_the_first_are_said():
    assert joined(["a", "b", "c"], 2) == "a, b and 1 more"
    assert joined(["a", "b"], 2) == "a, b"
    assert joined([]) == "none"
