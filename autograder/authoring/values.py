"""Whether a verdict rests on a value that a student may change.

What given cells bind by assignment lives in the student's process. It is found by what checks really asked
for, and tried out: a made-up student changes such a value right before the check and puts it back after.

- The reference, with other values: a check that no longer passes rests on them (a warning).
- Wrong answers (every answer nought; nothing done at all), with values made to fit (noughts; emptied): a
  check that fails without the change and passes with it can be cheated (wrong).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from autograder.assignment import Cell
from autograder.authoring.findings import Finding, Status, Topic, place, settled
from autograder.authoring.flow import Origins
from autograder.authoring.sides import compared_answers
from autograder.authoring.tamper import How, both, empty_answers, tampering
from autograder.authoring.trials import Answers, Trials
from autograder.results import CellKind, Outcome, SubmissionResult

_BUDGET_SECONDS: Final = 1200.0
"""For all trials together; four of them are as long as the reference."""

_CHEATED_BY_NOUGHT: Final = "passes answers that are all nought when a student changes"
_CHEATED_BY_EMPTYING: Final = "passes a student who does nothing but change"
_CURE: Final = (
    "write the value into the check cell, or into checks/, or give it by a function in a locked cell"
)

_Place = tuple[str, str]
_Check = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """The trials that were made anyway, and which given values each check cell asked for."""

    reference: SubmissionResult
    untouched: SubmissionResult
    reads: dict[_Place, dict[str, Cell]]


def value_findings(
    trials: Trials, origins: dict[str, Origins], reference: SubmissionResult, untouched: SubmissionResult
) -> Iterator[Finding]:
    """Checks that rest on given values, and checks that compare a student's answer with another one."""
    known = _Known(reference, untouched, _given_reads(origins, reference))
    own = compared_answers(trials.assignment, origins)
    if not known.reads and not own:
        text = "no check asks the student's notebook for a value that given cells bound"
        yield Finding(Topic.VALUES, Status.OK, text)
    elif reference.seconds * 4 > _BUDGET_SECONDS:
        text = "checks ask the student's notebook for given values; trying them out would take too long"
        yield Finding(Topic.VALUES, Status.WARNING, text, "", "students may change them", _CURE)
    else:
        yield from settled(
            Topic.VALUES, _tried(trials, known, own), "checks hold when a student changes the values they use"
        )


def _given_reads(origins: dict[str, Origins], reference: SubmissionResult) -> dict[_Place, dict[str, Cell]]:
    reads = {
        (cell.notebook, cell.grade_id): {
            name: given[name] for name in cell.reads if name in (given := origins[cell.notebook].given)
        }
        for cell in reference.cells
        if cell.kind is CellKind.CHECK
    }
    return {where: names for where, names in reads.items() if names}


def _tried(trials: Trials, known: _Known, own: dict[_Place, str]) -> Iterator[Finding]:
    nought = trials.grade(Answers.REFERENCE, empty_answers)
    yield from _own_word(nought, own)
    if not known.reads:
        return
    fitting = trials.grade(Answers.REFERENCE, both(tampering(known.reads, How.NOUGHT), empty_answers))
    emptied = trials.grade(Answers.UNMODIFIED, tampering(known.reads, How.EMPTY))
    cheated = {
        **dict.fromkeys(_passing(fitting) - _passing(nought), _CHEATED_BY_NOUGHT),
        **dict.fromkeys(_passing(emptied) - _passing(known.untouched), _CHEATED_BY_EMPTYING),
    }
    for check, what in sorted(cheated.items()):
        yield _told(known, check, what, Status.WRONG)
    other = trials.grade(Answers.REFERENCE, tampering(known.reads, How.OTHER))
    for check in sorted(_passing(known.reference) - _passing(other) - set(cheated)):
        yield _told(known, check, "no longer passes the reference when a student changes", Status.WARNING)


def _told(known: _Known, check: _Check, what: str, status: Status) -> Finding:
    notebook, grade_id, name = check
    values = known.reads.get((notebook, grade_id), {})
    named = ", ".join(f"{value} (bound in {place(notebook, cell)})" for value, cell in values.items())
    return Finding(
        Topic.VALUES,
        status,
        f"{name} {what} {named}",
        place(notebook, grade_id),
        "the value lies in the student's process, where a cell of the student's may bind it anew before the check",
        _CURE,
    )


def _passing(result: SubmissionResult) -> set[_Check]:
    return {
        (cell.notebook, cell.grade_id, check.name)
        for cell in result.cells
        if cell.kind is CellKind.CHECK
        for check in cell.checks
        if check.outcome is Outcome.PASSED and check.weight  # a check without weight gives nothing away
    }


def _own_word(nought: SubmissionResult, own: dict[_Place, str]) -> Iterator[Finding]:
    """Checks that compare answers with answers, and pass a student whose answers are all nought."""
    for notebook, grade_id, name in sorted(_passing(nought)):
        compared = own.get((notebook, grade_id))
        if compared:
            yield Finding(
                Topic.VALUES,
                Status.WRONG,
                f"{name} passes answers that are all nought: `{compared}` compares the student's own answers",
                place(notebook, grade_id),
                "a student who makes both sides wrong alike passes",
                "compare with a value that the check cell or checks/ holds",
            )
