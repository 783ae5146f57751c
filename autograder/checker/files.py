"""Files by relative paths: they lie in the student's folder, so a check's reads and writes are served there.

``open``, ``os.stat`` and their like are replaced while a check runs. A relative path then means a copy in a
folder of the host's own, fetched from the guest first; what the check writes is sent over when student code
is called with its name, or by any call where no line of the check is hidden. Only a check's own doings are
served so: a library that looks for its settings, or an import, sees the host's working directory as ever.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

from autograder.checker.guest import Guest
from autograder.checker.names import CheckNames
from autograder.checker.pickles import GUARD

_OPEN: Final = builtins.open
_WRITING: Final = frozenset("wax+")
_BY_PATH: Final[dict[str, Callable[..., Any]]] = {
    name: getattr(os, name) for name in "stat lstat listdir scandir remove unlink mkdir rmdir".split()
}
_NAME_CHARACTERS: Final = 255


class Files:
    """The student's folder as one notebook's checks see it.

    ``own`` maps names of the assignment's own files to their bytes: of those the host's copy counts, since a
    verdict may rest on it.
    """

    def __init__(self, own: Mapping[str, bytes]) -> None:
        self._own = own
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._written: dict[str, bytes] = {}
        self.guest: Guest | None = None

    def close(self) -> None:
        """Remove the copies."""
        if self._copy is not None:
            self._copy.cleanup()

    @contextmanager
    def served(self, guest: Guest, *, is_visible: bool) -> Iterator[None]:
        """Serve relative paths from ``guest``; ``is_visible``: no line of the check is hidden."""
        self.guest, guest.before_call = guest, lambda args: self._send(None if is_visible else args)
        try:
            for name, function in _BY_PATH.items():
                setattr(os, name, self._at_copy(function))
            builtins.open = io.open = self._open
            _tell_numpy(self._open)
            with GUARD.lowered_after():
                yield
        finally:
            for name, function in _BY_PATH.items():
                setattr(os, name, function)
            builtins.open = io.open = _OPEN
            _tell_numpy(_OPEN)
            guest.before_call = None

    def _open(self, file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        name = _served_name(file)
        if name is None:
            return _OPEN(file, mode, *args, **kwargs)
        is_writing = not _WRITING.isdisjoint(mode)
        if not is_writing or "w" not in mode:
            self._fetch(name)
        if is_writing:
            self._written.setdefault(name, b"")
            self._place(name).parent.mkdir(parents=True, exist_ok=True)
        return _named_by(file, lambda: _OPEN(self._place(name), mode, *args, **kwargs))

    def _at_copy(self, function: Callable[..., Any]) -> Callable[..., Any]:
        removes = function in (os.remove, os.unlink)

        def served(path: Any = ".", *args: Any, **kwargs: Any) -> Any:
            name = _served_name(path)
            if name is None:
                return function(path, *args, **kwargs)
            self._fetch(name)
            if removes and self.guest is not None:
                self._written.pop(name, None)
                self.guest.verb("remove file", name)
            return _named_by(path, lambda: function(self._place(name), *args, **kwargs))

        return served

    def _place(self, name: str) -> Path:
        if self._copy is None:
            self._copy = tempfile.TemporaryDirectory(prefix="autograder-files-")
        return Path(self._copy.name, name)

    def _fetch(self, name: str) -> None:
        """Bring the copy of one file or folder up to date, unless the check has written it since."""
        if self._pending(name) or self.guest is None:
            return
        found = self._own.get(name)
        if found is None:
            found = self.guest.verb("read file", name)
            GUARD.is_up = True
        place = self._place(name)
        if place.is_file():
            place.unlink()
        place.parent.mkdir(parents=True, exist_ok=True)
        if type(found) is bytes:
            place.write_bytes(found)
        elif type(found) is list:
            self._list(place, name, {child for child in found if _is_name(child)})

    def _list(self, place: Path, name: str, children: set[str]) -> None:
        """Make a folder show the names that the guest's has; what they hold is fetched when it is asked for."""
        place.mkdir(exist_ok=True)
        for gone in {path.name for path in place.iterdir() if path.is_file()} - children:
            if str(Path(name) / gone) not in self._written:
                place.joinpath(gone).unlink()
        for child in children:
            if not place.joinpath(child).exists():
                place.joinpath(child).touch()

    def _pending(self, name: str) -> bool:
        place = self._place(name)
        return name in self._written and place.is_file() and place.read_bytes() != self._written[name]

    def _send(self, args: Collection[Any] | None) -> None:
        """Put what the check wrote into the student's folder: all of it, or what ``args`` name."""
        if not self._written or self.guest is None:
            return
        named = None if args is None else {_relative(arg) for arg in args if isinstance(arg, (str, Path))}
        for name in list(self._written):
            if (named is None or name in named) and self._pending(name):
                self._written[name] = self._place(name).read_bytes()
                self.guest.put_file(name, self._written[name])


def _tell_numpy(function: Callable[..., Any]) -> None:
    """``np.loadtxt`` and its like have ``open`` in a table of their own."""
    module: Any = sys.modules.get("numpy.lib._datasource")
    table = getattr(getattr(module, "_file_openers", None), "_file_openers", None)
    if isinstance(table, dict):
        table[None] = function


def _served_name(path: Any) -> str | None:
    """The path inside the student's folder, where a check asks for one."""
    name = _relative(path)
    return name if name is not None and _is_for_a_check(sys._getframe(2)) else None


def _relative(path: Any) -> str | None:
    if isinstance(path, int) or not isinstance(path, (str, os.PathLike)):
        return None
    name = os.path.normpath(os.fspath(path))
    if not isinstance(name, str) or name.startswith(("/", "..", "<")) or "\0" in name:
        return None
    return name


def _is_for_a_check(frame: FrameType | None) -> bool:
    """Whether a check's own line leads here, and neither an import nor a report of a failure."""
    while frame is not None:
        if type(frame.f_globals) is CheckNames:
            return True
        if frame.f_globals.get("__name__", "").startswith(_NOT_SERVED):
            return False
        frame = frame.f_back
    return False


_NOT_SERVED: Final = ("importlib", "_frozen_importlib", "_pytest", "linecache", "traceback", "autograder.")


def _is_name(name: object) -> bool:
    return (
        isinstance(name, str)
        and 0 < len(name) <= _NAME_CHARACTERS
        and name not in (".", "..")
        and not {"/", "\0"} & set(name)
        and name.isprintable()
    )


def _named_by(path: Any, do: Callable[[], Any]) -> Any:
    """Do it, with the check's own name for the file in what it raises."""
    try:
        return do()
    except OSError as error:
        error.filename = os.fspath(path)
        raise
