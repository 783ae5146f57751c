"""Files in folders that others can write to: no link is followed, no pipe waited for, no device read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""How to open what may be anything: a link fails, and a FIFO is not waited for."""


@contextmanager
def opened(path: str | Path, folder: int | None = None) -> Iterator[tuple[BinaryIO, int] | None]:
    """A file, open to be read, with its size; ``None`` where it is no regular file.

    It is opened before it is looked at: between the two it could become a link, to hidden checks perhaps.
    ``folder`` is a descriptor of the folder that a relative ``path`` starts from.

    Raises:
        OSError: it is not there, or a link.
    """
    descriptor = os.open(path, OPEN, dir_fd=folder)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode):
            with open(descriptor, "rb", closefd=False) as file:
                yield file, status.st_size
        else:
            yield None  # of a folder not even a file object can be made
    finally:
        os.close(descriptor)
