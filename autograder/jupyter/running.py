"""A check cell while it runs: keeps its first failure, runs its tests, shows how all of them ended."""

from __future__ import annotations

import linecache
import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from autograder.checker.cell import weight_of
from autograder.checker.context import recording, settled
from autograder.checker.items import fixtures_in
from autograder.checker.local import FAILURES, LocalCheck, explanation, run_tests
from autograder.errors import AssignmentError, AutograderError
from autograder.jupyter.metadata import marks_of
from autograder.jupyter.table import as_html, as_text, headline
from autograder.regions import BEGIN_HIDDEN, END_HIDDEN, RegionError, region_lines
from autograder.results import CheckResult, Outcome

_ASSERTS = "asserts"


class ChecksFailed(Exception):
    """Some checks of a cell failed; they are shown above, so there is no traceback to read.

    ``account`` says which and why, for nbgrader's Validate, whose readers see nothing but the error.
    """

    def __init__(self, message: str, account: str = "") -> None:
        super().__init__(message)
        self.account = account

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback."""
        return [f"{type(self).__name__}: {self}", *([self.account] if self.account else [])]


class CheckCell:
    """One run of a check cell, with its statements' first failure."""

    def __init__(self, shell: Any, source: str, tests: Sequence[str], names: Sequence[str], can_fail: bool):
        self._shell = shell
        self._source = source
        self._tests = tests
        self._names = names
        self._can_fail = can_fail
        self._asserts = CheckResult(_ASSERTS, False, Outcome.PASSED, fraction=1.0)
        self._failure: BaseException | None = None

    @property
    def goes_on(self) -> bool:
        """Whether no statement has failed yet."""
        return self._failure is None

    @contextmanager
    def statements(self) -> Iterator[None]:
        """Run some of the cell's statements; the first failure is kept for the end."""
        began = time.perf_counter()
        try:
            with recording(None) as record:
                yield
        except FAILURES as error:
            self._failure = self._failure or error
        self._asserts = settled(self._asserts, record)
        seconds = self._asserts.seconds + time.perf_counter() - began
        self._asserts = replace(self._asserts, seconds=seconds)

    def show(self, value: object) -> None:
        """Show the value of the cell's last expression."""
        sys.displayhook(value)

    def finish(self) -> None:
        """Run the tests, show how all checks ended, and fail if one of them did.

        Raises:
            ChecksFailed: some check has failed.
        """
        try:
            checks = self._checks()
            self._display(checks)
        except FAILURES as error:  # ours or pytest's: what the user's own statements did must still count
            if self._failure is not None:
                raise self._failure from None
            if isinstance(error, AutograderError):
                raise ChecksFailed(str(error)) from None
            warnings.warn(f"autograder could not run the tests of this cell: {error!r}", stacklevel=2)
            return
        if any(check.has_failed for check in checks):
            is_validated = os.environ.get("NBGRADER_VALIDATING") == "1"
            raise ChecksFailed(headline(checks), as_text(checks) if is_validated else "") from None

    def _checks(self) -> list[LocalCheck]:
        namespace = self._shell.user_ns
        names = {name: namespace[name] for name in self._names if name in namespace}
        asserts = [self._statement_check()] if self._can_fail or self._failure else []
        tests = [name for name in self._tests if name in names]
        return asserts + run_tests(
            {**fixtures_in(namespace), **names}, tests, self._hidden_lines(), namespace
        )

    def _statement_check(self) -> LocalCheck:
        weight = weight_of(self._source, "This cell") if self._can_fail else 0.0
        result = replace(self._asserts, weight=weight)
        if self._failure is not None:
            message = explanation(self._failure, self._shell.user_ns)
            result = replace(result, outcome=Outcome.FAILED, fraction=0.0, message=message)
        return LocalCheck(result, _ASSERTS)

    def _hidden_lines(self) -> frozenset[int]:
        try:
            return region_lines(self._source, BEGIN_HIDDEN, END_HIDDEN)
        except RegionError as error:
            raise AssignmentError(f"This cell: {error}; mend its delimiters.") from None

    def _display(self, checks: Sequence[LocalCheck]) -> None:
        marks = marks_of(self._shell)
        bundle = {"text/plain": as_text(checks, marks), "text/html": as_html(checks, marks)}
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


def begin(tests: Sequence[str], names: Sequence[str], can_fail: bool) -> CheckCell:
    """The run of the cell that calls this.

    Args:
        tests: names of the cell's test functions and classes.
        names: all names that the cell binds.
        can_fail: whether it has plain statements that are a check.
    """
    place = sys._getframe(1).f_code.co_filename
    return CheckCell(get_ipython(), "".join(linecache.getlines(place)), tests, names, can_fail)
