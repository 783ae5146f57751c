"""From an exception in a check to whose fault it was and what may be said about it."""

from __future__ import annotations

import linecache
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

import pytest
from _pytest.fixtures import FixtureLookupError
from _pytest.outcomes import OutcomeException

from autograder.checker.banned import NotAllowed
from autograder.checker.metrics.predictions import BadPredictions
from autograder.checker.names import UnknownName
from autograder.checker.raised import (
    CheckerTimeout,
    GuestException,
    GuestTimeout,
    MissingAttribute,
    MissingName,
    NotData,
    Refusal,
)
from autograder.errors import AssignmentError, GuestDied
from autograder.results import Outcome

CHECK_ERRORS: Final = (Exception, OutcomeException, SystemExit)
"""What an instructor's check may raise; pytest's own outcomes are no ``Exception``."""

_MACHINERY: Final = frozenset(
    str(Path(__file__).with_name(f"{name}.py"))
    for name in (
        "checker",
        "guest",
        "names",
        "plugin",
        "inplace",
        "scene",
        "views",
        "files",
        "pyplot",
        "credit",
    )
)

CATEGORIES: Final = {
    "wrong": "the result is not what it should be",
    "raised": "your code raised an error",
    "unfinished": "this part is not implemented yet",
    "missing": "your notebook does not define what this check needs",
    "refused": "your code returned another kind of object than it should",
    "misfit": "the check could not use what your code returned",
    "banned": "your code uses what this question does not allow",
    "kind": "your model's predictions are not an array of numbers",
    "shape": "your model's predictions have another shape than they should",
    "finite": "your model's predictions are not all finite: some are nan or infinite",
    "range": "your model's predictions are no class numbers from 0 on, or no probabilities, where these are due",
    "peeking": "your model's predictions change with the batch that an input is in, or from call to call",
    "timeout": "your code took too long",
    "endless": "the check could not finish with what your code returned",
    "gone": "your code's process ended while this check ran",
    "checker": "this check itself is at fault; you lose nothing by it, and your instructor is told",
}
"""All that a student reads of a hidden check without a hint: a closed set, so that nothing leaks."""

OF_PREDICTIONS: Final = frozenset({"kind", "shape", "finite", "range", "peeking"})
"""The categories of predictions that could not be counted; they say more than a hint on how good these should be."""

_LONGEST_NAME: Final = 100

UNREACHED: Final = "unreached"
"""The category of a check that never ran, for the kernel was lost before; its words are those of the loss."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a check ended and the category that says so."""

    outcome: Outcome
    category: str


def verdict_of(error: BaseException, *, was_asked: bool = True) -> Verdict:
    """Whose fault ``error`` is, when the guest is alive and answered in time.

    ``was_asked`` says whether the check had anything of the student's to work on: what it cannot finish, or hold in
    memory, is then too large or chosen to be slow.

    An exception of the host's own code in a check (``TypeError``, ``IndexError``, ...) comes, as a rule,
    from data that does not fit (too large or too deep, perhaps), and so is the student's; what cannot come
    from data is the checker's.
    """
    match error:
        case GuestException():
            unfinished = "NotImplementedError" in error.kin
            return Verdict(Outcome.FAILED, "unfinished" if unfinished else "raised")
        case MissingName() | MissingAttribute():
            return Verdict(Outcome.FAILED, "missing")
        # ``from __main__ import`` of what the notebook lacks, or a student's pickle that names Python 2's builtins.
        case ImportError() if error.name in ("__main__", "__builtin__"):
            return Verdict(Outcome.FAILED, "missing")
        case Refusal():
            return Verdict(Outcome.FAILED, "refused")
        case NotAllowed():
            return Verdict(Outcome.FAILED, "banned")
        case BadPredictions():
            return Verdict(Outcome.FAILED, error.category)
        case AssertionError() | pytest.fail.Exception():
            return Verdict(Outcome.FAILED, "wrong")
        case GuestTimeout():
            return Verdict(Outcome.TIMEOUT, "timeout")
        case GuestDied():
            return Verdict(Outcome.CRASHED, "gone")
        case UnknownName() | FixtureLookupError() | ImportError() | SyntaxError() | AssignmentError():
            return Verdict(Outcome.CHECKER_ERROR, "checker")
        case CheckerTimeout() if was_asked:
            return Verdict(Outcome.TIMEOUT, "endless")
        case MemoryError() if not was_asked:
            return Verdict(Outcome.CHECKER_ERROR, "checker")
        case CheckerTimeout() | NotData():
            return Verdict(Outcome.CHECKER_ERROR, "checker")
        case AttributeError() | NameError() if _is_raised_by_us(error):
            return Verdict(Outcome.PLATFORM_ERROR, "checker")
        case Exception():
            return Verdict(Outcome.FAILED, "misfit")
    return Verdict(Outcome.CHECKER_ERROR, "checker")


def _is_raised_by_us(error: BaseException) -> bool:
    """Whether the innermost frame is of the machinery around checks: a slip of ours must cost nobody a point."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename in _MACHINERY


def lacking(error: BaseException) -> str:
    """The name that the notebook lacks, or the function in it that is still to be written; empty if it is neither.

    For figures alone: of what student code raises, it is the student's word.
    """
    match error:
        case MissingName():
            return str(error.name or "")
        case GuestException() if "NotImplementedError" in error.kin and error.frames:
            found = error.frames[-1][0]
        case GuestException() if "NameError" in error.kin:
            quoted = error.text.split("'")
            found = quoted[1] if len(quoted) > 2 else ""
        case _:
            found = ""
    return found if found.isidentifier() and len(found) <= _LONGEST_NAME else ""


def visible_message(error: BaseException, label: str, hidden: frozenset[int]) -> str:
    """What a student reads of a visible check: the failing lines and pytest's explanation.

    Frames of hidden lines and of the instructor's own modules are left out.
    """
    lines = [f"> {source}" for source in _visible_lines(error.__traceback__, label, hidden)]
    name = error.type_name if isinstance(error, GuestException) else type(error).__name__
    lines += [f"E {line}" for line in f"{name}: {error}".splitlines()[:60]]
    if isinstance(error, GuestException):
        lines += [f"  in {function}: {source}" for function, _, source in error.frames]
    return "\n".join(lines)[:10_000]


def _visible_lines(trace: TracebackType | None, label: str, hidden: frozenset[int]) -> list[str]:
    lines = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == label and trace.tb_lineno not in hidden:
            lines.append(linecache.getline(label, trace.tb_lineno).strip())
        trace = trace.tb_next
    return lines
