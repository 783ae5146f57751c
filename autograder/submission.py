"""A submission as it was handed in, taken in with suspicion: sizes first, regular files only, no link followed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.errors import SubmissionError

_MAX_FILES: Final = 1_000
_MAX_TOTAL_BYTES: Final = 200 << 20


@dataclass(frozen=True, slots=True)
class SubmittedCell:
    """One cell as the student left it; ``grade_id`` is what its metadata claims.

    ``attachments`` are pictures pasted into its text, as the notebook's format keeps them.
    """

    cell_type: str
    source: str
    cell_id: str
    grade_id: str
    attachments: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's files for one assignment; a file is read once, hashed, and never read again.

    ``problems`` says what was left out and why; ``refusal`` why nothing of it can be taken.
    """

    student: str
    folder: Path
    files: dict[str, bytes]
    timestamp: str | None
    problems: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def digest(self) -> str:
        """Hash of all that was handed in."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            digest.update(json.dumps([name, len(data)]).encode() + data)
        return digest.hexdigest()


def take_in(student: str, folder: Path) -> Submission:
    """Copy the regular files below ``folder`` into memory, following no link."""
    files: dict[str, bytes] = {}
    problems: list[str] = []
    try:
        for path in _regular_paths(folder):
            data = _read_regular(path)
            if data is None:
                problems.append(f"{path.name} is not a regular file and was left out")
                continue
            files[str(path.relative_to(folder))] = data
            _check_size(files)
    except SubmissionError as error:
        return Submission(student, folder, {}, _timestamp(files), tuple(problems), str(error))
    timestamp = _timestamp(files)
    return Submission(student, folder, files, timestamp, tuple(problems))


def _check_size(files: dict[str, bytes]) -> None:
    if len(files) > _MAX_FILES or sum(map(len, files.values())) > _MAX_TOTAL_BYTES:
        raise SubmissionError(
            f"the submission holds more than {_MAX_FILES} files or {_MAX_TOTAL_BYTES >> 20} MiB; "
            "hand in the notebooks and the files they need, and nothing else"
        )


def _timestamp(files: dict[str, bytes]) -> str | None:
    return files.pop("timestamp.txt", b"").decode("utf-8", "replace").strip() or None


def _regular_paths(folder: Path) -> list[Path]:
    found = []
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(root, name) for name in sorted(names) if not name.startswith(".")]
    return found


def _read_regular(path: Path) -> bytes | None:
    # NONBLOCK: a FIFO would otherwise wait for a writer for ever.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > _MAX_TOTAL_BYTES:
            raise SubmissionError(f"{path.name} is larger than {_MAX_TOTAL_BYTES >> 20} MiB; hand in less")
        return file.read(_MAX_TOTAL_BYTES + 1)
