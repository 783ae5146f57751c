"""Results on disk: two JSON files for each submission.

    <course>/.autograder/executed/<assignment>/<student>.json   the whole result, as soon as there is one
    <course>/.autograder/results/<assignment>/<student>.json    without its notebooks: it is recorded, completely

The first lets a result be recorded again without executing anything, also where ``autograded/`` or the
gradebook is gone. A file that is missing, half-written or of another format counts as absent, so the
submission is graded again.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from autograder.errors import PlatformError, UsageError
from autograder.results import NotebookRun, SubmissionResult

FORMAT = 1
_KEPT_ELSEWHERE = "notebooks"
_KEPT_BEGINS = re.compile(rb'\{"format": %d, "key": "([^"\\]{0,200})"' % FORMAT)
_UNSAFE_IN_A_TABLE = re.compile(r'^=|^[-+@](?![\w.@-]*\Z)|[,"]')
"""What a spreadsheet would calculate; and what ends a field, for nbgrader's export puts no quotes around one."""

_NOT_FINITE = ("nan", "inf", "-inf")


def result_path(state_dir: Path, assignment: str, student: str) -> Path:
    """Where the result of ``student``'s submission lies below ``state_dir`` (``<course>/.autograder``).

    Raises:
        UsageError: a name cannot be the name of a file.
    """
    return state_dir / "results" / checked_name(assignment) / f"{checked_student(student)}.json"


def kept_path(state_dir: Path, assignment: str, student: str) -> Path:
    """Where the whole result of ``student``'s submission is kept below ``state_dir``.

    Raises:
        UsageError: a name cannot be the name of a file.
    """
    place = result_path(state_dir, assignment, student)
    return state_dir / "executed" / place.parent.name / place.name


def checked_name(name: str) -> str:
    """``name`` itself, when it can name a file or folder and a row of the gradebook.

    Raises:
        UsageError: it is empty, hidden, has a slash or a control character, or is no valid text.
    """
    readable = name.isprintable() and name.encode("utf-8", "replace").decode() == name
    if not readable or not name.strip() or name.startswith(".") or "/" in name or "\\" in name:
        raise UsageError(
            f"{name!a} cannot be the name of a student, assignment or notebook; rename its folder or file "
            "so that it has no slash, no control character and no dot in front."
        )
    return name


def checked_student(name: str) -> str:
    """``name`` itself, when it can be a student's: a name as above that is safe in a table of grades, too.

    Raises:
        UsageError: it cannot name a file, holds a comma or a quotation mark, or is a formula.
    """
    if _UNSAFE_IN_A_TABLE.search(checked_name(name)):
        raise UsageError(
            f"{name!a} cannot be the name of a student, because a table of grades would be misread with it; rename "
            "the folder so that it has no comma, no quotation mark and no sign of a formula in front."
        )
    return name


def dump_result(result: SubmissionResult, *, score: float | None = None) -> str:
    """``result`` as JSON text, with the ``score`` that the gradebook gives for it.

    Raises:
        PlatformError: ``provenance`` holds something that JSON cannot hold.
    """
    return _as_json(result, {"score": score}, allow_nan=False)


def dump_kept(result: SubmissionResult) -> str:
    """``result`` with its notebooks as JSON text.

    Raises:
        PlatformError: ``provenance`` holds something that JSON cannot hold.
    """
    runs = [{f.name: getattr(run, f.name) for f in fields(run)} for run in result.notebooks]
    # A notebook is kept as it is: an output of a student's may hold what strict JSON does not.
    return _as_json(result, {"notebooks": runs}, allow_nan=True)


def _as_json(result: SubmissionResult, more: Mapping[str, Any], *, allow_nan: bool) -> str:
    # The key comes first: ``kept_key`` reads no further.
    envelope = {"format": FORMAT, "key": result.key, **more, "result": _encode(result)}
    try:
        return json.dumps(envelope, allow_nan=allow_nan)
    except (TypeError, ValueError) as error:
        raise PlatformError(
            f"The result of {result.student} for {result.assignment} cannot be kept as JSON ({error}); "
            "please report this as a bug of the autograder."
        ) from error


def load_result(path: Path) -> SubmissionResult | None:
    """The result in ``path``, without its notebooks; ``None`` when there is no whole one."""
    envelope = _envelope(path)
    return None if envelope is None else _result_in(envelope)


def load_kept(path: Path) -> SubmissionResult | None:
    """The result in ``path``, with its notebooks; ``None`` when there is no whole one."""
    envelope = _envelope(path)
    result = None if envelope is None else _result_in(envelope)
    if envelope is None or result is None:
        return None
    try:
        runs = tuple(_decode(NotebookRun, run) for run in _typed(list, envelope["notebooks"]))
    except (TypeError, KeyError, ValueError):
        return None
    return replace(result, notebooks=runs)


def kept_key(path: Path) -> str | None:
    """The key of the result that is kept in ``path``, without reading all of it; ``None`` without one."""
    try:
        with path.open("rb") as file:
            found = _KEPT_BEGINS.match(file.read(300))
    except OSError:
        return None
    return found[1].decode("ascii", "replace") if found else None


def _envelope(path: Path) -> dict[str, Any] | None:
    try:
        envelope = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return envelope if isinstance(envelope, dict) and envelope.get("format") == FORMAT else None


def _result_in(envelope: Mapping[str, Any]) -> SubmissionResult | None:
    try:
        result: SubmissionResult = _decode(SubmissionResult, envelope["result"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return result


@contextmanager
def clear_disk_errors(place: str, advice: str) -> Iterator[None]:
    """Turn what the file system complains about into a sentence that says what to do; ``place`` if it names no file.

    Raises:
        PlatformError: that sentence, with ``advice``.
    """
    try:
        yield
    except OSError as error:
        raise PlatformError(
            f"{error.filename or place} cannot be written ({error.strerror}); {advice}", log=repr(error)
        ) from error


def write_atomically(path: Path, text: str) -> None:
    """Put ``text`` in ``path`` so that a reader, or a crash, meets the old file or the new one.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold off other processes that write into ``folder``; the lock of a killed process is gone with it.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sync_folder(folder: Path) -> None:
    """Make the renames in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _encode(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        # JSON has no NaN, and a metric of a diverged model is one.
        return value if math.isfinite(value) else str(value)
    if is_dataclass(value):
        return {f.name: _encode(getattr(value, f.name)) for f in fields(value) if f.name != _KEPT_ELSEWHERE}
    if isinstance(value, Mapping):
        return {key: _encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encode(item) for item in value]
    return value


@cache
def _hints(record: type) -> dict[str, Any]:
    return get_type_hints(record)


def _decode(kind: Any, value: Any) -> Any:
    """``value`` as an instance of the annotation ``kind``.

    Raises:
        TypeError, ValueError: it is none, or a required field is missing.
    """
    if kind is Any:
        return value
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{n: _decode(hint, value[n]) for n, hint in _hints(kind).items() if n in value})
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if value is None else _decode(arguments[0], value)
    if origin is tuple:
        return tuple(_decode(arguments[0], item) for item in _typed(list, value))
    if origin is Mapping:
        return {key: _decode(arguments[1], item) for key, item in _typed(dict, value).items()}
    return _simple(kind, value)


def _simple(kind: type, value: Any) -> Any:
    if issubclass(kind, Enum):
        return kind(value)
    return _number(value) if kind is float else _typed(kind, value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or (isinstance(value, str) and value not in _NOT_FINITE):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _typed(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
