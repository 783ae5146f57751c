"""pytest, entered once for a submission: its hooks collect and run the test functions of a check cell.

``under_pytest(body)`` starts a session in which ``body`` is the run loop; ``ItemRunner.run`` may then be
called as often as a notebook has check cells, each of them a module of its own.
"""

from __future__ import annotations

import io
import os
import types
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pytest
from _pytest.assertion import util
from _pytest.runner import runtestprotocol

from autograder.checker.context import current
from autograder.checker.vacuous import strict_comparisons
from autograder.errors import AssignmentError, PlatformError

if TYPE_CHECKING:
    from autograder.checker.scene import Capture  # a notebook that loads the extension needs none of it

T = TypeVar("T")

_UNUSED_PLUGINS: Final = (
    "legacypath freeze_support python_path capture subtests cacheprovider terminal junitxml pastebin faulthandler "
    "logging stepwise doctest "
    "warnings setupplan setuponly unraisableexception threadexception"
).split()
_MAX_EXPLAINED_LINES: Final = 40
_BUILD_SERVERS: Final = ("CI", "BUILD_NUMBER")
_MARKERS: Final = (
    "points(weight): the weight of this check among those of its cell",
    "hint(text): what a student may read when this hidden check fails",
    "deadline(seconds): how long this check may take",
    "final: how this hidden check ended is told with the hidden checks themselves, and not before",
)


@dataclass(frozen=True, slots=True)
class ItemReport:
    """How one pytest item ended: ``error`` is what it raised; ``skipped`` says that it does not count."""

    item: pytest.Function
    error: BaseException | None
    skipped: bool
    detail: str


class ItemRunner:
    """Runs the test functions of one check cell after another, inside pytest's session."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._failures: dict[pytest.Item, tuple[BaseException, str]] = {}
        self._uncollected: list[str] = []
        session.config.pluginmanager.register(self)

    def collect(self, label: str, names: Mapping[str, Any], tests: Collection[str]) -> list[pytest.Function]:
        """The items of a module that holds ``names``; each of ``tests`` among them should yield some.

        Raises:
            AssignmentError: a test could not be collected, or yields no check; says which and why.
            Exception: whatever pytest raises where a module cannot be collected.
        """
        self._uncollected.clear()
        module = types.ModuleType(label)
        vars(module).update(names)
        collector = _CellModule.from_parent(self._session, path=Path.cwd() / "check.py", cell=module)
        items = [item for item in self._session.genitems(collector) if isinstance(item, pytest.Function)]
        if self._uncollected:
            raise AssignmentError(f"{label}: {self._uncollected[0]}")
        found = {item.cls.__name__ if item.cls else item.originalname for item in items}
        if empty := sorted(set(tests) - found):
            raise AssignmentError(f"{label}: pytest finds no check in {', '.join(empty)}")
        return items

    def run(self, item: pytest.Function, following: pytest.Function | None) -> ItemReport:
        """Run one item with its fixtures; ``following`` says which fixtures are still needed."""
        with _as_at_home():
            reports = runtestprotocol(item, log=False, nextitem=following)
        error, detail = self._failures.pop(item, (None, ""))
        if error is None and (failed := [report for report in reports if report.failed]):
            error = AssertionError(failed[0].longreprtext)  # a strict xfail that passes raises nothing
        skipped = any(report.skipped and not hasattr(report, "wasxfail") for report in reports)
        return ItemReport(item, None if skipped else error, skipped, detail)

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Let pytest explain the comparison in a failing assert, inside a test function and outside of one.

        For as long, nothing passes by having no items to compare.
        """
        before = util._reprcompare
        util._reprcompare = self.explain
        try:
            with strict_comparisons():
                yield
        finally:
            util._reprcompare = before

    def explain(self, op: str, left: object, right: object) -> str | None:
        """pytest's account of how the two sides of a comparison differ; ``None`` where it has none."""
        config = self._session.config
        with _as_at_home():
            found = config.hook.pytest_assertrepr_compare(config=config, op=op, left=left, right=right)
        for lines in found:
            if lines:
                shown = [line.replace("\n", "\\n") for line in lines[:_MAX_EXPLAINED_LINES]]
                return "\n~".join(shown).replace("%", "%%")  # pytest formats it once more
        return None

    @pytest.fixture
    def capsys(self) -> Capture:
        """What the check and the student's code that it calls have printed."""
        running = current()
        assert running is not None, "a check runs"
        assert running.capture is not None, "on the host"
        return running.capture

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why something could not be collected, which pytest itself would only print."""
        if report.failed:
            self._uncollected.append(report.longreprtext)

    @pytest.hookimpl
    def pytest_exception_interact(self, node: pytest.Item, call: pytest.CallInfo[Any], report: Any) -> None:
        """Keep the first failure of an item with pytest's own account of it."""
        if call.excinfo is not None and node not in self._failures:
            self._failures[node] = (call.excinfo.value, report.longreprtext[:20_000])


@contextmanager
def _as_at_home() -> Iterator[None]:
    """Hide that a build server grades: pytest would explain at greater length there, and to students."""
    hidden = {name: os.environ.pop(name) for name in _BUILD_SERVERS if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


class _CellModule(pytest.Module):
    """A check cell as pytest's module; its objects exist already, so nothing is imported."""

    def __init__(self, *, cell: types.ModuleType, **kwargs: Any) -> None:
        self._cell = cell
        super().__init__(**kwargs)

    def _getobj(self) -> types.ModuleType:
        return self._cell


class _RunLoop:
    """A plugin whose run loop is ``body``."""

    def __init__(self, body: Callable[[ItemRunner], Any]) -> None:
        self._body = body
        self.result: Any = None
        self.error: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        for marker in _MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        session.items = []
        session.testscollected = 1
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        try:
            self.result = self._body(ItemRunner(session))
        except BaseException as error:  # handed on as it is, once pytest has cleaned up
            self.error = error
        return True


def under_pytest(body: Callable[[ItemRunner], T]) -> T:
    """Call ``body`` inside a fresh pytest session, which sees no configuration but ours.

    Raises:
        PlatformError: pytest itself could not start.
    """
    loop = _RunLoop(body)
    said = io.StringIO()
    arguments = ["-c", os.devnull, "--noconftest", "--rootdir", str(Path.cwd())]
    for name in _UNUSED_PLUGINS:
        arguments += ["-p", f"no:{name}"]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    with redirect_stdout(said), redirect_stderr(said), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = pytest.main(arguments, plugins=[loop])
    if loop.error is not None:
        raise loop.error
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise PlatformError(
            f"pytest could not start on this machine: {said.getvalue()[-500:]}", log=said.getvalue()
        )
    result: T = loop.result
    return result
