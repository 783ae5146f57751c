"""The host as a check sees it while it runs: where prints go, and library functions that reach into the notebook.

sys.stdout, sys.stderr      what student code prints, and the check itself
random.seed and its like    seed the guest's generators as well
inspect.getsource           gives the text of the student's functions and classes
unittest.main               runs the test cases that the checks know, and fails as an assert does
sys.modules["__main__"]     the checks' names, so that ``mock.patch("__main__.f")`` reaches the notebook
open, os.stat and others    serve relative paths from the student's folder (``files``)
"""

from __future__ import annotations

import inspect
import io
import sys
import types
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from autograder.checker.guest import Guest
from autograder.checker.names import CheckNames
from autograder.checker.proxy import Proxy, guest_of
from autograder.checker.raised import GuestException, MissingAttribute, StudentErrorType
from autograder.errors import GuestDied
from autograder.wire.limits import MAX_OUTPUT_CHARACTERS, WireError

_SEEDERS: Final = (
    "random.seed",
    "numpy.random.seed",
    "torch.manual_seed",
    "tensorflow.random.set_seed",
    "keras.utils.set_random_seed",
    "tensorflow.keras.utils.set_random_seed",
)
_GET_SOURCE: Final = inspect.getsource
_GET_LINES: Final = inspect.getsourcelines
_TEXT_CHARACTERS: Final = 10_000


@contextmanager
def scene(names: CheckNames, guest: Guest) -> Iterator[Capture]:
    """Set the scene for one check; what it printed is in the ``Capture``."""
    capture = Capture()
    guest.may_print, guest.stdin, guest.changed = MAX_OUTPUT_CHARACTERS, sys.stdin, names.put_back
    stage = [
        (sys, "stdout", capture.out),
        (sys, "stderr", capture.err),
        (inspect, "getsource", _source_of),
        (inspect, "getsourcelines", _lines_of),
        (unittest, "main", lambda *_, **__: _run_test_cases(names)),
        *_seeders(guest),
    ]
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in stage]
    main = sys.modules["__main__"]
    try:
        for owner, name, value in stage:
            setattr(owner, name, value)
        sys.modules["__main__"] = _Main(names)
        yield capture
    finally:
        sys.modules["__main__"] = main
        for owner, name, value in before:
            setattr(owner, name, value)
        guest.stdin = guest.changed = None


class Captured(NamedTuple):
    """What went to the two streams."""

    out: str
    err: str


class Capture:
    """What was printed during a check, in memory and bounded."""

    def __init__(self) -> None:
        self.out = _Bounded()
        self.err = _Bounded()

    def readouterr(self) -> Captured:
        """What was printed since this was last asked, as pytest's ``capsys`` tells it."""
        return Captured(self.out.taken(), self.err.taken())

    @contextmanager
    def disabled(self) -> Iterator[None]:
        """For checks that were written for pytest's own; there is no terminal here to print to."""
        yield


class _Bounded(io.StringIO):
    def write(self, text: str) -> int:
        room = MAX_OUTPUT_CHARACTERS - self.tell()
        super().write(text[: max(0, room)])
        return len(text)

    def taken(self) -> str:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


class _Main(types.ModuleType):
    """The checks' names as a module: a write to it is a write to the notebook."""

    def __init__(self, names: CheckNames) -> None:
        super().__init__("__main__")
        object.__setattr__(self, "_names", names)

    def __getattr__(self, name: str) -> Any:
        try:
            return object.__getattribute__(self, "_names")[name]
        except (KeyError, NameError):
            raise MissingAttribute(f"the notebook has no {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._names.patch(name, value)

    def __delattr__(self, name: str) -> None:
        del self._names[name]

    def __dir__(self) -> list[str]:
        return list(self._names)


def _seeders(guest: Guest) -> Iterator[tuple[Any, str, Any]]:
    for seeder in _SEEDERS:
        library, _, path = seeder.partition(".")
        *inner, name = path.split(".")
        owner: Any = sys.modules.get(library)
        for part in inner:
            owner = getattr(owner, part, None)
        function = getattr(owner, name, None)
        if function is not None:
            yield owner, name, _seeding(guest, seeder, function)


def _seeding(guest: Guest, seeder: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def seed(*args: Any, **kwargs: Any) -> Any:
        if guest.ended is None:
            value = next(iter((*args, *kwargs.values())), None)
            try:
                guest.verb("seed", seeder, value)
            except (WireError, TypeError, GuestException, GuestDied):
                pass  # a seed that is no data, or a library that the course's Python lacks
        return function(*args, **kwargs)

    return seed


def _source_of(value: Any) -> str:
    value = value.student if isinstance(value, StudentErrorType) else value
    if not isinstance(value, Proxy):
        return _GET_SOURCE(value)
    text = guest_of(value).verb("source", value)
    if type(text) is not str:
        raise OSError("could not get source code")
    return text


def _lines_of(value: Any) -> tuple[list[str], int]:
    if isinstance(value, (Proxy, StudentErrorType)):
        return _source_of(value).splitlines(keepends=True), 1
    return _GET_LINES(value)


def _run_test_cases(names: CheckNames) -> None:
    """What ``unittest.main`` means in a check: run the test cases of earlier cells; those of this one are checks."""
    cases = [value for name, value in names.items() if name not in names.tests and _is_test_case(value)]
    result = unittest.TestResult()
    unittest.TestSuite(map(unittest.defaultTestLoader.loadTestsFromTestCase, cases)).run(result)
    if failed := [text for _, text in (*result.failures, *result.errors)]:
        # The texts show lines of tests that may be hidden, so they are the cause and not the message.
        cause = RuntimeError("\n".join(failed)[-_TEXT_CHARACTERS:])
        raise AssertionError(f"{len(failed)} of {result.testsRun} test cases fail") from cause


def _is_test_case(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, unittest.TestCase) and value is not unittest.TestCase
