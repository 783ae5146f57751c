"""A submission as it was handed in, taken in with suspicion: sizes first, regular files only, no link followed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from autograder.archives import is_archive, is_foreign, unpack
from autograder.archives.caps import Caps, Tally
from autograder.archives.names import fault_of_part, harmless
from autograder.errors import SubmissionError
from autograder.regular import OPEN, opened
from autograder.timestamps import parsed_time

_CAPS: Final = Caps()
_TIMESTAMP: Final = "timestamp.txt"
_MAX_TIMESTAMP: Final = 1_024

_MOST_PROBLEMS: Final = 20
"""So many files that were left out are named, and no more: a folder may hold thousands."""


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

    ``problems`` says what was left out and why; ``refusal`` why nothing of it can be taken. ``archive`` is the
    SHA-256 of the archive that files were taken from, where there was one.
    """

    student: str
    folder: Path
    files: dict[str, bytes]
    timestamp: str | None
    problems: tuple[str, ...] = ()
    refusal: str = ""
    archive: str = ""

    @property
    def digest(self) -> str:
        """Hash of all that was handed in, and of what is said about it."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            digest.update(json.dumps([name, len(data)]).encode() + data)
        if said := [text for text in (self.archive, self.refusal, *self.problems) if text]:
            digest.update(json.dumps({"said": said}).encode())
        return digest.hexdigest()


def take_in(student: str, folder: Path, caps: Caps = _CAPS) -> Submission:
    """Copy the regular files below ``folder`` into memory, following no link.

    Where there is no notebook but one archive, its members stand in its place. Nothing is raised over what was
    handed in: see ``Submission.problems`` and ``Submission.refusal``.
    """
    found = _Found(caps)
    refusal = ""
    try:
        found.read(folder)
        found.open_archive()
    except SubmissionError as error:
        refusal, found.files = str(error), {}
    problems = _bounded(found.problems)
    return Submission(student, folder, found.files, found.timestamp, problems, refusal, found.archive)


def _bounded(problems: Sequence[str]) -> tuple[str, ...]:
    rest = len(problems) - _MOST_PROBLEMS
    named = tuple(problems[:_MOST_PROBLEMS])
    return (*named, f"so it was with {rest} more files") if rest > 0 else named


@dataclass(slots=True)
class _Found:
    """What a folder holds, as far as it has been read.

    Each file is opened by its name in an open folder and never by its path: so nobody can put a link in the
    place of a folder on the way.
    """

    caps: Caps
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    timestamp: str | None = None
    archive: str = ""

    def read(self, folder: Path) -> None:
        """Read all that is there and not hidden.

        Raises:
            SubmissionError: it passes a cap.
        """
        try:
            # The folder itself may be a link: it lies where staff put it.
            top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            return
        try:
            self._read_time(top)
            self._read_folder(top, "", 1, Tally(self.caps))
        finally:
            os.close(top)
        self.files.pop(_TIMESTAMP, None)

    def _read_time(self, folder: int) -> None:
        """What nbgrader noted as the time of submission: read first, so that no refusal hides it."""
        with suppress(OSError), opened(_TIMESTAMP, folder) as found:
            if found is None:
                return
            text = found[0].read(_MAX_TIMESTAMP).decode("utf-8", "replace").strip()
            try:
                parsed_time(text)
            except ValueError:
                self.problems.append(
                    f"{_TIMESTAMP} says {harmless(text)}, which is no time: when this was handed in is not known"
                )
            else:
                self.timestamp = text or None

    def open_archive(self) -> None:
        """Put an archive's members in its place, where it was handed in instead of a notebook.

        Raises:
            SubmissionError: it cannot be read, or is not the only one.
        """
        if any(path.lower().endswith(".ipynb") for path in self.files):
            return
        self.problems += [
            f"{harmless(path)} is an archive of a kind that is not unpacked; hand in the notebook itself"
            for path in self.files
            if is_foreign(path)
        ]
        archives = [path for path in self.files if is_archive(path)]
        if len(archives) > 1:
            shown = ", ".join(harmless(path) for path in archives[:3])
            raise SubmissionError(
                f"there is no notebook but {len(archives)} archives ({shown}); hand in the notebook itself"
            )
        for path in archives:
            self._unpack(path)

    def _unpack(self, path: str) -> None:
        data = self.files.pop(path)
        self.archive = hashlib.sha256(data).hexdigest()
        unpacked = unpack(path, data, self.files, self.caps)
        self.files |= unpacked.files
        note = f"{harmless(path)} was unpacked; hand in the notebook itself the next time"
        self.problems += [note, *unpacked.problems]

    def _read_folder(self, folder: int, above: str, depth: int, tally: Tally) -> None:
        for name in _names(folder, tally):
            path = f"{above}{name}"
            fault = fault_of_part(name) or self._read_entry(folder, name, path, depth, tally)
            if fault:
                self.problems.append(f"{harmless(path)} {fault} and was left out")

    def _read_entry(self, folder: int, name: str, path: str, depth: int, tally: Tally) -> str:
        """Read one file or folder; what is wrong with it, as the end of a sentence, empty when nothing is."""
        try:
            # Before it is opened: opening a device can do something to it.
            if not _is_plain(os.stat(name, dir_fd=folder, follow_symlinks=False)):
                return "is not a regular file"
            descriptor = os.open(name, OPEN, dir_fd=folder)
        except OSError:
            return "could not be opened as a regular file"
        try:
            status = os.fstat(descriptor)
            if stat.S_ISREG(status.st_mode):
                self._read_file(descriptor, path, status.st_size, tally)
            elif not stat.S_ISDIR(status.st_mode):
                return "is not a regular file"
            elif depth == self.caps.depth:
                return f"lies more than {depth} folders deep"
            else:
                self._read_folder(descriptor, f"{path}/", depth + 1, tally)
        except OSError:
            return "could not be read"
        finally:
            os.close(descriptor)
        return ""

    def _read_file(self, descriptor: int, path: str, size: int, tally: Tally) -> None:
        if size > self.caps.total_bytes:
            most = self.caps.total_bytes >> 20
            raise SubmissionError(f"{harmless(path)} is larger than {most} MiB; hand in less")
        tally.add_file(size)
        self.files[path] = _content(descriptor, size)


def _names(folder: int, tally: Tally) -> list[str]:
    """Names in an open folder, sorted, without hidden ones; a folder of a million is not read to its end."""
    names = []
    with os.scandir(folder) as entries:
        for entry in entries:
            tally.add_entry()
            if not entry.name.startswith("."):
                names.append(entry.name)
    return sorted(names)


def _is_plain(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)


def _content(descriptor: int, size: int) -> bytes:
    """As much as the file held when it was opened, even while it grows."""
    with open(descriptor, "rb", closefd=False) as file:
        return file.read(size)
