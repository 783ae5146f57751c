"""Check cells where the notebook itself runs: for its author and for the student at work, never for grading.

Nothing is walled off and nothing is secret here: tests, solutions and asserts share the kernel's namespace.
"""

from __future__ import annotations

import ast
import linecache
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from types import FrameType, TracebackType
from typing import Any, ClassVar, Final, TypeVar
from unittest import TestCase

import pytest
from _pytest.assertion import util
from _pytest.assertion.rewrite import rewrite_asserts
from _pytest.capture import MultiCapture, SysCapture
from _pytest.fixtures import FixtureLookupError
from _pytest.outcomes import OutcomeException

from autograder.checker.context import CheckContext, recording, settled
from autograder.checker.items import case_name, first_line, hint_of, item_name, marked
from autograder.checker.plugin import ItemReport, ItemRunner, under_pytest
from autograder.errors import AssignmentError
from autograder.results import CheckResult, Outcome

T = TypeVar("T")

FAILURES: Final = (Exception, OutcomeException)
"""What a check may raise; pytest's own outcomes are no ``Exception``."""

_PYTEST_VARIABLES: Final = ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS")
_LONGEST_STATEMENT: Final = 12
_MOST_LINES: Final = 60

# A notebook has no command line on which to ask for more.
_NOISE: Final = ("", "Use -v to get more diff")


@dataclass(frozen=True, slots=True)
class LocalCheck:
    """One check as it ended in the notebook; ``test`` is the function it is a case of.

    A skipped check does not count, whatever its ``result`` says.
    """

    result: CheckResult
    test: str
    hint: str = ""
    is_skipped: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it counts, and has not earned all of its weight."""
        return not self.is_skipped and self.result.outcome is not Outcome.PASSED


def explain_asserts(tree: ast.Module) -> None:
    """Rewrite the asserts in ``tree`` as pytest does, so that a failing one says what it compared."""
    rewrite_asserts(tree, b"")
    _NamesForFunctions().visit(tree)
    for node in ast.walk(tree):
        # pytest leaves the ends out, and IPython would fill in line 1 for them.
        if getattr(node, "lineno", None) is not None and getattr(node, "end_lineno", None) is None:
            node.end_lineno = node.lineno  # type: ignore[attr-defined]


class _NamesForFunctions(ast.NodeTransformer):
    """Lets an explanation at top level say ``f(1)``, as within a function, and not ``<function f at 0x7f>(1)``.

    pytest shows the values of local variables and the names of global functions; at the top level of a
    cell every name is local. There, rewritten asserts are told that none is.
    """

    _SCOPES: ClassVar = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)

    def visit(self, node: ast.AST) -> Any:
        """``node`` with an empty dict in the place of each ``locals()`` of pytest's."""
        if isinstance(node, self._SCOPES):
            return node
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "@py_builtins.locals":
            return ast.copy_location(ast.Dict([], []), node)
        return self.generic_visit(node)


@contextmanager
def comparisons_explained() -> Iterator[None]:
    """Let pytest explain a failing comparison also where no session of pytest's runs."""
    before = util._reprcompare
    util._reprcompare = _explain
    try:
        yield
    finally:
        util._reprcompare = before


def run_tests(
    names: Mapping[str, Any], tests: Collection[str], hidden: Collection[int], globals_: Mapping[str, Any]
) -> list[LocalCheck]:
    """Run the test functions and classes ``tests``, found in ``names``, and say how each of them ended.

    Args:
        names: what the cell binds, and all fixtures.
        tests: which of them pytest should collect.
        hidden: numbers of the cell's lines that students do not get.
        globals_: the notebook's namespace, by which its own functions are known in a traceback.

    Raises:
        AssignmentError: a test cannot be collected, or a mark has no number.
        PlatformError: pytest could not start.
        KeyboardInterrupt: the kernel was interrupted.
    """

    if made := [test for test in tests if _is_made_otherwise(names.get(test))]:
        raise AssignmentError(f"This cell: pytest runs no class with an __init__; take it out of {made[0]}.")

    return _in_session(lambda runner: _Tests(runner, hidden, globals_).run(names, tests))


def explanation(error: BaseException, globals_: Mapping[str, Any]) -> str:
    """The notebook's own lines that led to ``error``, from the check's to the deepest, and what it says."""
    frames = [(frame, line) for frame, line in _frames(error.__traceback__) if frame.f_globals is globals_]
    lines = [f"> {text}" for at in frames[:1] for text in _statement(*at)]
    lines += [f"  in {frame.f_code.co_name}: {' '.join(_statement(frame, at))}" for frame, at in frames[1:]]
    said = f"{type(error).__name__}: {_text(error)}".splitlines()[:_MOST_LINES]
    return "\n".join(lines + [f"E {line}" for line in said if line.strip() not in _NOISE])


@contextmanager
def _captured(record: CheckContext, *, wanted: bool) -> Iterator[None]:
    """Keep what the body prints for ``capsys``, where a test asks for it; else it is shown."""
    if not wanted:
        yield
        return
    capture = MultiCapture(in_=None, out=SysCapture(1), err=SysCapture(2))
    capture.start_capturing()
    record.capture = capture  # type: ignore[assignment]  # it has ``readouterr``, as grading's own has
    try:
        yield
    finally:
        capture.stop_capturing()


def _is_made_otherwise(value: object) -> bool:
    # pytest would look up the file of the class to warn of it, and classes of a kernel have none.
    return (
        isinstance(value, type)
        and not issubclass(value, TestCase)
        and any(getattr(value, name) is not getattr(object, name) for name in ("__init__", "__new__"))
    )


@dataclass(frozen=True, slots=True)
class _Tests:
    """The tests of one cell, inside pytest's session; the fields are those of ``run_tests``."""

    runner: ItemRunner
    hidden: Collection[int]
    globals_: Mapping[str, Any]

    def run(self, names: Mapping[str, Any], tests: Collection[str]) -> list[LocalCheck]:
        items = self.runner.collect("This cell", names, tests)
        weights = [marked(item, "points", 1.0) for item in items]
        cases = Counter(map(case_name, items))
        with self.runner.explaining():
            return [
                self._run(item, following, weight / cases[case_name(item)])
                for item, following, weight in zip(items, [*items[1:], None], weights, strict=True)
            ]

    def _run(self, item: pytest.Function, following: pytest.Function | None, weight: float) -> LocalCheck:
        is_hidden = first_line(item) in self.hidden
        blank = CheckResult(item_name(item, 0, hidden=False), is_hidden, Outcome.PASSED, weight, 1.0)
        began = time.perf_counter()
        with recording(None) as record, _captured(record, wanted="capsys" in item.fixturenames):
            report = self.runner.run(item, following)
        result = replace(self._result(blank, report), seconds=time.perf_counter() - began)
        return LocalCheck(settled(result, record), case_name(item), hint_of(item), report.skipped)

    def _result(self, blank: CheckResult, report: ItemReport) -> CheckResult:
        if report.error is None:
            return blank
        message = explanation(report.error, self.globals_)
        return replace(blank, outcome=Outcome.FAILED, fraction=0.0, message=message, detail=report.detail)


def _explain(op: str, left: object, right: object) -> str | None:
    try:
        return _without_noise(_in_session(lambda runner: runner.explain(op, left, right)))
    except Exception:  # an explanation that fails must not take the place of the failing assert
        return None


def _without_noise(explained: str | None) -> str | None:
    # Rewritten asserts join the lines of an explanation so.
    return explained and "\n~".join(line for line in explained.split("\n~") if line.strip() not in _NOISE)


def _in_session(body: Callable[[ItemRunner], T]) -> T:
    """``body`` inside pytest, with the notebook's own streams, and no trace left in the kernel or its folder."""
    out, err, variables = sys.stdout, sys.stderr, {name: os.environ.get(name) for name in _PYTEST_VARIABLES}
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True

    def shown(runner: ItemRunner) -> T:
        with redirect_stdout(out), redirect_stderr(err):
            return body(runner)

    try:
        return under_pytest(shown)
    finally:
        sys.dont_write_bytecode = writes
        for name, value in variables.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def _frames(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _statement(frame: FrameType, number: int) -> list[str]:
    """The lines of the statement at line ``number``; of a long one, or a block, that line alone."""
    lines = linecache.getlines(frame.f_code.co_filename)
    if not 0 < number <= len(lines):
        return []
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:  # top-level await, say
        return [lines[number - 1].strip()]
    simple = (node for node in ast.walk(tree) if isinstance(node, ast.stmt) and not hasattr(node, "body"))
    spans = [(node.lineno, node.end_lineno or node.lineno) for node in simple]
    around = [span for span in spans if span[0] <= number <= span[1] < span[0] + _LONGEST_STATEMENT]
    first, last = min(around, key=lambda span: span[1] - span[0], default=(number, number))
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
    return [
        line[indent:].rstrip() if not line[:indent].strip() else line.rstrip()
        for line in lines[first - 1 : last]
    ]


def _text(error: BaseException) -> str:
    if isinstance(error, FixtureLookupError):
        return f"there is no fixture called {error.argname!r}"
    return str(error)
