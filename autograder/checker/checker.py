"""The trusted side of a check cell: runs its statements and test functions, one check at a time."""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest

from autograder.checker.bounds import host_deadline, host_memory
from autograder.checker.cell import CheckCode
from autograder.checker.context import CheckContext, recording, settled
from autograder.checker.credit import PointsError, credit
from autograder.checker.files import Files
from autograder.checker.guest import INTERRUPT_GRACE_SECONDS, Guest
from autograder.checker.items import (
    case_name,
    first_line,
    fixtures_in,
    hint_of,
    is_final,
    item_name,
    lines_of,
    marked,
    setup_names,
)
from autograder.checker.metrics import earn
from autograder.checker.names import CheckNames
from autograder.checker.plugin import ItemRunner
from autograder.checker.proxy import Proxy
from autograder.checker.raised import GuestException, GuestTimeout
from autograder.checker.scene import scene
from autograder.checker.verdict import (
    CATEGORIES,
    CHECK_ERRORS,
    OF_PREDICTIONS,
    UNREACHED,
    Verdict,
    lacking,
    verdict_of,
    visible_message,
)
from autograder.errors import GuestDied
from autograder.results import CheckResult, Outcome
from autograder.sandbox.blame import blame
from autograder.settings import Settings

Recover = Callable[[], Guest | None]
"""Brings the kernel back to where it was and returns it; ``None`` when it cannot be brought back."""

_HOST_GRACE_SECONDS: Final = INTERRUPT_GRACE_SECONDS + 3.0
ASSERTS: Final = "asserts"


@dataclass(slots=True)
class Checker:
    """Runs the check cells of one notebook against its live kernel.

    ``seconds`` is for each check, ``deadline`` (on ``time.monotonic``'s clock) for all of them, ``memory`` (MiB)
    for what a check takes of this process, ``shuffle`` (unless 0) for another order of each cell's test functions.
    After a check in which the kernel was lost, ``recover`` is asked for a new one; ``lost`` then holds the
    outcome that all further checks share when there is none. ``hidden_began`` says that student code may know
    inputs of hidden checks by now: a hidden test has begun, or other hidden lines have asked the guest.
    """

    names: CheckNames
    runner: ItemRunner
    recover: Recover
    seconds: float
    deadline: float = float("inf")
    memory: int = Settings().memory
    shuffle: int = 0
    lost: Outcome | None = None
    hidden_began: bool = False
    files: Files = field(default_factory=lambda: Files({}))
    _is_visible: bool = False
    _asked_before: int = 0

    def run(self, code: CheckCode, points: float) -> tuple[CheckResult, ...]:
        """The results of all checks of one cell, in the order in which they ran."""
        code = code.hiding(self.names.secret)
        self._asked_before = self.names.guest.asked
        self._is_visible, self.names.tests = not code.hidden_lines, code.tests
        statements = self._run_statements(code, points)
        results = [statements] if _counts(code) or statements.outcome is not Outcome.PASSED else []
        results += self._run_tests(code)
        with suppress(
            GuestException, GuestTimeout, GuestDied
        ):  # what ails the kernel shows when it is asked next
            self.names.close_figures()
        return tuple(results)

    def _run_statements(self, code: CheckCode, points: float) -> CheckResult:
        blank = CheckResult(
            ASSERTS, code.asserts_hidden, Outcome.PASSED, weight=_statement_weight(code), fraction=1.0
        )
        with self._check(blank, self.seconds) as check:
            failure, was_late = self._execute(code)
            if failure is None and code.result_code is not None:
                failure, was_late = self._earn_last_value(code, points), self.hidden_began
            if failure is not None:
                check.fail(failure, code, hidden=_fails_hidden(failure, code), after_hidden=was_late)
        return check.result

    def _execute(self, code: CheckCode) -> tuple[BaseException | None, bool]:
        """Run a cell's statements; what failed first, and whether hidden ones had begun by then.

        After a failure what only binds names still runs, so that the cell's tests can.
        """
        failure: BaseException | None = None
        was_late = False
        for group in code.groups:
            if failure is not None and not group.only_binds:
                continue
            self.names.hidden = group.hidden
            try:
                with self._noting(is_hidden=group.hidden):
                    exec(group.code, self.names, self.names)
            except CHECK_ERRORS as error:
                failure, was_late = (error, self.hidden_began) if failure is None else (failure, was_late)
        self.names.hidden = False
        return failure, was_late

    @contextmanager
    def _noting(self, *, is_hidden: bool) -> Iterator[None]:
        """Note that hidden lines have begun, where they ask the guest anything: definitions alone tell it nothing."""
        guest, before = self.names.guest, self.names.guest.asked
        try:
            yield
        finally:
            self.hidden_began |= is_hidden and guest.asked != before

    def _earn_last_value(self, code: CheckCode, points: float) -> BaseException | None:
        self.names.hidden = code.result_hidden
        self.hidden_began |= code.result_hidden
        try:
            value = eval(code.result_code, self.names, self.names)  # type: ignore[arg-type]
            earn(credit(value, points, is_students=self.names.comes_from_guest(code.result_root)))
        except CHECK_ERRORS as error:
            return error
        return None

    def _run_tests(self, code: CheckCode) -> Iterator[CheckResult]:
        if not code.tests:
            return
        try:
            with self._noting(is_hidden=bool(code.hidden_lines)):
                items = self.runner.collect(code.label, self._module_names(code), code.tests)
            if self.shuffle:
                random.Random(self.shuffle).shuffle(items)
            weights = [marked(item, "points", 1.0) for item in items]
            deadlines = [marked(item, "deadline", self.seconds) for item in items]
        except Exception as error:  # pytest's collection errors have no common base
            yield _uncollected(code, error)
            return
        cases = Counter(map(case_name, items))
        for number, item in enumerate(items):
            following = items[number + 1] if item is not items[-1] else None
            case = sum(case_name(other) == case_name(item) for other in items[: number + 1])
            result = self._run_item(item, following, code, case, deadlines[number])
            if result is not None:
                yield replace(result, weight=weights[number] / cases[case_name(item)])

    def run_in_notebook(self, name: str, blank: CheckResult) -> CheckResult:
        """The result of a test function without arguments that lives in the notebook."""
        with self._check(blank, self.seconds) as check:
            self.names.guest.find(name)()
        return check.result

    def _run_item(
        self,
        item: pytest.Function,
        following: pytest.Function | None,
        code: CheckCode,
        case: int,
        seconds: float,
    ) -> CheckResult | None:
        hidden = code.is_hidden_line(first_line(item))
        name, final = item_name(item, case, hidden=hidden), hidden and is_final(item)
        blank = CheckResult(name, hidden, Outcome.PASSED, fraction=1.0, final=final)
        self.hidden_began |= hidden or self._meets_hidden(item, code)
        with self._check(blank, seconds) as check:
            report = self.runner.run(item, following)
            if report.skipped:
                return None
            if report.error is not None:
                detail = f"{item.name}\n{report.detail}"
                hidden = hidden or _passes_hidden(report.error, code)
                check.fail(
                    report.error,
                    code,
                    hidden=hidden,
                    hint=hint_of(item),
                    detail=detail,
                    after_hidden=self.hidden_began,
                )
        return check.result

    def _meets_hidden(self, item: pytest.Function, code: CheckCode) -> bool:
        """Whether a visible test has hidden lines in it, or is set up by functions that hidden lines define."""
        return not (
            code.hidden_lines.isdisjoint(lines_of(item)) and self.names.secret.isdisjoint(setup_names(item))
        )

    @contextmanager
    def _check(self, blank: CheckResult, seconds: float) -> Iterator[_Running]:
        running = _Running(blank, self._was_asked)
        if time.monotonic() > self.deadline and self.lost is None:
            self.names.guest.give_up()
            self.lost = Outcome.TIMEOUT
        if self.lost is not None:
            running.lose(self.lost, was_reached=False)
            running.is_closed = True
        guest, started = self.names.guest, time.monotonic()
        seconds = max(0.01, min(seconds, self.deadline - started))
        guest.timed_out = False
        try:
            with (
                recording(guest, self.names) as record,
                guest.within(seconds),
                host_deadline(seconds + _HOST_GRACE_SECONDS),
                host_memory(self.memory),
                self.runner.explaining(),
                self.files.served(guest, is_visible=self._is_visible),
                scene(self.names, guest) as record.capture,
            ):
                yield running
        except CHECK_ERRORS as error:
            running.fail(error, None, hidden=blank.hidden, after_hidden=self.hidden_began)
        finally:
            self.names.hidden = False
        self._settle(running, record, guest)
        running.result = replace(
            running.result, seconds=time.monotonic() - started, after_hidden=self._is_late(running)
        )

    def _was_asked(self) -> bool:
        """Whether this cell's checks have asked the guest for anything yet."""
        return self.names.guest.asked != self._asked_before

    def _is_late(self, running: _Running) -> bool:
        was_late = self.hidden_began if running.failed_late is None else running.failed_late
        return was_late and not running.result.hidden

    def _settle(self, running: _Running, record: CheckContext, guest: Guest) -> None:
        if running.is_closed:
            return
        running.result = settled(running.result, record)
        if guest.ended is not None and guest.facts is not None:
            outcome = blame(guest.facts)
            running.lose(outcome)
            fresh = self.recover()
            if fresh is None:
                self.lost = outcome
            else:
                self.names.attach(fresh)
        elif guest.timed_out:
            running.lose(Outcome.TIMEOUT)

    def _module_names(self, code: CheckCode) -> dict[str, Any]:
        """This cell's own tests and setup functions, and every fixture defined so far."""
        # A proxy is never asked whether it is a fixture: the student's code would answer.
        ours = {name: value for name, value in self.names.items() if not isinstance(value, Proxy)}
        return {**fixtures_in(ours), **{name: ours[name] for name in code.bound if name in ours}}


class _Running:
    """The result of a check while it is made."""

    def __init__(self, blank: CheckResult, was_asked: Callable[[], bool]) -> None:
        self.result, self._was_asked = blank, was_asked
        self.is_closed = False
        self.failed_late: bool | None = None

    def fail(
        self,
        error: BaseException,
        code: CheckCode | None,
        *,
        hidden: bool,
        after_hidden: bool,
        hint: str = "",
        detail: str = "",
    ) -> None:
        """Record ``error``, with words that fit who may read them, and what student code knew ``after_hidden``."""
        if self.is_closed:
            return
        verdict, self.failed_late = self._verdict(error), after_hidden
        message = hint if hidden and verdict.outcome is Outcome.FAILED else ""
        if message and verdict.category in OF_PREDICTIONS:
            message = f"{CATEGORIES[verdict.category]}. {hint}"
        said = "" if hidden or code is None else visible_message(error, code.label, code.hidden_lines)
        self.result = replace(
            self.result,
            hidden=hidden,
            outcome=verdict.outcome,
            fraction=0.0,
            message=(message if after_hidden else said or message) or CATEGORIES[verdict.category],
            said=said if after_hidden else "",
            detail=detail or "".join(traceback.format_exception(error))[-20_000:],
            category=verdict.category,
            lacks=lacking(error),
        )

    def _verdict(self, error: BaseException) -> Verdict:
        if isinstance(error, PointsError):
            return Verdict(Outcome.CHECKER_ERROR, "checker")
        return verdict_of(error, was_asked=self._was_asked())

    def lose(self, outcome: Outcome, *, was_reached: bool = True) -> None:
        """The kernel was lost, or too slow, for a reason that the host knows; before the check or in it."""
        category = "timeout" if outcome is Outcome.TIMEOUT else "gone"
        if not outcome.is_graded:
            category = "checker"
        self.result = replace(
            self.result,
            outcome=outcome,
            fraction=0.0,
            message=CATEGORIES[category],
            said="",
            lacks="",
            category=category if was_reached or not outcome.is_graded else UNREACHED,
        )


def _fails_hidden(error: BaseException, code: CheckCode) -> bool:
    """Whether the line of the cell that failed is one that students never see."""
    trace, hidden = error.__traceback__, bool(code.hidden_lines)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.label:
            return code.is_hidden_line(trace.tb_lineno)
        trace = trace.tb_next
    return hidden


def _passes_hidden(error: BaseException, code: CheckCode) -> bool:
    """Whether a test failed in, or by way of, a line of the cell that students never see."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.label and code.is_hidden_line(trace.tb_lineno):
            return True
        trace = trace.tb_next
    return False


def _counts(code: CheckCode) -> bool:
    return code.has_statements or not code.tests


def _statement_weight(code: CheckCode) -> float:
    return code.weight if _counts(code) else 0.0


def _uncollected(code: CheckCode, error: Exception) -> CheckResult:
    return CheckResult(
        "collection",
        bool(code.hidden_lines),
        Outcome.CHECKER_ERROR,
        message=CATEGORIES["checker"],
        detail=f"{type(error).__name__}: {error}",
        category="checker",
    )
