"""How a probe tries something and says what came of it."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.guest import seccomp

NONE = -1
HERE = -100  # AT_FDCWD

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_MACHINE = seccomp.MACHINES.get(os.uname().machine)


def attempt(action: Callable[..., object], *arguments: object) -> str:
    """The name of the error that ``action(*arguments)`` meets; empty when it succeeds."""
    try:
        action(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    return ""


def call(name: str, *arguments: Any) -> int:
    """Make a system call by its number, past all libraries.

    Raises:
        OSError: it was refused; ``ENOSYS`` also where this processor has no such call.
    """
    if _MACHINE is None or name not in _MACHINE.calls:
        raise OSError(errno.ENOSYS, f"no call {name} here")
    return call_number(_MACHINE.calls[name], *arguments)


def call_number(number: int, *arguments: Any) -> int:
    """Make the system call ``number``; raises ``OSError`` when it is refused."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *words)
    if result == -1:
        raise OSError(ctypes.get_errno(), f"call {number}")
    return result


def library(name: str, *arguments: Any) -> int:
    """Call a function of the C library; raises ``OSError`` when it gives -1."""
    result: int = getattr(_libc, name)(*arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result


def opened(path: str, flags: int = os.O_RDONLY) -> None:
    """Open ``path`` and close it again, without a byte read or written."""
    os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC))


@contextlib.contextmanager
def mount_point() -> Iterator[bytes]:
    """An empty folder to mount on; never emptied, since what is mounted there might be the machine's."""
    folder = tempfile.mkdtemp(prefix="autograder-escape-")
    try:
        yield folder.encode()
    finally:
        with contextlib.suppress(OSError):
            Path(folder).rmdir()


@contextlib.contextmanager
def scratch(parent: str | None = None) -> Iterator[Path]:
    """A folder of the probe's own."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-escape-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
