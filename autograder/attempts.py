"""How many different submissions a student has had graded for an assignment, where that is bounded.

    <course>/.autograder/attempts/<assignment>/<student>.json    what was handed in, and when it was first counted

The list only grows. What is in it already is no new attempt, however often it is handed in or graded again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from autograder.errors import UsageError
from autograder.records import alone, result_path, write_atomically
from autograder.results import SubmissionResult
from autograder.settings import Settings

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """Which of a student's attempts a submission is: the ``number``-th, from 1, of ``total`` so far."""

    number: int
    total: int


def attempts_path(state_dir: Path, assignment: str, student: str) -> Path:
    """Where the attempts of ``student`` are kept below ``state_dir`` (``<course>/.autograder``).

    Raises:
        UsageError: a name cannot be the name of a file.
    """
    place = result_path(state_dir, assignment, student)
    return state_dir / "attempts" / place.parent.name / place.name


def attempt_of(
    result: SubmissionResult, state_dir: Path, settings: Settings, now: datetime
) -> Attempt | None:
    """Which attempt of its student's ``result`` is, counted ``now`` if it is new; ``None`` without a bound.

    Raises:
        UsageError: the count is damaged.
        OSError: the folder cannot be written.
    """
    if not settings.attempts:
        return None
    path = attempts_path(state_dir, result.assignment, result.student)
    return count_attempt(path, result.digest or result.key, now)


def count_attempt(path: Path, digest: str, now: datetime) -> Attempt:
    """Count the submission with the hash ``digest``, unless it was counted before; safe between processes.

    Raises:
        UsageError: the file in ``path`` is damaged; counting anew would give its student all attempts again.
        OSError: the folder cannot be written.
    """
    with alone(path.parent):
        entries = _entries(path)
        digests = [entry["digest"] for entry in entries]
        if digest not in digests:
            digests.append(digest)
            entries.append({"digest": digest, "at": now.isoformat(timespec="seconds")})
            write_atomically(path, json.dumps({"format": _FORMAT, "attempts": entries}, indent=1))
    return Attempt(digests.index(digest) + 1, len(digests))


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except (ValueError, RecursionError):
        content = None
    entries = content.get("attempts") if isinstance(content, dict) else None
    if not isinstance(entries, list) or content.get("format") != _FORMAT or not all(map(_is_entry, entries)):
        raise UsageError(
            f"{path}, which counts a student's attempts, is damaged; bring it back from a backup, or remove it "
            "to give this student all attempts again, then run again"
        )
    return entries


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in ("digest", "at"))
