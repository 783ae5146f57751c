"""What separates a verdict from the code that it is about."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from defences import defence, replaced

from switches.feedback import silence_after_hidden_checks


@defence(
    "two processes", "hidden checks run on the host; the student's process gets arguments, and gives data"
)
def two_processes() -> None:
    from autograder import classrun, walk
    from autograder.checker import needs

    replaced(needs, "is_marked", lambda *_: True)
    plain = classrun.sandbox_maker

    def beside(assignment: Any, settings: Any) -> Any:
        make = plain(assignment, settings)

        def made() -> Any:
            sandbox = make()
            shown = ((assignment.folder.parent.parent / "checks", "/opt/checks"),)
            sandbox.spec = replace(
                sandbox.spec, binds=sandbox.spec.binds + shown, environment={"PYTHONPATH": "/opt/checks"}
            )
            return sandbox

        return made

    replaced(classrun, "sandbox_maker", beside)
    replaced(walk, "no_place", None)
    # What was read could not be told where silence holds: so that one is off, too.
    silence_after_hidden_checks()


@defence("proxies never judge", "what a student's object says of itself decides nothing: data is compared")
def proxies_never_judge() -> None:
    from autograder.checker import proxy

    def ask(mine: Any, other: Any) -> bool:
        return other is mine or proxy.guest_of(mine).verb("getattr", mine, "__eq__")(other) is True

    replaced(proxy.Proxy, "__eq__", ask)


@defence("a student's exception is only that", "whatever student code raises fails a check, and skips none")
def exceptions_are_only_that() -> None:
    import pytest

    from autograder.checker import guest

    plain = guest.rebuild

    def believing(raised: Any, *rest: Any) -> BaseException:
        is_skip = raised.get("type") == "Skipped"
        return pytest.skip.Exception(raised["text"]) if is_skip else plain(raised, *rest)

    replaced(guest, "rebuild", believing)


@defence(
    "the assignment is the authority",
    "cells, points and checks come from source/, whatever a submission says",
)
def the_assignment_is_the_authority() -> None:
    from autograder import grading
    from autograder.assignment import Role

    plain = grading.merge

    def believing(notebook: Any, submitted: Any) -> Any:
        merged = plain(notebook, submitted)
        theirs = {cell.grade_id: cell.source for cell in submitted if cell.grade_id}
        for number, step in enumerate(merged.steps):
            if step.role is Role.CHECK and step.cell.grade_id in theirs:
                cell = replace(step.cell, source=theirs[step.cell.grade_id])
                merged.steps[number] = replace(step, cell=cell)
        return merged

    replaced(grading, "merge", believing)


@defence("strict metrics", "predictions count only if they are finite numbers, one for each input")
def strict_metrics() -> None:
    import numpy as np

    from autograder.checker import metrics

    def naive(predict: Any, images: Any, labels: Any) -> Any:
        wrong = np.abs(predict(images) - labels) > 0.5
        return SimpleNamespace(value=1 - wrong.sum() / len(labels))

    replaced(metrics, "accuracy", naive)


@defence(
    "facts of the host",
    "whose fault it was is decided by what only the host can know, and nobody tries again",
)
def facts_of_the_host() -> None:
    from autograder import session
    from autograder.checker import checker
    from autograder.results import Outcome

    def believing(facts: Any) -> Outcome:
        is_ours = facts.exit_status in (75, 137) or facts.signal == 9
        return Outcome.PLATFORM_ERROR if is_ours else Outcome.CRASHED

    replaced(checker, "blame", believing)
    replaced(session, "blame", believing)


@defence(
    "the host's clock", "an answer that comes too late is none, by a clock that student code cannot touch"
)
def the_hosts_clock() -> None:
    from autograder.checker.guest import Guest
    from autograder.checker.raised import GuestTimeout

    plain = Guest._converse

    def patient(self: Any, message: Any, encoder: Any, deadline: float) -> Any:
        replies: list[Any] = []
        receive = self._next_reply

        def noting(until: float) -> Any:
            replies.append(receive(until))
            return replies[-1]

        self._next_reply = noting
        try:
            return plain(self, message, encoder, deadline)
        except GuestTimeout:
            self.timed_out = False
            return self._result(*replies[-1])
        finally:
            del self._next_reply

    replaced(Guest, "_converse", patient)


@defence(
    "helpers run on the host", "functions of the author's that checks call cannot be replaced in a notebook"
)
def helpers_run_on_the_host() -> None:
    from autograder.checker import names

    plain = names.CheckNames.add_instructor_cell

    def without_functions(self: Any, source: str, label: str) -> None:
        plain(self, source, label)
        imports = (names.ast.Import, names.ast.ImportFrom)
        self._definitions = {k: v for k, v in self._definitions.items() if isinstance(v[0], imports)}

    replaced(names.CheckNames, "add_instructor_cell", without_functions)


@defence(
    "one at a time", "where even a meeting of two submissions matters, `jobs = 1` grades one after the other"
)
def one_at_a_time() -> None:
    from autograder.classrun import ClassRun

    replaced(ClassRun, "_workers", lambda _: 2)


@defence("covered sockets", "sockets and pipes of this machine in folders that a kernel sees are covered")
def covered_sockets() -> None:
    from autograder.sandbox import covers

    replaced(covers, "covered", lambda *_: [])


@defence("forbidden calls", "what a question forbids is found in the source, and refuses to be called")
def forbidden_calls() -> None:
    from contextlib import nullcontext

    from autograder.checker import banned

    replaced(banned, "forbidden", lambda *_: nullcontext())


@defence(
    "chance of the host's own",
    "what a check draws at random follows from hidden lines, and not from a known seed",
)
def chance_of_the_hosts_own() -> None:
    from autograder.checker import chance

    replaced(chance, "secret_seed", lambda *given: given[-1])


@defence(
    "inputs asked in pairs", "an accuracy that holds in a large batch, and not in pairs of inputs, is none"
)
def inputs_asked_in_pairs() -> None:
    from autograder.checker.metrics import peeking

    replaced(peeking, "_FEWEST", float("inf"))


@defence(
    "nothing passes vacuously",
    "what has no items, or masks them, passes no comparison of numpy's or pytest's",
)
def nothing_passes_vacuously() -> None:
    from autograder.checker import vacuous

    replaced(vacuous, "_compare_something", vacuous._numpys().compare)
