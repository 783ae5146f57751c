"""Results on disk: one JSON file for each submission, whose presence says that recording is complete.

    <course>/.autograder/results/<assignment>/<student>.json

Executed notebooks are left out: they lie in ``autograded/``, where nbgrader looks for them. A file that
is missing, half-written or of another format counts as absent, so the submission is graded again.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from autograder.errors import PlatformError, UsageError
from autograder.results import SubmissionResult

FORMAT = 1
_KEPT_ELSEWHERE = "notebooks"
_NOT_FINITE = ("nan", "inf", "-inf")


def result_path(state_dir: Path, assignment: str, student: str) -> Path:
    """Where the result of ``student``'s submission lies below ``state_dir`` (``<course>/.autograder``).

    Raises:
        UsageError: a name cannot be the name of a file.
    """
    return state_dir / "results" / checked_name(assignment) / f"{checked_name(student)}.json"


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


def dump_result(result: SubmissionResult, *, score: float | None = None) -> str:
    """``result`` as JSON text, with the ``score`` that the gradebook gives for it.

    Raises:
        PlatformError: ``provenance`` holds something that JSON cannot hold.
    """
    envelope = {"format": FORMAT, "key": result.key, "score": score, "result": _encode(result)}
    try:
        return json.dumps(envelope, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise PlatformError(
            f"The result of {result.student} for {result.assignment} cannot be kept as JSON ({error}); "
            "please report this as a bug of the autograder."
        ) from error


def load_result(path: Path) -> SubmissionResult | None:
    """The result in ``path``, without its notebooks; ``None`` when there is no whole one."""
    try:
        envelope = json.loads(path.read_bytes())
        if envelope["format"] != FORMAT:
            return None
        result: SubmissionResult = _decode(SubmissionResult, envelope["result"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return result


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
