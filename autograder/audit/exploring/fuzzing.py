"""Differential fuzzing: do a mutant and the reference behave alike on the inputs that an author's generators make?

A check cell of the audit's own, on the host, calls ``explore``. For the reference it writes down what came of each
step; for a mutant it compares, and raises a ``Difference`` whose text is a test to paste into a check cell.

The file of traces is a pickle: only the audit on the host reads and writes it, in its own temporary folder.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import pickle
import random
import re
import sys
import time
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np

from autograder.audit.exploring.literals import Unwritable
from autograder.audit.exploring.shortest import Parting, as_test, parting, subject_of
from autograder.audit.exploring.traces import Notebook, Recorder, Step
from autograder.checker.context import current
from autograder.checker.guest import Guest
from autograder.checker.names import CheckNames, UnknownName
from autograder.checker.raised import GuestException, MissingName
from autograder.checker.verdict import CHECK_ERRORS
from autograder.errors import AssignmentError, GuestDied

Generator = Callable[[Any, np.random.Generator], object]

_LONGEST_REFERENCE: Final = 30.0  # seconds for the round that is going on when the time is over: three calls
_ALLOWED: Final = (1.0, 20.0)  # seconds that a mutant's step has at least, and times what the reference took
_LONGEST_TEXT: Final = 3_000  # characters; of a failure's account the audit keeps few more
_OTHER_SEED: Final = 1


class Difference(AssertionError):
    """A mutant and the reference differ: ``what`` says how in one line, ``code`` is a test that shows it.

    ``code`` is empty where the input cannot be written as code; ``what`` then says so.
    """

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"{what}\n\n{code}" if code else what)
        self.what, self.code = what, code


def counterexample_in(detail: str) -> str:
    """The text of the ``Difference`` that the detail of a failed check tells of; empty where it tells of none."""
    return _text_in(detail, Difference)


def refusal_in(detail: str) -> str:
    """Why the generators cannot be used, by the detail of a check that says so; empty where it says nothing of it."""
    return _text_in(detail, AssignmentError)


def _text_in(detail: str, kind: type[Exception]) -> str:
    """What an exception of this kind says, in pytest's account of it or Python's."""
    found = re.search(rf"^(E? *){re.escape(kind.__module__)}\.{kind.__name__}: ", detail, re.MULTILINE)
    if found is None:
        return ""
    mark = found[1]  # what pytest writes before each line of an exception's text
    first, *more = detail[found.end() :].splitlines()
    lines = takewhile(lambda line: line.startswith(mark[:1]), more)
    return "\n".join([first, *(line[len(mark) :].rstrip() for line in lines)]).rstrip()


def explorations(
    generators: Path, cell: str, *, reference: Path, rounds: int = 30, seed: int = 0, seconds: float = 20.0
) -> str:
    """The source of a check cell that calls ``explore`` with these arguments, and has the time that it needs."""
    given = f"cell={cell!r}, reference={str(reference)!r}, rounds={rounds}, seed={seed}, seconds={seconds}"
    return (
        "import pytest\nfrom autograder.audit.exploring.fuzzing import explore\n\n\n"
        f"@pytest.mark.deadline({3 * seconds + _LONGEST_REFERENCE})\ndef test_behaves_as_the_reference():\n"
        f"    explore(globals(), generators={str(generators)!r}, {given})\n"
    )


def cells_with_generators(path: Path) -> frozenset[str]:
    """The names of the generators in the file ``path``, each of which ``applies`` to cells; none without a file.

    Raises:
        AssignmentError: the file has a syntax error.
    """
    if not path.is_file():
        return frozenset()
    tree = _parsed(path)
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )


def applies(name: str, cell: str) -> bool:
    """Whether a generator called ``name`` is for the solution cell ``cell``."""
    wanted = re.sub(r"\W", "_", cell)
    return name == wanted or name.startswith(f"{wanted}__")


def explore(
    names: Mapping[str, Any],
    *,
    generators: str | Path,
    cell: str,
    reference: str | Path,
    rounds: int = 30,
    seed: int = 0,
    seconds: float = 20.0,
) -> None:
    """Write down what the notebook does where the file ``reference`` is not there yet, else compare with it.

    Args:
        names: the ``globals()`` of a check cell.
        generators: the author's file.
        cell: the solution cell whose generators are run.
        reference: the file of traces.
        rounds: how many inputs each generator makes.
        seed: what they are drawn from.
        seconds: after so many no further round begins.

    Raises:
        Difference: the notebook is a mutant and behaves otherwise.
        AssignmentError: the generators cannot be used; says why.
    """
    context = current()
    if context is None or context.guest is None or context.names is None:
        raise AssignmentError("explore is for check cells that are graded; it cannot run in a notebook")
    explorer = _Explorer(names, context.guest, context.names, time.monotonic() + seconds)
    functions = _generators(Path(generators), cell)
    place = Path(reference)
    if place.exists():
        explorer.compare(functions, pickle.loads(place.read_bytes()))
        return
    traces = explorer.record(functions, rounds, seed)
    unfinished = place.with_name(f"{place.name}.part")
    unfinished.write_bytes(pickle.dumps(traces))
    unfinished.replace(place)


@dataclass(frozen=True, slots=True)
class _Trace:
    """What generator ``name`` did with the reference in round ``number``.

    ``draws`` tells that it came out otherwise after another global seed.
    """

    name: str
    number: int
    seed: int
    steps: tuple[Step, ...]
    draws: bool = False


class _Parted(BaseException):
    """Ends a round; a generator does not catch it, as it would an exception."""


@dataclass(slots=True)
class _Explorer:
    """Runs generators against one notebook until ``deadline`` (on ``time.monotonic``'s clock)."""

    names: Mapping[str, Any]
    guest: Guest
    check: CheckNames
    deadline: float

    def record(self, functions: Mapping[str, Generator], rounds: int, seed: int) -> list[_Trace]:
        """The traces of the reference."""
        traces: list[_Trace] = []
        for number in range(rounds):
            for name, function in functions.items():
                if traces and time.monotonic() > self.deadline:
                    return traces
                traces.append(self._trace(name, function, number, seed))
        return traces

    def _trace(self, name: str, function: Generator, number: int, seed: int) -> _Trace:
        first = self._reference_steps(name, function, _Trace(name, number, seed, ()), 0)
        other = self._reference_steps(name, function, _Trace(name, number, seed, ()), _OTHER_SEED)
        if len(first) == len(other) and _alike(first, other) == len(first):
            return _Trace(name, number, seed, first)
        again = self._reference_steps(name, function, _Trace(name, number, seed, ()), 0)
        # What is not even the same after the same seed can be compared with nothing.
        return _Trace(name, number, seed, first[: _alike(first, again)], draws=True)

    def _reference_steps(
        self, name: str, function: Generator, trace: _Trace, global_seed: int
    ) -> tuple[Step, ...]:
        recorder = Recorder(self.names, self.guest)
        try:
            with _in_place(self.guest):
                _run(function, recorder, trace, global_seed)
        except (MissingName, UnknownName) as missing:
            raise AssignmentError(
                f"the generator {name!r} asks for what is not there: {missing}"
            ) from missing
        except GuestDied:
            raise
        except Exception as error:
            if not any(error is known for known in recorder.errors) or not isinstance(error, GuestException):
                said = f"{type(error).__name__}: {error}"
                raise AssignmentError(
                    f"the generator {name!r} fails with the reference solution in round {trace.number}: {said}; "
                    "mend it in generators.py"
                ) from error
        return tuple(recorder.steps)

    def compare(self, functions: Mapping[str, Generator], traces: Sequence[_Trace]) -> None:
        """Raise a ``Difference`` where the notebook behaves otherwise than ``traces``."""
        found: list[tuple[_Trace, Parting]] = []
        for trace in traces:
            if self.guest.ended is not None or (time.monotonic() > self.deadline):
                break
            parted = self._parting(functions[trace.name], trace)
            if parted is not None:
                found.append((trace, parted))
        if found:
            raise self._shortest(found)

    def _parting(self, function: Generator, trace: _Trace) -> Parting | None:
        parted: list[Parting] = []

        def seen(step: Step) -> None:
            place = len(recorder.steps) - 1
            if place >= len(trace.steps):
                raise _Parted
            due = trace.steps[place]
            if due.form != step.form and step.raised is None:
                raise _Parted
            if (unlike := parting(due, step, place)) is not None:
                parted.append(unlike)
                raise _Parted

        recorder = Recorder(self.names, self.guest, seen, partial(_allowed, trace.steps))
        try:
            with _in_place(self.guest):
                _run(function, recorder, trace, 0)
        except (_Parted, Exception):  # with no step that differs, a generator's own failure tells nothing
            pass
        return parted[0] if parted else None

    def _shortest(self, found: Sequence[tuple[_Trace, Parting]]) -> Difference:
        """The shortest test that does fail here, else the shortest."""
        tests, reason = [], ""
        for trace, parted in found:
            try:
                tests.append((as_test(trace.steps, parted, seed=0 if trace.draws else None), trace, parted))
            except Unwritable as error:
                reason = str(error)
        tests.sort(key=lambda test: len(test[0]))
        tests = [test for test in tests if len(test[0]) <= _LONGEST_TEXT]
        if not tests:
            return Difference(f"{_said(*found[0])} ({reason or 'its input is too long to print'})", "")
        code, trace, parted = next((test for test in tests if self._fails(test[0])), tests[0])
        return Difference(_said(trace, parted), code)

    def _fails(self, code: str) -> bool:
        """Whether the test fails for this notebook, as it should."""
        if self.guest.ended is not None:
            return True
        bound: dict[str, Any] = {}
        exec(compile(code, "<counterexample>", "exec"), self.check, bound)
        try:
            with self.guest.within(_ALLOWED[0]):
                next(iter(bound.values()))()
        except CHECK_ERRORS:
            self.guest.timed_out = False
            return True
        return False


def _alike(first: Sequence[Step], other: Sequence[Step]) -> int:
    """How many steps of two traces are the same, from the beginning."""
    for place, (one, two) in enumerate(zip(first, other, strict=False)):
        if one.form != two.form or parting(one, two, place) is not None:
            return place
    return min(len(first), len(other))


def _said(trace: _Trace, parted: Parting) -> str:
    return " ".join(f"{subject_of(trace.steps[parted.place])} {parted.what}".split())


def _allowed(steps: Sequence[Step], number: int) -> float:
    least, times = _ALLOWED
    return max(least, times * steps[number].seconds) if number < len(steps) else least


@contextmanager
def _in_place(guest: Guest) -> Iterator[None]:
    """Bring back whatever student code changes in its arguments, so that a trace can tell of it."""
    before, guest.in_place = guest.in_place, "always"
    try:
        yield
    finally:
        guest.in_place = before


def _run(function: Generator, recorder: Recorder, trace: _Trace, global_seed: int) -> None:
    random.seed(global_seed)
    np.random.seed(global_seed)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(global_seed)
    rng = np.random.default_rng([trace.seed, trace.number, crc32(trace.name.encode())])
    function(Notebook(recorder), rng)


def _generators(path: Path, cell: str) -> dict[str, Generator]:
    if not path.is_file():
        raise AssignmentError(
            f"there are no generators: write {path}, see the section on generators of docs/audit.md"
        )
    module = _imported(path)
    found = {name: vars(module)[name] for name in sorted(cells_with_generators(path)) if applies(name, cell)}
    if not found:
        raise AssignmentError(
            f"{path} has no generator for the cell {cell!r}: write `def {cell}(notebook, rng)`"
        )
    for name, function in found.items():
        try:
            inspect.signature(function).bind(None, None)
        except TypeError:
            raise AssignmentError(
                f"{path}: write `def {name}(notebook, rng)`, with these two arguments"
            ) from None
    return found


def _imported(path: Path) -> types.ModuleType:
    """The author's module, run afresh: an edit of a moment ago counts, and no cache is left beside it."""
    tree, module = _parsed(path), types.ModuleType(f"generators of {path.parent.name}")
    module.__file__ = str(path)
    text = path.read_text(encoding="utf-8")
    linecache.cache[str(path)] = (len(text), None, text.splitlines(keepends=True), str(path))
    try:
        exec(compile(tree, str(path), "exec"), vars(module))
    except Exception as error:
        raise AssignmentError(f"{path} does not import: {type(error).__name__}: {error}") from error
    return module


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        at = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise AssignmentError(f"{path} has a syntax error{at}; mend it") from None
