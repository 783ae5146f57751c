"""The autograded folder of one submission: written aside as nbgrader writes it, swapped in by rename."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.records import checked_name, sync_folder
from autograder.regular import opened
from autograder.results import NotebookRun

log = logging.getLogger(__name__)

READ_ONLY, GROUP_SHARED = 0o444, 0o664
TIMESTAMP = "timestamp.txt"
IGNORED = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.ipynb", TIMESTAMP)
"""nbgrader's ``CourseDirectory.ignore``, and what is written here from the result itself."""

Extras = Mapping[Path, Collection[str]]
"""Folders whose other files travel along, each with the files (relative paths) that do not.

Of two files with one name the first counts.
"""

EXTRA_BYTES = 100_000_000
"""nbgrader's own bound on a submitted folder (``CourseDirectory.max_dir_size``)."""

EXTRA_FILES = 10_000
EXTRA_DEPTH = 32
"""As many names, and folders inside folders, as a submission may have to be graded."""


class AutogradedFolder:
    """``autograded/<student>/<assignment>``, with the names of its neighbours while it is replaced."""

    def __init__(self, path: Path, *, group_shared: bool = False) -> None:
        self._path = path
        self._new = path.with_name(f".{path.name}.new")
        self._old = path.with_name(f".{path.name}.old")
        self._group_shared = group_shared

    @contextmanager
    def staged(
        self, notebooks: Sequence[NotebookRun], submitted_at: str | None, extras: Extras
    ) -> Iterator[None]:
        """Write the new content aside; removed again when the block fails.

        Raises:
            OSError: the folder cannot be written.
        """
        self._mend()
        try:
            self._stage(notebooks, submitted_at, extras)
            yield
        except Exception:
            _remove(self._new)
            raise

    def _stage(self, notebooks: Sequence[NotebookRun], submitted_at: str | None, extras: Extras) -> None:
        self._new.mkdir(parents=True)
        for folder, left_out in extras.items():
            _copy_regular_files(folder, self._new, left_out)
        for notebook in notebooks:
            _write(self._new / f"{checked_name(notebook.name)}.ipynb", notebook_text(notebook.content))
        if submitted_at:
            _write(self._new / TIMESTAMP, submitted_at + "\n")
        self._set_permissions()

    @contextmanager
    def swapped_in(self) -> Iterator[None]:
        """Put the new content in place; put the old one back if the block fails."""
        had_one = os.path.lexists(self._path)
        if had_one:
            self._path.rename(self._old)
        try:
            self._new.rename(self._path)
            yield
        except Exception:
            if os.path.lexists(self._path):
                self._path.rename(self._new)
            if had_one:
                self._old.rename(self._path)
            raise

    def discard_old(self) -> None:
        """Remove what was replaced, and see that the new content survives a power cut."""
        sync_folder(self._path.parent)
        _remove(self._old)

    def holds(self, notebooks: Collection[str]) -> bool:
        """Whether there is such a folder, with all these notebooks (names without ``.ipynb``) in it."""
        return self._path.is_dir() and all((self._path / f"{name}.ipynb").is_file() for name in notebooks)

    def _mend(self) -> None:
        """Clear up after a process that was killed here; what it had moved away comes back."""
        if os.path.lexists(self._old) and not os.path.lexists(self._path):
            self._old.rename(self._path)
        _remove(self._old)
        _remove(self._new)

    def _set_permissions(self) -> None:
        for folder, _, files in os.walk(self._new):
            for name in files:
                (Path(folder) / name).chmod(GROUP_SHARED if self._group_shared else READ_ONLY)
            if self._group_shared:
                Path(folder).chmod((Path(folder).stat().st_mode | 0o2770) & 0o2777)
            sync_folder(Path(folder))


def notebook_text(content: Mapping[str, Any]) -> str:
    """``content`` as a notebook file, in one line: nbformat's indented one takes five times as long."""
    return json.dumps(dict(content), ensure_ascii=False, sort_keys=True) + "\n"


def _write(path: Path, text: str) -> None:
    with path.open("wb") as file:
        # A student's text may hold half a surrogate pair, which UTF-8 cannot.
        file.write(text.encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _copy_regular_files(source: Path, target: Path, left_out: Collection[str]) -> None:
    """Copy the files below ``source``, never through a link: a student's link may point at hidden checks."""
    left = EXTRA_BYTES
    for origin, folder in islice(_files(source), EXTRA_FILES):
        if str(origin.relative_to(source)) in left_out:
            continue
        copy = target / origin.relative_to(source)
        # A file where the assignment has a folder, or the reverse: the assignment's stands.
        with suppress(FileExistsError, NotADirectoryError):
            copy.parent.mkdir(parents=True, exist_ok=True)
            left -= _copy_regular_file(origin, folder, copy, left)


def _files(source: Path) -> Iterator[tuple[Path, int]]:
    """What is to be copied, links included, each with a descriptor of its folder, which may become a link by now.

    There is nothing of a depth at which ``os.walk`` would give up.
    """
    if not source.is_dir():
        return
    for folder, folders, files, descriptor in os.fwalk(source):
        is_deep = len(Path(folder).relative_to(source).parts) + 1 >= EXTRA_DEPTH
        folders[:] = [] if is_deep else [name for name in folders if not _is_ignored(name)]
        yield from ((Path(folder, name), descriptor) for name in files if not _is_ignored(name))


def _is_ignored(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in IGNORED)


def _copy_regular_file(origin: Path, folder: int, copy: Path, limit: int) -> int:
    """Copy one file and return its size; 0 when it is no regular file or has more bytes than ``limit``."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(opened(origin.name, folder))
        except OSError as error:
            log.warning("not copied: %a (%s)", str(origin), error.strerror)
            return 0
        if found is None or found[1] > limit:
            log.warning("not copied: %a (no regular file, or too large)", str(origin))
            return 0
        with copy.open("xb") as writer:
            shutil.copyfileobj(found[0], writer)
            return writer.tell()
