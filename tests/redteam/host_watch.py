"""What attacks leave on this machine: processes, files, sockets, shared memory."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

LEFT = "rtleft"
"""Whatever a payload tries to leave behind is called ``rtleft-<number of the case>``."""

_FOLDERS = ("/", "/tmp", "/dev/shm", "/var/tmp", "/run", "/root", "/home", "/etc", "/dev", "/opt", "/usr")
_SHARED = ("shm", "sem", "msg")


class HostWatch:
    """Looks at the machine before and after."""

    def __enter__(self) -> Self:
        self._shared = _shared_memory()
        self._names: list[str] = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._names = [*_processes(), *_files(), *_sockets()]
        self._more = _shared_memory() - self._shared

    def left_by(self, number: str) -> list[str]:
        """What the case ``number`` has left."""
        mark = f"{LEFT}-{number}"
        return [name for name in self._names if mark in (name + " ").replace(mark + "-", mark + " ").split()]

    def left_by_anybody(self) -> list[str]:
        """What nobody in particular has left."""
        return [f"{self._more} pieces of shared memory were left"] if self._more > 0 else []


def _processes() -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            text = f"{words.decode(errors='replace')} {(folder / 'comm').read_text(errors='replace')}"
            found += [f"the process {word} was left" for word in text.split() if word.startswith(LEFT)]
    return found


def _files() -> list[str]:
    found = []
    for folder in map(Path, _FOLDERS):
        with suppress(OSError):
            found += [f"in {folder} the file {path.name} was left" for path in folder.glob(f"{LEFT}*")]
    return found


def _sockets() -> list[str]:
    names = [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines()]
    return [f"the socket {name.strip('@')} was left" for name in names if LEFT in name]


def _shared_memory() -> int:
    return sum(len(Path("/proc/sysvipc", name).read_text().splitlines()) for name in _SHARED)
